import { call, list, type Me, type Row } from '@/kernel/api'
import { loadCatalogue } from '@/kernel/schema'
import { db, fact, note, plain } from './db'

/** An enterprise as it is found and shown without a network. */
export interface Short { id: string; rev: number; name: string; code: string; trade: string; trade_label: string; region: string; region_label: string; address: string; person: string; phone: string; position?: [number, number]; status: string; updated: string; can: string[] }
export interface Waiting { type: string; type_label: string; id: string; title: string; state_label: string; region_label: string; due?: Row['due']; steps: { name: string; label: string }[] }

const most = 5000

/** Fetches what is needed without a network; what cannot be had leaves what was here. Returns what went wrong, in words. */
export async function pull(me: Me, tell: (words: string) => void = () => {}): Promise<void> {
  tell('正在更新表单')
  const schema = await loadCatalogue()
  await note('schema', plain(schema))
  const can = (type: string) => !!schema.types[type]?.['x-can'].includes('read')
  if (can('library_checklist')) { tell('正在更新排查清单'); await replace('library_checklist', await all('library_checklist', { status: 'published' }, 300)) }
  if (can('hazard')) {
    tell('正在更新隐患')
    const status = me.enterprise ? 'draft,pending,open,fixed,recheck' : 'open,fixed,recheck,pending'
    await replace('hazard', await all('hazard', { status }, me.enterprise ? 500 : 300))
  }
  if (can('hazard_extension')) await replace('hazard_extension', await all('hazard_extension', { status: 'asked' }, 100))
  if (can('hazard_check')) { tell('正在更新检查记录'); await replace('hazard_check', await all('hazard_check', {}, 50)) }
  if (me.enterprise && can('enterprise')) { await replace('enterprise', [await call<Row>(`/api/enterprise/${me.enterprise}`)]) }
  if (!me.enterprise) {
    const w = await call<{ waiting: Waiting[] }>('/api/workbench')
    await note('waiting', w.waiting)
  }
  if (me.roles.includes('collector')) { tell('正在更新行政区划'); await regions(me.region) }
  if (!me.enterprise && can('enterprise')) await enterprises(tell)
  await note('pulled', Date.now())
}

async function all(type: string, params: object, limit: number): Promise<Row[]> {
  const out: Row[] = []
  let after: string | undefined
  do {
    const page = await list(type, { ...params, limit: Math.min(100, limit), after })
    out.push(...page.items)
    after = page.next
  } while (after && out.length < limit)
  return out
}

/** Puts what the server has in the place of what was kept of a type. */
async function replace(type: string, rows: Row[]) {
  await db.transaction('rw', db.kept, async () => {
    await db.kept.where('type').equals(type).delete()
    await db.kept.bulkPut(rows.map((row) => ({ type, id: row.id, row, at: Date.now() })))
  })
}

/** Shortens the file of an enterprise to what is needed on the road. */
export function shorten(r: Row, trades: Record<string, string>): Short {
  return {
    id: r.id, rev: r.rev, name: r.name, code: r.credit_code ?? '', trade: r.trade ?? '', trade_label: trades[r.trade] ?? '', region: r.region, region_label: r.display?.region ?? '',
    address: r.address ?? '', person: r.principal ?? '', phone: r.principal_phone ?? '', position: r.position ?? undefined, status: r.status, updated: r.updated ?? '', can: r.can ?? [],
  }
}

export async function trades(): Promise<Record<string, string>> {
  const schema = await fact<any>('schema')
  return Object.fromEntries((schema?.types.enterprise?.properties.trade?.oneOf ?? []).map((o: any) => [o.const, o.title]))
}

/** The enterprises of the region, the latest changed first, so that a later pass ends where the one before began. */
async function enterprises(tell: (words: string) => void) {
  const since = (await fact<{ newest: string }>('enterprises'))?.newest ?? ''
  const names = await trades()
  let after: string | undefined, n = 0, newest = since
  do {
    const page = await list('enterprise', { limit: 100, after })
    const rows = page.items.map((r) => shorten(r, names))
    if (rows[0] && rows[0].updated > newest) newest = rows[0].updated
    await db.kept.bulkPut(rows.map((row) => ({ type: 'short', id: row.id, row, at: Date.now() })))
    n += rows.length
    tell(`正在更新企业 ${n}`)
    const last = rows[rows.length - 1]
    if (since && last && last.updated < since) break
    after = page.next
  } while (after && n < most)
  await note('enterprises', { newest, count: await db.kept.where('type').equals('short').count() })
}

export interface Division { code: string; label: string; level?: string; kind?: string }
/** The divisions below one: from the server, or as they were when last asked for. */
export async function below(code: string): Promise<Division[]> {
  try {
    const r = await call<{ items: Division[] }>(`/api/region?parent=${encodeURIComponent(code)}`)
    await db.kept.put({ type: 'region', id: code, row: r.items, at: Date.now() })
    return r.items
  } catch {
    return (await db.kept.get(['region', code]))?.row ?? []
  }
}

async function regions(code: string) {
  const first = await below(code)
  if (code.length === 4 || code.length === 6) for (const d of first.slice(0, 60)) await below(d.code)
}

/** Records of a type that are kept here. */
export async function kept<T = Row>(type: string): Promise<T[]> {
  return (await db.kept.where('type').equals(type).toArray()).map((k) => k.row)
}

/** One record: from the server, or, without a network, as it was kept. */
export async function one(type: string, id: string): Promise<{ row?: Row; old?: number; problem?: Error }> {
  const k = await db.kept.get([type, id])
  try {
    const row = await call<Row>(`/api/${type}/${id}`, { signal: AbortSignal.timeout(8000) })
    await db.kept.put({ type, id, row, at: Date.now() })
    return { row }
  } catch (e) {
    return { row: k?.row, old: k?.at, problem: e as Error }
  }
}
