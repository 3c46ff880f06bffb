import { defineSystem } from '@/kernel/system'

const government = ['regulator', 'leader', 'clerk', 'audit']

export default defineSystem({
  name: 'plan',
  minor: ['plan_adjustment', 'plan_campaign_report', 'plan_patrol_unit'],
  panels: { plan: [() => import('./Plan.vue')], plan_draw: [() => import('./Scene.vue')], plan_campaign: [() => import('./Campaign.vue')], plan_campaign_task: [() => import('./Task.vue')], plan_patrol: [() => import('./Patrol.vue')] },
  shown: { plan_draw: ['objects', 'people', 'excluded', 'quota', 'most', 'commit_one', 'commit_two', 'seed_one', 'seed_two', 'pool_hash', 'result_hash'] },
  taken: { plan_draw: ['commit', 'reveal'] },
  narrow: { plan_draw: (f) => (f.name === 'most' ? undefined : f) }, // a draw asks for a ratio or a number
  pages: [
    { path: '/plan-zero', label: '零执法单位', help: '选时段，列出没有检查任何企业的单位；功能区不计算在内。点单位看它的检查和计划。有计划没检查的另行标出。', page: () => import('./Zero.vue'), roles: government },
    { path: '/plan-load', label: '执法人员工作量', help: '每名执法人员一年能检查多少人天、计划了多少、完成了多少，用来看计划排得满不满、各人是否均衡。', page: () => import('./Load.vue'), roles: government },
    { path: '/draws', label: '双随机公开', page: () => import('./Check.vue'), hidden: true, open: true },
  ],
})
