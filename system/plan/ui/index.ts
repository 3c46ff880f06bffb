import { defineSystem } from '@/kernel/system'

const government = ['regulator', 'leader', 'clerk', 'audit']

export default defineSystem({
  name: 'plan',
  minor: ['plan_adjustment', 'plan_campaign_report', 'plan_patrol_unit'],
  panels: { plan: [() => import('./Plan.vue')], plan_draw: [() => import('./Scene.vue')], plan_campaign: [() => import('./Campaign.vue')], plan_campaign_task: [() => import('./Task.vue')], plan_patrol: [() => import('./Patrol.vue')] },
  shown: { plan_draw: ['objects', 'people', 'excluded', 'quota', 'commit_one', 'commit_two', 'seed_one', 'seed_two', 'pool_hash', 'result_hash'] },
  pages: [
    { path: '/plan-zero', label: '零执法单位', page: () => import('./Zero.vue'), roles: government },
    { path: '/plan-load', label: '执法人员工作量', page: () => import('./Load.vue'), roles: government },
    { path: '/draws', label: '双随机公开', page: () => import('./Check.vue'), hidden: true, open: true },
  ],
})
