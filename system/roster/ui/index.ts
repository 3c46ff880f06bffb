import { defineSystem } from '@/kernel/system'

const government = ['system', 'security', 'audit', 'regulator', 'leader', 'clerk', 'collector']

export default defineSystem({
  name: 'roster',
  minor: ['roster_post', 'roster_leave'],
  pages: [
    { path: '/roster-now', label: '此刻值班', page: () => import('./Now.vue'), roles: government, first: true },
    { path: '/roster', label: '值班表', page: () => import('./Month.vue'), roles: government, first: true },
  ],
})
