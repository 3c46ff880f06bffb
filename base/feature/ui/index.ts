import { defineSystem } from '@/kernel/system'

export default defineSystem({
  name: 'feature',
  pages: [{ path: '/feature-draw', label: '地图标绘', page: () => import('./Draw.vue'), roles: ['regulator', 'leader', 'clerk'], first: true }],
  panels: { feature: [() => import('./Shape.vue')] },
})
