import { defineSystem } from '@/kernel/system'

const readers = ['regulator', 'leader', 'clerk', 'safety']

export default defineSystem({
  name: 'majorhazard',
  panels: { majorhazard: [() => import('./Sum.vue')] },
  shown: { majorhazard: ['working', 's_value', 'r_value', 'alpha', 'why_alpha', 'gaps'] },
  pages: [
    { path: '/majorhazard-find', label: '查找与定位', page: () => import('./Find.vue'), roles: readers },
    { path: '/majorhazard-reckon', label: '辨识分级计算', page: () => import('./Reckon.vue'), roles: readers },
  ],
})
