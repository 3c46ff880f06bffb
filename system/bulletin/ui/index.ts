import { defineSystem } from '@/kernel/system'

export default defineSystem({
  name: 'bulletin',
  form: { bulletin: () => import('./Editor.vue') },
  panels: { bulletin: [() => import('./Reader.vue')], bulletin_task: [() => import('./Progress.vue')] },
  pages: [
    { path: '/bulletin/:id/edit', label: '修改通报', page: () => import('./Editor.vue'), hidden: true },
    { path: '/bulletin-usage', label: '平台使用情况', page: () => import('./Usage.vue'), roles: ['regulator', 'leader', 'clerk'] },
  ],
})
