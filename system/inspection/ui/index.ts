import { defineSystem, shared } from '@/kernel/system'

const government = ['regulator', 'leader', 'clerk']

export default defineSystem({
  name: 'inspection',
  minor: ['inspection_item'],
  parts: { proof_of_visit: () => import('./Proof.vue') },
  panels: { inspection: [shared('papers'), () => import('./Visit.vue'), () => import('./Proof.vue')], inspection_recheck: [() => import('./Recheck.vue'), () => import('./Proof.vue')], enterprise: [() => import('./Firm.vue')], plan_target: [() => import('./Target.vue')] },
  shown: { inspection: ['item_count', 'answered', 'found', 'open', 'waiting', 'facts', 'orders'], inspection_recheck: ['lines', 'accepted', 'partly', 'returned'] },
  pages: [
    { path: '/inspection-report', label: '检查情况报告', help: '选时段，按单位和监管分类统计检查了几家、发现多少隐患、下达了哪些文书。数字点开是具体检查，可直接打印。', page: () => import('./Report.vue'), roles: government },
    { path: '/inspection-published', label: '检查结果公开', page: () => import('./Published.vue'), open: true, hidden: true },
  ],
})
