import { defineSystem } from '@/kernel/system'

export default defineSystem({
  name: 'bulletin',
  form: { bulletin: () => import('./Editor.vue') },
  panels: { bulletin: [() => import('./Reader.vue')], bulletin_task: [() => import('./Progress.vue')] },
  pages: [
    { path: '/bulletin/:id/edit', label: '修改通报', help: '选时段和地区，点“预览”，平台按记录写成通报。数字点开是它所数的记录；标着“待核对”的是合计和分项对不上，先看原因再发。平台以外的数字填在“外来数字”里。', page: () => import('./Editor.vue'), hidden: true },
    { path: '/bulletin-usage', label: '平台使用情况', help: '一段时间里各地区谁在用平台、谁从未登录、办了多少业务、按期整改率是多少。点单位看名单。数字按办理过程统计，和通报用的是同一套。', page: () => import('./Usage.vue'), roles: ['regulator', 'leader', 'clerk'] },
  ],
})
