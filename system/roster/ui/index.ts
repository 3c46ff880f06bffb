import { day } from '@/kernel/day'
import type { Field } from '@/kernel/schema'
import { me } from '@/kernel/session'
import { defineSystem } from '@/kernel/system'

const government = ['system', 'security', 'audit', 'regulator', 'leader', 'clerk', 'collector']

/** One gives away a duty of one's own, and takes over one of whoever replaces one. */
function whose(f: Field, typed: Record<string, any>): Field {
  const person = { duty: me.value?.id, return_duty: typed.with_person }[f.name]
  return person ? { ...f, 'x-among': `person=${person}&day=${day()}..` } : f
}

export default defineSystem({
  name: 'roster',
  panels: { roster_duty: [() => import('./Mine.vue')] },
  narrow: { roster_swap: whose },
  minor: ['roster_post', 'roster_leave'],
  pages: [
    { path: '/roster-now', label: '此刻值班', help: '此刻各地各岗位谁在值班，缺班的排在前面。点“发消息”直接联系；到点还没接班的标“待接班”。', page: () => import('./Now.vue'), roles: government, first: true },
    { path: '/roster', label: '值班表', help: '选岗位和月份，点“生成排班”按规则先排好，看过、调整后“保存”。带点的是换班或人工调整，重新生成时保留。可下载、打印整月。', page: () => import('./Month.vue'), roles: government, first: true },
  ],
})
