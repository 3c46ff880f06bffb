import { defineSystem } from '@/kernel/system'

export default defineSystem({
  name: 'onemap',
  pages: [{ path: '/onemap', label: '一张图', page: () => import('./Onemap.vue'), hidden: true }],
})
