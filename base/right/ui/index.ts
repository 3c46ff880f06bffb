import { defineSystem } from '@/kernel/system'

export default defineSystem({
  name: 'right',
  label: '权限与审计',
  pages: [
    { path: '/rights', label: '权限说明', page: () => import('./Rights.vue') },
    { path: '/orphans', label: '账号清理', page: () => import('./Orphans.vue'), roles: ['system', 'security', 'audit'] },
    { path: '/audit', label: '操作审计', page: () => import('./Audit.vue'), roles: ['audit'] },
  ],
  actions: [() => import('./Who.vue')],
})
