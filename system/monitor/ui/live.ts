/** Newest values, as the server sends them, and how their states are called. */
import * as api from '@/kernel/api'
import { t } from '@/kernel/words'

export interface Limit { v: number }
export interface Live {
  id: string; name: string; code: string; kind: string; kind_label: string; unit: string; decimals: number; enterprise: string; enterprise_label?: string; area?: string; is_key: boolean
  has: boolean; value: number; at: number; quality: string; state: string; tone: string
  low?: Limit; high?: Limit; hh?: Limit; h?: Limit; l?: Limit; ll?: Limit; spark?: { at: number; v: number }[]
}
export interface Bucket { at: number; min: number; max: number; avg: number; last: number; count: number }
export interface Line extends Live { buckets: Bucket[] }
export interface History { from: number; to: number; step: number; items: Line[] }

/** The word of a state. */
export function stateOf(p: Live): string {
  const words: Record<string, string> = { none: t('没有数据'), normal: t('正常'), HH: t('高高报'), H: t('高报'), L: t('低报'), LL: t('低低报'), ROC: t('速率报警'), BAD: t('坏点、超量程'), DEV: t('偏差'), OFF: t('离线') }
  return words[p.state] ?? p.state
}

export const clock = (at: number) => new Date(at).toLocaleString('zh-CN', { timeZone: 'Asia/Shanghai', hour12: false, month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' })
export const shown = (p: Live) => (p.has ? p.value.toFixed(p.decimals) : '—')

/**
 * Keeps items in step with the server: what changes arrives by itself, and after a break the stream is opened anew, with ever longer pauses. state is told
 * when it opens and when it has been lost for a while. Returns how to stop.
 */
export function follow(params: Record<string, unknown>, take: (changed: Live[]) => void, state: (open: boolean) => void = () => {}): () => void {
  let source: EventSource, again = 0, alarm = 0, pause = 1000, over = false
  const open = () => {
    source = new EventSource('/api/monitor/stream' + api.query(params))
    source.addEventListener('values', (e) => take(JSON.parse((e as MessageEvent).data)))
    source.onopen = () => { clearTimeout(alarm); alarm = 0; pause = 1000; state(true) }
    source.onerror = () => {
      if (over) return
      alarm ||= window.setTimeout(() => state(false), 5000)
      if (source.readyState !== EventSource.CLOSED) return // the browser tries by itself
      again = window.setTimeout(open, pause)
      pause = Math.min(pause * 2, 30_000)
    }
  }
  open()
  return () => { over = true; clearTimeout(again); clearTimeout(alarm); source.close() }
}
