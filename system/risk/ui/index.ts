import { defineSystem } from '@/kernel/system'
import { scores } from './method'

const government = ['regulator', 'leader', 'clerk']

export default defineSystem({
  name: 'risk',
  panels: { risk: [() => import('./Method.vue')], risk_point: [() => import('./Card.vue')], risk_plan: [() => import('./Draw.vue')], risk_rating: [() => import('./Rating.vue')] },
  narrow: { risk: scores },
  shown: { risk_plan: ['picture', 'areas'], risk_rating: ['facts', 'why'] },
  pages: [
    { path: '/risk-regions', label: '四色分布', page: () => import('./Regions.vue'), roles: government },
    { path: '/risk-evaluate', label: '风险评价计算', page: () => import('./Evaluate.vue'), roles: [...government, 'safety'] },
    { path: '/risk-checklist', label: '更新自查清单', page: () => import('./Checklist.vue'), roles: ['safety'] },
  ],
})
