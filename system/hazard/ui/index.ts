import { defineSystem } from '@/kernel/system'

const government = ['regulator', 'leader', 'clerk']

export default defineSystem({
  name: 'hazard',
  panels: { hazard: [() => import('./Photos.vue')], hazard_check: [() => import('./Answers.vue')] },
  shown: { hazard_check: ['items', 'passed', 'failed', 'skipped'], hazard: ['photos', 'photos_after', 'photos_recheck'] },
  pages: [
    { path: '/hazard-silent', label: '长期未自查', page: () => import('./Silent.vue'), roles: government },
    { path: '/hazard-performance', label: '企业履职', page: () => import('./Performance.vue'), roles: [...government, 'safety'] },
    { path: '/hazard-ledger', label: '隐患台账', page: () => import('./Ledger.vue'), roles: [...government, 'safety'] },
  ],
})
