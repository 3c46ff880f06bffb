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
    { path: '/monitor-live', label: '实时监测', help: '各测点现在的数值，每几秒更新；红色的正在报警，点开看曲线和处置。上方写着与平台断开时数值不是最新的。测点多时先选一家企业。', page: () => import('./Live.vue'), roles: readers, first: true },
    { path: '/monitor-compare', label: '曲线对比', help: '选最多8个测点和一段时间，把曲线画在一起，看是不是同时变化。拖动选一段放大，鼠标停在曲线上看数值。', page: () => import('./Compare.vue'), roles: readers },
    { path: '/monitor-draw', label: '随机抽查', help: '填抽几家和应答时限，点“抽查”，从有重点部位测点的企业里随机抽出并立即点名监控室。谁应答、用了多久自动记录，无人应答的会列出。', page: () => import('./Draw.vue'), roles: ['regulator', 'leader'] },
  ],
})
