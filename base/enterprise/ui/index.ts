import { defineSystem } from '@/kernel/system'

export default defineSystem({
  name: 'enterprise',
  minor: ['enterprise_training', 'enterprise_drill', 'enterprise_report', 'enterprise_norm', 'enterprise_name', 'enterprise_merge', 'enterprise_distinct'],
  panels: { enterprise: [() => import('./Changed.vue'), () => import('./Completeness.vue')], enterprise_worklist: [() => import('./Progress.vue')], enterprise_assignment: [() => import('./Left.vue')], enterprise_norm: [() => import('./Recount.vue')] },
  shown: { enterprise_norm: ['total', 'counted', 'changed', 'counted_on'] },
  pages: [{ path: '/enterprise-duplicates', label: '疑似重复', help: '列出可能登记了两次的企业、人员和机构，并写明为什么像。先两边打开核对；确认是同一家的，由单位负责人打开要去掉的那份，点“合并到”；确认不是的，点“不是同一家”，以后不再列出。合并后可以拆回，历史都在。', page: () => import('./Duplicates.vue'), roles: ['regulator', 'leader', 'clerk'] }],
})
