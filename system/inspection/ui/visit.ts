import * as api from '@/kernel/api'

export interface Item { id: string; rev: number; number: number; section: string; code: string; content: string; basis: string; method: string; guide: string; level: string; mandatory: boolean; outcome: string; note: string }
export interface Doubt { group: string; label: string; why: string }
export interface Facts { doubts: Doubt[]; facts: { group: string; detail: string; who: string; at: string }[] | null; principal: string; principal_phone: string; safety_leader: string; safety_phone: string; operating: string; trade: string; industry: string; differs: string }

/** Every record of a type that belongs to a visit. */
export async function all(type: string, params: Record<string, unknown>): Promise<api.Row[]> {
  const out: api.Row[] = []
  for (let after: string | undefined = ''; after !== undefined;) {
    const page: api.Page = await api.list(type, { ...params, limit: 100, after })
    out.push(...page.items)
    after = page.next
  }
  return out
}

/** The steps of a list: what is open, what failed. */
export const outcomes = [{ key: '1', value: 'pass', label: '合格', tone: 'success' }, { key: '2', value: 'fail', label: '不合格', tone: 'danger' }, { key: '3', value: 'na', label: '不涉及', tone: 'info' }] as const
