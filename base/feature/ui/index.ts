import { defineSystem } from '@/kernel/system'

export default defineSystem({
  name: 'feature',
  pages: [{ path: '/feature-draw', label: '地图标绘', help: '先选图层（没有就新建），再画点、线、面，或导入文件（GeoJSON、KML、CSV、Shapefile）。先选对文件的坐标系，导入前会列出有问题的要素。画错了用“撤销”。', page: () => import('./Draw.vue'), roles: ['regulator', 'leader', 'clerk'], first: true }],
  panels: { feature: [() => import('./Shape.vue')] },
})
