import { defineSystem } from '@/kernel/system'

const readers = ['regulator', 'leader', 'clerk', 'safety']

export default defineSystem({
  name: 'majorhazard',
  panels: { majorhazard: [() => import('./Sum.vue')] },
  shown: { majorhazard: ['working', 's_value', 'r_value', 'alpha', 'why_alpha', 'gaps'] },
  pages: [
    { path: '/majorhazard-find', label: '查找与定位', help: '找某个地点多少公里以内、含某种物质、某一级别的重大危险源，近的在前。事故时先填中心点和距离，再“在地图上看”。', page: () => import('./Find.vue'), roles: readers },
    { path: '/majorhazard-reckon', label: '辨识分级计算', help: '填单元里有哪些危险化学品、各多少吨、500米内住多少人，算出是否构成重大危险源、是几级，并写出每一步。这里只是试算，不保存；正式填报在“重大危险源”里新建。', page: () => import('./Reckon.vue'), roles: readers },
  ],
})
