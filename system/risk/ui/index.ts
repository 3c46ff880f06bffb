import { defineSystem } from '@/kernel/system'
import { scores } from './method'

const government = ['regulator', 'leader', 'clerk']

export default defineSystem({
  name: 'risk',
  panels: { risk: [() => import('./Method.vue')], risk_point: [() => import('./Card.vue')], risk_plan: [() => import('./Draw.vue')], risk_rating: [() => import('./Rating.vue')] },
  narrow: { risk: scores },
  shown: { risk_plan: ['picture', 'areas'], risk_rating: ['facts', 'why'] },
  pages: [
    { path: '/risk-regions', label: '四色分布', help: '各地区现在的风险颜色：红重大、橙较大、黄一般、蓝低。区域取区内企业最高的一级。点区域看下一级，再点到企业。没有评定的单独列出。', page: () => import('./Regions.vue'), roles: government },
    { path: '/risk-evaluate', label: '风险评价计算', help: '不知道风险该定几级时在这里试算：选评价方法，逐项选分值，就得到风险值、等级和该由谁管控。只试算，不保存。', page: () => import('./Evaluate.vue'), roles: [...government, 'safety'] },
    { path: '/risk-checklist', label: '更新自查清单', help: '把管控中的风险里勾选了“列入自查”的措施，变成本企业的自查清单，以后照着查。措施改过就再点一次“更新”；没有变的清单不动。', page: () => import('./Checklist.vue'), roles: ['safety'] },
  ],
})
