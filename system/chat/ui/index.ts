import { defineSystem } from '@/kernel/system'

export default defineSystem({
  name: 'chat',
  label: '统一通讯',
  tools: [() => import('./Badge.vue')],
  actions: [() => import('./Discuss.vue'), () => import('./Forward.vue')],
  pages: [
    { path: '/portal', label: '我的门户', page: () => import('./Portal.vue') },
    { path: '/chat', label: '聊天', page: () => import('./Chat.vue') },
    { path: '/directory', label: '通讯录', page: () => import('./Directory.vue') },
  ],
})
