import { defineSystem } from '@/kernel/system'

const uses = () => import('./Uses.vue')

export default defineSystem({
  name: 'library',
  minor: ['library_cut', 'library_band', 'library_change', 'library_discretion'],
  panels: {
    library_act: [() => import('./Editions.vue')], library_article: [uses], library_change: [uses],
    library_violation: [() => import('./Scale.vue')], library_sheet: [() => import('./Sheet.vue')],
  },
  shown: { library_article: ['summary', 'position'], library_act: ['editions'], library_violation: ['ranges'], library_sheet: ['filled', 'missing', 'ghs', 'signal', 'pictograms', 'lists'] },
  pages: [{ path: '/library-find', label: '查法规', page: () => import('./Find.vue') }],
})
