import { call, Problem } from '@/kernel/api'
import { db, fact, note, type Reserved } from './db'
import { today } from './time'

/** The papers of the server in this browser: the same code, as WebAssembly, kept here once it has been fetched. */
interface Writer { html(form: string, data: string, roll: number): Answer<string>; pdf(form: string, data: string): Answer<Uint8Array>; fields(form: string): Answer<string>; capital(yuan: string): string }
interface Answer<T> { value?: T; error?: string }
export interface Pen { spot: string; label: string }
export interface Style { code: string; title: string; number: boolean; version: number; source: string; signs: Pen[]; needs: string[] }
export interface Outfit { data: Record<string, any>; numbered: boolean; forms: Style[] }

/** What may be punished on the spot and how much, as the server has worked it out; amounts in yuan. See system/enforcement/handset.go. */
export interface Span { course: string; tier_no?: number; tier?: string; low: number; high: number }
export interface Act { violation: string; code: string; name: string; article: string; basis: string; for: { subject: string; warning: boolean; spans: Span[] }[] }
export interface Ceiling { name: string; amount: number; basis: string }
export interface Handset { on: string; unit: Ceiling; person: Ceiling; spot: Ceiling; rounding: number; factors: { kind: string; label: string; leads: string[] }[]; courses: { course: string; label: string }[]; acts: Act[] }

const store = 'anjian-paper', url = `/m/paper.wasm.gz?v=${__PAPER__}`
const most = 30 // numbers of a kind that a phone holds
const kept = ['inspection_record', 'onsite_decision', 'rectification_order', 'recheck_opinion', 'penalty_notice', 'simple_decision_unit', 'simple_decision_person']

export const writerSize = 5_500_000
export async function haveWriter(): Promise<boolean> { return !!(await (await caches.open(store)).match(url)) }

/** Fetches the writer of papers, and what the authority's papers look like, so that papers can be made without a network. */
export async function fetchPapers(device: string, owner: string): Promise<void> {
  const outfit = await call<Outfit>('/api/inspection/pack/papers')
  await note('papers', outfit)
  const shelf = await caches.open(store)
  if (!(await shelf.match(url))) {
    const r = await fetch(url)
    if (!r.ok) throw new Problem({ title: '离线文书没有下载成功，请稍后重试' })
    await shelf.put(url, r)
    for (const old of await shelf.keys()) if (!old.url.endsWith(url)) await shelf.delete(old)
  }
  await note('handset', await call<Handset>('/api/enforcement/handset'))
  if (outfit.numbered) await reserve(device, owner)
}

/** Takes a block of numbers of each kind for this phone where few are left. */
async function reserve(device: string, owner: string) {
  for (const kind of kept) {
    const left = await db.numbers.where('[owner+kind+used]').equals([owner, kind, 0]).filter((n) => n.until >= today()).count()
    if (left >= 5) continue
    const b = await call<{ numbers: string[]; expires_on: string }>('/api/document/block', { method: 'POST', body: { kind, size: most, device: '手机 ' + device, days: 90 } })
    await db.numbers.bulkPut(b.numbers.map((text, n): Reserved => ({ text, kind, owner, until: b.expires_on, serial: Date.now() * 1000 + n, used: 0 })))
  }
}

export const numbersLeft = (owner: string) => Promise.all(kept.map(async (kind) => ({ kind, left: await db.numbers.where('[owner+kind+used]').equals([owner, kind, 0]).filter((n) => n.until >= today()).count() })))

/** Takes the next number of a kind for good. */
export async function takeNumber(owner: string, kind: string): Promise<string> {
  return db.transaction('rw', db.numbers, async () => {
    const free = (await db.numbers.where('[owner+kind+used]').equals([owner, kind, 0]).toArray()).filter((n) => n.until >= today()).sort((a, b) => a.serial - b.serial)[0]
    if (!free) throw new Problem({ title: '手机里没有这种文书的号了。联网后在“离线资料”里更新，会领取新的号段' })
    await db.numbers.update(free.text, { used: 1 })
    return free.text
  })
}

export const outfit = () => fact<Outfit>('papers')

let writer: Promise<Writer> | undefined
async function load(): Promise<Writer> {
  const r = (await (await caches.open(store)).match(url)) ?? (await fetch(url).catch(() => undefined))
  if (!r?.ok) throw new Problem({ title: '手机里没有离线文书，请联网后在“离线资料”里下载' })
  await new Promise<void>((done, fail) => {
    if ('Go' in globalThis) return done()
    const s = Object.assign(document.createElement('script'), { src: '/m/wasm_exec.js', onload: () => done(), onerror: () => fail(new Problem({ title: '离线文书打不开，请刷新后重试' })) })
    document.head.append(s)
  })
  const go = new (globalThis as any).Go()
  const plain = new Response(r.body!.pipeThrough(new DecompressionStream('gzip')), { headers: { 'Content-Type': 'application/wasm' } })
  const { instance } = await WebAssembly.instantiateStreaming(plain, go.importObject)
  void go.run(instance)
  return (globalThis as any).anjianPaper
}
async function ready() {
  writer ??= load()
  try { return await writer } catch (e) { writer = undefined; throw e }
}

function value<T>(a: Answer<T>): T {
  if (a.error !== undefined) throw new Problem({ title: '这份文书排不出来：' + a.error })
  return a.value as T
}
/** An amount in the characters of banks (大写). */
export const capital = async (yuan: number) => (await ready()).capital(String(yuan))
/** A paper as a page, or for the roll of a receipt printer so many millimetres wide. */
export const writeHTML = async (s: Style, data: object, roll = 0) => value((await ready()).html(s.source, JSON.stringify(data), roll))
export const writePDF = async (s: Style, data: object) => value((await ready()).pdf(s.source, JSON.stringify(data)))
