import { call, query } from '@/kernel/api'
import { db, fact, note, type Packed } from './db'

/** One part of the county in the pocket, as the server tells of it and as it stands here. */
export interface Share { name: string; label: string; rows: number; bytes: number; sum: number; form: number }
export interface Part { cols: string[]; form: number; rows: number; sum: number; at?: number; after?: string; begun?: number; since?: number }
export interface Pack { parts: Record<string, Part>; at?: number; label?: Record<string, string> }
interface Page { cols: string[]; rows: any[][]; regions: Record<string, string>; cursor: string; more: boolean }

/** FNV-1a over id and version: the same sum as on the server when a part is the same. */
export function mark(id: string, rev: number): number {
  let h = 0x811c9dc5
  const s = id + ':' + rev
  for (let i = 0; i < s.length; i++) h = Math.imul(h ^ s.charCodeAt(i), 0x01000193)
  return h >>> 0
}

export const stand = async (): Promise<Pack> => (await fact<Pack>('pack')) ?? { parts: {} }
const keepPart = (name: string, part: Part) => db.transaction('rw', db.meta, async () => { const p = await stand(); await note('pack', { ...p, parts: { ...p.parts, [name]: part } }) })

export const contents = () => call<{ parts: Share[]; at: number }>('/api/inspection/pack', { signal: AbortSignal.timeout(60_000) })

/** Whether a part has to be fetched from its beginning. */
const anew = (p: Part | undefined, s: Share) => !p || p.form !== s.form || (!p.at && !p.begun)
/** About how many bytes are still to come, before anything is fetched. */
export function ahead(have: Pack, all: Share[]): number {
  return all.reduce((n, s) => {
    const p = have.parts[s.name]
    if (anew(p, s)) return n + s.bytes
    if (!p!.at) return n + Math.max(0, s.bytes * (1 - p!.rows / Math.max(1, s.rows)))
    return n + (p!.sum === s.sum ? 0 : Math.min(s.bytes, 20_000))
  }, 0)
}

export interface Progress { label: string; done: number; total: number }

/** Fetches the pack, or what is new of it. What has come stays when the network breaks: the next call goes on from there. */
export async function fetchPack(tell: (p: Progress) => void = () => {}, signal?: AbortSignal): Promise<void> {
  const now = await contents()
  const have = await stand()
  const total = now.parts.reduce((n, s) => n + (have.parts[s.name]?.at ? 0 : s.rows), 0) || 1
  let done = 0
  for (const s of now.parts) {
    let part = have.parts[s.name]
    if (anew(part, s)) {
      await db.pack.where('part').equals(s.name).delete()
      part = { cols: [], form: s.form, rows: 0, sum: 0, begun: now.at }
      await keepPart(s.name, part)
    }
    if (part.at && part.sum === s.sum) { await keepPart(s.name, { ...part, at: now.at, after: undefined, since: undefined }); continue }
    part = await pages(s, part.at && !part.begun ? { ...part, begun: now.at, since: part.at } : part, (n) => { done += n; tell({ label: s.label, done, total }) }, signal)
    if (part.sum !== s.sum) part = await reconcile(s.name, part)
    await keepPart(s.name, { ...part, at: part.begun, begun: undefined, after: undefined, since: undefined })
  }
  // A part that the rights no longer give goes.
  for (const name of Object.keys(have.parts)) if (!now.parts.some((s) => s.name === name)) await forget(name)
  await db.transaction('rw', db.meta, async () => note('pack', { ...(await stand()), at: Date.now(), label: Object.fromEntries(now.parts.map((s) => [s.name, s.label])) }))
}

/** Where rows refer to the record by which they are looked up. */
const lookup: Record<string, string> = { inspection_item: 'inspection', inspection_finding: 'inspection', inspection_recheck: 'inspection' }

async function pages(s: Share, part: Part, came: (rows: number) => void, signal?: AbortSignal): Promise<Part> {
  for (;;) {
    const page = await call<Page>('/api/inspection/pack/page' + query({ part: s.name, after: part.after, since: part.after ? undefined : part.since }), { signal: signal ?? AbortSignal.timeout(60_000) })
    const of = page.cols.indexOf(lookup[s.name] ?? 'enterprise')
    const rows: Packed[] = page.rows.map((row) => ({ part: s.name, id: row[0], of: of < 0 ? '' : row[2 + of] ?? '', row }))
    part = await db.transaction('rw', db.pack, db.meta, async () => {
      const old = await db.pack.bulkGet(rows.map((r) => [r.part, r.id] as [string, string]))
      let { sum, rows: count } = part
      rows.forEach((r, n) => {
        if (old[n]) sum = (sum - mark(r.id, old[n]!.row[1])) >>> 0
        else count++
        sum = (sum + mark(r.id, r.row[1])) >>> 0
      })
      await db.pack.bulkPut(rows)
      const p = await stand()
      const next: Part = { ...part, cols: page.cols, rows: count, sum, after: page.rows.length ? page.cursor : part.after }
      await note('pack', { ...p, parts: { ...p.parts, [s.name]: next } })
      await note('regions', { ...(await fact<Record<string, string>>('regions')), ...page.regions })
      return next
    })
    came(rows.length)
    if (!page.more) return part
  }
}

/** Finds what is gone: deleted, or no longer within the rights. */
async function reconcile(name: string, part: Part): Promise<Part> {
  const { items } = await call<{ items: [string, number][] }>('/api/inspection/pack/index' + query({ part: name }), { signal: AbortSignal.timeout(60_000) })
  const there = new Set(items.map((i) => i[0]))
  return db.transaction('rw', db.pack, async () => {
    const keys = (await db.pack.where('part').equals(name).primaryKeys()) as [string, string][]
    const gone = keys.filter((k) => !there.has(k[1]))
    let { sum, rows } = part
    for (const r of await db.pack.bulkGet(gone)) if (r) { sum = (sum - mark(r.id, r.row[1])) >>> 0; rows-- }
    await db.pack.bulkDelete(gone)
    const here = new Set(keys.map((k) => k[1]))
    // Something never came: the part is fetched anew the next time.
    return { ...part, sum, rows, form: items.some((i) => !here.has(i[0])) ? -1 : part.form }
  })
}

async function forget(name: string) {
  await db.transaction('rw', db.pack, db.meta, async () => {
    await db.pack.where('part').equals(name).delete()
    const p = await stand()
    delete p.parts[name]
    await note('pack', p)
  })
}

/** A row as a record. */
export function unpack(part: Part | undefined, row: any[]): any {
  const out: Record<string, any> = { id: row[0], rev: row[1] }
  part?.cols.forEach((c, n) => { out[c] = row[n + 2] })
  return out
}

export async function packed<T = any>(part: string, of?: string): Promise<T[]> {
  const p = (await stand()).parts[part]
  const rows = await (of === undefined ? db.pack.where('part').equals(part) : db.pack.where('[part+of]').equals([part, of])).toArray()
  return rows.map((r) => unpack(p, r.row))
}

export async function packedOne<T = any>(part: string, id: string): Promise<T | undefined> {
  const r = await db.pack.get([part, id])
  return r && unpack((await stand()).parts[part], r.row)
}
