/** What the drafting page of a paper works with. */
export interface FormField { name: string; label: string; kind: string; options?: string[]; rows?: number; settled?: boolean; fields?: FormField[] }
export interface Pen { spot: string; label: string; officer?: boolean; who?: string; post?: string; name?: string; refused?: boolean; at?: string }
export interface Desk { fields: FormField[]; data: Record<string, any>; sourced: string[]; signs: Pen[] | null; number: string; version: number; editable: boolean; why?: string; stages: string[]; unset: string[]; organ: string; goes: boolean }

/** What stands at a path of names and places. */
export function at(data: any, path: string): any {
  let v = data
  for (const name of path.split('.')) {
    if (v === null || typeof v !== 'object') return undefined
    v = v[name]
  }
  return v
}

/** The same with another value at the path. */
export function put(data: any, path: string, value: any): any {
  const [name, ...rest] = path.split('.')
  const next = rest.length ? put(data && typeof data === 'object' ? (data[name] ?? {}) : {}, rest.join('.'), value) : value
  if (Array.isArray(data)) return data.map((v, i) => (String(i) === name ? next : v))
  return { ...(data && typeof data === 'object' ? data : {}), [name]: next }
}
