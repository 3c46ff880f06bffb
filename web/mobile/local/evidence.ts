import { address, call, Problem, type Me } from '@/kernel/api'
import { db, fact, note } from './db'
import type { Place } from './place'

/** The evidence of work on the spot (现场取证): a key that cannot leave this browser and a log in which each entry carries the hash of the one before. See base/evidence. */
interface Chain { device: string; key: CryptoKeyPair; seq: number; tail: string; nonce?: number; receipt?: Receipt; from: number }
export interface Receipt { device: string; last: number; hash: string; at: number; signature: string; broken?: string }
export type What = 'start' | 'nonce' | 'open' | 'answer' | 'photo' | 'sound' | 'film' | 'sign' | 'paper' | 'print' | 'submit'
interface More { record?: string; place?: Place; sha?: string; digest?: string; nonce?: string; note?: string }

/** This start of the program: the clock that nobody can set counts from it. */
const boot = crypto.randomUUID?.() ?? String(Math.random())
const nonceGood = 30 * 60_000
const most = 500

const slot = (owner: string) => 'evidence:' + owner
const base64 = (b: ArrayBuffer) => btoa(String.fromCharCode(...new Uint8Array(b)))
const hash = (text: string) => address(new TextEncoder().encode(text).buffer as ArrayBuffer)
const sign = async (key: CryptoKeyPair, text: string) => base64(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key.privateKey, new TextEncoder().encode(text)))
const alone = <T>(fn: () => Promise<T>): Promise<T> => (navigator.locks ? navigator.locks.request('anjian-log', fn) : fn())

/** What a request says, as the server digests it. */
export const digest = (path: string, body: unknown) => hash(`POST ${path}\n${JSON.stringify(body)}`)

export const officer = (who?: Me | null) => !!who?.roles.some((r) => r === 'regulator' || r === 'leader')

async function make(owner: string, replaces?: string): Promise<Chain | undefined> {
  if (!crypto.subtle) return
  const key = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])) as CryptoKeyPair
  const text = base64(await crypto.subtle.exportKey('spki', key.publicKey))
  const agent = navigator.userAgent
  const name = [/iPhone|iPad|Android|Windows|Macintosh|Linux/.exec(agent)?.[0] ?? '手机', /Edg|Chrome|Firefox|Safari/.exec(agent)?.[0] ?? '浏览器'].join(' ')
  const known = await call<{ id: string; last: number; tail: string }>('/api/evidence_device/enrol', { method: 'POST', body: { name, key: text, signature: await sign(key, `enrol\n${owner}\n${text}`), replaces: replaces ?? '' } })
  const chain: Chain = { device: known.id, key, seq: known.last, tail: known.tail, from: Date.now() }
  await db.transaction('rw', db.meta, db.log, async () => {
    await db.log.where('[owner+seq]').between([owner, 0], [owner, Infinity]).delete()
    await note(slot(owner), chain)
  })
  return chain
}

/** Makes sure that this phone is enrolled and holds a fresh nonce. Without a network nothing changes. */
export async function prepare(who: Me): Promise<void> {
  if (!officer(who)) return
  const now = await alone(async () => (await fact<Chain>(slot(who.id))) ?? (await make(who.id)))
  if (!now || (now.nonce && Date.now() - now.nonce < nonceGood)) return
  try {
    const n = await call<{ nonce: string; at: number }>('/api/evidence_device/nonce', { method: 'POST', body: { device: now.device } })
    await append(who.id, 'nonce', { nonce: n.nonce })
    await alone(async () => { const c = await fact<Chain>(slot(who.id)); if (c) await note(slot(who.id), { ...c, nonce: Date.now() }) })
  } catch (e) {
    if (e instanceof Problem && (e.code === 'conflict' || e.code === 'missing')) await alone(() => make(who.id, now.device)) // it was ended, or belongs to a platform that is no more
    else throw e
  }
}

/** Writes a line into the log of the account that works here. */
export async function logged(what: What, more: More = {}): Promise<void> {
  const who = await fact<Me>('me')
  if (officer(who)) await append(who!.id, what, more)
}

async function append(owner: string, what: What, more: More) {
  await alone(async () => {
    const c = await fact<Chain>(slot(owner))
    if (!c) return
    const { place, ...rest } = more
    const entry = { seq: c.seq + 1, prev: c.tail, boot, mono: Math.round(performance.now()), wall: Date.now(), what, ...rest, ...(place ? { place: [place.lng, place.lat, Math.round(place.accuracy)] } : {}) }
    const text = JSON.stringify(entry)
    const tail = await hash(text)
    await db.transaction('rw', db.meta, db.log, async () => {
      await db.log.add({ owner, seq: entry.seq, text, sent: 0 })
      await note(slot(owner), { ...c, seq: entry.seq, tail })
    })
  })
}

/** Hands the log in. It goes before the records that it proves; a refusal never holds them up, a silent network does. */
export async function hand(owner: string): Promise<void> {
  for (;;) {
    const more = await alone(async () => {
      const c = await fact<Chain>(slot(owner))
      const lines = await db.log.where('[owner+sent]').equals([owner, 0]).limit(most).sortBy('seq')
      if (!c || !lines.length) return false
      const tail = await hash(lines[lines.length - 1].text)
      const sent = Date.now()
      let r: Receipt
      try {
        r = await call<Receipt>('/api/evidence_device/log', { method: 'POST', body: { device: c.device, entries: lines.map((l) => l.text), sent, signature: await sign(c.key, `${tail}\n${sent}`) }, signal: AbortSignal.timeout(30_000) })
      } catch (e) {
        if (!(e instanceof Problem) || !['conflict', 'missing', 'invalid'].includes(e.code)) throw e
        r = { device: c.device, last: 0, hash: '', at: 0, signature: '', broken: e.message }
      }
      if (r.broken) {
        await note('evidence-broken', { at: Date.now(), why: r.broken })
        await make(owner, c.device)
        return false
      }
      await db.transaction('rw', db.meta, db.log, async () => {
        await db.log.bulkDelete(lines.map((l) => [owner, l.seq] as [string, number]))
        const now = await fact<Chain>(slot(owner))
        if (now) await note(slot(owner), { ...now, receipt: r })
      })
      return lines.length === most
    })
    if (!more) return
  }
}

export interface Standing { device?: string; nonce?: number; waiting: number; receipt?: Receipt; broken?: { at: number; why: string } }
/** How the evidence of this phone stands, for its owner to see. */
export async function standing(owner: string): Promise<Standing> {
  const c = await fact<Chain>(slot(owner))
  return { device: c?.device, nonce: c?.nonce, receipt: c?.receipt, waiting: await db.log.where('[owner+sent]').equals([owner, 0]).count(), broken: await fact('evidence-broken') }
}
