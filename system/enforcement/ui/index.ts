import type { Field } from '@/kernel/schema'
import { defineSystem, shared } from '@/kernel/system'

const government = ['regulator', 'leader', 'clerk']

/** What belongs to a case is chosen among what belongs to that case: an enterprise has the same name in each of its cases. */
const ofCase = (name: string) => (f: Field, typed: Record<string, any>) => (f.name === name && typed.enforcement ? { ...f, 'x-among': 'enforcement=' + typed.enforcement } : f)

export default defineSystem({
  name: 'enforcement',
  minor: ['enforcement_party', 'enforcement_charge', 'enforcement_evidence', 'enforcement_statement', 'enforcement_appraisal', 'enforcement_discussion', 'enforcement_payment', 'enforcement_limit'],
  panels: { enforcement: [() => import('./Board.vue'), shared('papers'), shared('proof_of_visit')], enforcement_charge: [() => import('./Sum.vue')], inspection: [() => import('./Open.vue')], enforcement_matter: [() => import('./Matter.vue')], enforcement_submission: [() => import('./Deed.vue')] },
  form: { enforcement_submission: () => import('./Hand.vue') },
  shown: { enforcement_submission: ['region', 'title', 'purpose', 'matter', 'enterprise', 'handed_on', 'handed_by', 'words', 'part', 'paid_on', 'amount', 'receipt', 'way', 'until', 'instalments', 'remedy', 'organ', 'taken_on', 'number', 'proof', 'answer', 'reply', 'taken_by', 'done_on', 'status'], enforcement_matter: ['told_on', 'defence_until', 'hearing_until', 'amount', 'owed', 'pay_by', 'opened_on', 'organ', 'status'], enforcement: ['officers', 'amount', 'paid', 'paid_extra', 'pay_by', 'summary', 'halts', 'extensions'], enforcement_charge: ['working', 'low', 'high', 'amount', 'capital', 'days'] },
  narrow: { enforcement_charge: ofCase('party'), enforcement_measure: ofCase('party'), enforcement_payment: ofCase('party'), enforcement_deferral: ofCase('party'), enforcement_appraisal: ofCase('measure') },
  pages: [
    { path: '/enforcement-report', label: '行政处罚统计', help: '选时段，按单位统计立案、处罚决定、罚款金额和执行情况。数字点开是具体案件。报表可直接打印。', page: () => import('./Report.vue'), roles: government },
    { path: '/enforcement-limits', label: '执法期限和数额', help: '办案每个环节的期限、罚款数额和听证标准，写明依据和哪天起用。系统按立案当时有效的规定计算。本地另有规定的，点“新建本地规定”。', page: () => import('./Limits.vue'), roles: government },
    { path: '/enforcement-published', label: '行政处罚信息公示', page: () => import('./Published.vue'), open: true, hidden: true },
  ],
})
