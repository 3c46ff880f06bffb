import { defineSystem } from '@/kernel/system'

const uses = () => import('./Uses.vue')

export default defineSystem({
  name: 'library',
  minor: ['library_cut', 'library_band', 'library_change', 'library_discretion'],
  panels: {
    library_checklist: [() => import('./Adapt.vue')], library_act: [() => import('./Editions.vue')], library_article: [uses], library_change: [uses],
    library_violation: [() => import('./Scale.vue')], library_sheet: [() => import('./Sheet.vue')],
  },
  shown: { library_article: ['summary', 'position'], library_act: ['editions'], library_violation: ['ranges'], library_sheet: ['filled', 'missing', 'ghs', 'signal', 'pictograms', 'lists'] },
  pages: [{ path: '/library-find', label: '查法规', help: '写法律名称、条号、检查内容、违法行为或化学品名称，两三个字就行。结果里能看到现行条文、对应的检查事项和处罚依据；标着“不再适用”的是旧版。', page: () => import('./Find.vue') }],
})
