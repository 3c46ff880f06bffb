const two = (n: number) => String(n).padStart(2, '0')
/** A moment as a clock in China shows it. */
export function stamp(t: Date | number | string): string {
  const d = new Date(new Date(t).getTime() + 8 * 3600e3)
  return `${d.getUTCFullYear()}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())} ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`
}
export const today = () => stamp(Date.now()).slice(0, 10)
export const daysOn = (n: number) => stamp(Date.now() + n * 24 * 3600e3).slice(0, 10)

/** How long ago, in words. */
export function ago(t?: number): string {
  if (!t) return '从未'
  const m = Math.floor((Date.now() - t) / 60_000)
  if (m < 1) return '刚刚'
  if (m < 60) return `${m}分钟前`
  if (m < 24 * 60) return `${Math.floor(m / 60)}小时前`
  return stamp(t)
}
