import { defineSystem, shared } from '@/kernel/system'

const readers = ['regulator', 'leader', 'clerk', 'safety', 'worker']

export default defineSystem({
  name: 'monitor',
  minor: ['monitor_rule', 'monitor_policy'],
  panels: {
    monitor_point: [() => import('./PointPanel.vue')],
    monitor_alarm: [() => import('./AlarmPanel.vue'), shared('clips')],
    monitor_gateway: [() => import('./GatewayPanel.vue')],
  },
  aside: Object.fromEntries(['enterprise', 'majorhazard', 'majorhazard_pond', 'monitor_point', 'monitor_alarm'].map((type) => [type, [() => import('./Aside.vue')]])),
  shown: { monitor_alarm: ['told', 'log'] },
  pages: [
    { path: '/monitor-live', label: '实时监测', page: () => import('./Live.vue'), roles: readers, first: true },
    { path: '/monitor-compare', label: '曲线对比', page: () => import('./Compare.vue'), roles: readers },
    { path: '/monitor-draw', label: '随机抽查', page: () => import('./Draw.vue'), roles: ['regulator', 'leader'] },
  ],
})
