import { defineSystem } from '@/kernel/system'

export default defineSystem({
  name: 'onemap',
  pages: [{ path: '/onemap', label: '一张图', help: '左边勾选图层；圆环里的数字是一片里的个数，环上的颜色是各等级所占的份额，放大后成为单个标记。点标记看是谁，再打开档案。点区划轮廓进入下一级。没有互联网也能使用。', page: () => import('./Onemap.vue'), hidden: true }],
})
