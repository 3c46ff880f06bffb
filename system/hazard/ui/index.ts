import { defineSystem } from '@/kernel/system'

const government = ['regulator', 'leader', 'clerk']

export default defineSystem({
  name: 'hazard',
  panels: { hazard: [() => import('./Listed.vue'), () => import('./Photos.vue')], hazard_check: [() => import('./Answers.vue')] },
  shown: { hazard_check: ['items', 'passed', 'failed', 'skipped'], hazard: ['photos', 'photos_after', 'photos_recheck'] },
  pages: [
    { path: '/hazard-silent', label: '长期未自查', help: '超过规定间隔没有自查的企业，最久的在前。点“督促自查”给列出的企业各发一份任务，7天内完成；已经督促过的不重复发。规定间隔在“设置自查频次”里按监管分类设。', page: () => import('./Silent.vue'), roles: government },
    { path: '/hazard-performance', label: '企业履职', help: '一段时间里每家企业自查了几次、发现和整改了多少隐患、按期多少、逾期多少、被检查几次。点数字看具体记录，打印后可作为约谈、评价的依据。', page: () => import('./Performance.vue'), roles: [...government, 'safety'] },
    { path: '/hazard-ledger', label: '隐患台账', help: '选时段和范围，点“打开台账”，在新页面按 A4 横向打印。一次最多 5000 条；更多的请缩小范围，或在隐患列表里导出表格。', page: () => import('./Ledger.vue'), roles: [...government, 'safety'] },
  ],
})
