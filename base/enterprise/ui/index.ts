import { defineSystem } from '@/kernel/system'

export default defineSystem({
  name: 'enterprise',
  minor: ['enterprise_training', 'enterprise_drill', 'enterprise_report', 'enterprise_norm', 'enterprise_name', 'enterprise_merge'],
  panels: { enterprise: [() => import('./Completeness.vue')], enterprise_worklist: [() => import('./Progress.vue')], enterprise_norm: [() => import('./Recount.vue')] },
  shown: { enterprise_norm: ['total', 'counted', 'changed', 'counted_on'] },
  pages: [{ path: '/enterprise-duplicates', label: '疑似重复', page: () => import('./Duplicates.vue'), roles: ['regulator', 'leader', 'clerk'] }],
})
