import { call, Problem } from '@/kernel/api'
import type { Option } from '@/kernel/schema'
import { t } from '@/kernel/words'

/** What the server asks before it does something for nobody in particular: some work for the browser. */
export interface Challenge { challenge: string; bits: number; trades: Option[] }
export const challenge = () => call<Challenge>('/api/register/challenge')

/** A small piece of work stands in for a picture puzzle: no outside service, nothing that the blind cannot read. */
export async function prove(): Promise<{ challenge: string; work: string }> {
  if (!crypto.subtle) throw new Problem({ title: t('浏览器不支持安全验证，请通过 https 或本机地址访问') })
  const { challenge: text, bits } = await challenge()
  const encoder = new TextEncoder()
  for (let n = 0; ; n++) {
    const sum = new DataView(await crypto.subtle.digest('SHA-256', encoder.encode(`${text}.${n}`)))
    if (Math.clz32(sum.getUint32(0)) >= bits) return { challenge: text, work: String(n) }
  }
}
