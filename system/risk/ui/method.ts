import { ref } from 'vue'
import * as api from '@/kernel/api'
import type { Field } from '@/kernel/schema'

/** An edition of a method; one that differs in its bands only has the scores of same. */
export interface Table { edition: string; name: string; same?: string; factors: Record<string, [string, string][]> }
const tables = ref<Table[]>()
let asked = false
const keys: Record<string, string> = { state_score: 'm', likelihood: 'l', exposure: 'e', consequence: 'c' }

/** Of the scores only those of the chosen method are asked; before one is chosen, none. */
export function scores(f: Field, typed: Record<string, any>): Field | undefined {
  const key = keys[f.name]
  if (!key) return f
  if (!asked) { asked = true; api.call<{ items: Table[] }>('/api/risk/methods').then((r) => { tables.value = r.items }, () => { asked = false }) }
  if (!tables.value) return f
  const table = tables.value.find((t) => t.edition === typed.method)
  if (!table?.factors[key]) return
  return { ...f, required: true, oneOf: f.oneOf?.filter((o) => String(o.const).startsWith((table.same || table.edition) + '/')) }
}
