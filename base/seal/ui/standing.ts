/** How the signed fields of a record stand. */
import { ref } from 'vue'
import { me } from '@/kernel/session'

export interface State { name: string; label: string; state: 'intact' | 'changed' | 'gone' | 'forged'; signature: string; signer: string; organ?: string; signed_at: string; trial?: boolean; note?: string }
export interface Choice { name: string; label: string }
export interface Group { id: string; first: State; list: State[]; bad: State[] }

export const words = { intact: '未变', changed: '已改动', gone: '字段已取消', forged: '签名无效' }

/** Counts what was signed here, so that whatever shows signatures looks again. */
export const signed = ref(0)

/** Types and readers that have nothing to do with signatures under fields. */
export const away = (type: string) => type.startsWith('seal') || type.startsWith('account') || type === 'chat_talk' || !me.value || me.value.roles.some((r) => ['system', 'security', 'public'].includes(r))

/** The fields of each signature, newest first. */
export function grouped(items: State[]): Group[] {
  return [...new Set(items.map((s) => s.signature))].map((id) => {
    const list = items.filter((s) => s.signature === id)
    return { id, first: list[0], list, bad: list.filter((s) => s.state !== 'intact') }
  })
}
