import type { Due } from '@/kernel/api'

/** How much time is left, in words; a limit that pauses says so. */
export function dueWords(d?: Due): string {
  if (!d) return ''
  if (d.state === 'paused') return '期限已中止'
  return d.left < 0 ? `逾期${-d.left}${d.unit}` : d.left === 0 ? '今天到期' : `还剩${d.left}${d.unit}`
}
