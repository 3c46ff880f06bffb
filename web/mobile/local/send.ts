import { call, Problem, type Me, type Row } from '@/kernel/api'
import { db, device, fact, note, type Item } from './db'
import { hand, officer } from './evidence'

export interface Pass { sent: number; left: number; busy?: boolean; halted?: 'login' | 'password' | 'other' | 'network' }

const patience = 30_000
const wait = (tries: number) => Math.min(5 * 60_000, 500 * 2 ** Math.min(tries, 10)) * (0.5 + Math.random() / 2)

let here = false
/** One pass over the queue. Only one runs at a time, over all windows and the service worker. */
export async function pass(): Promise<Pass> {
  if (navigator.locks) return navigator.locks.request('anjian-queue', { ifAvailable: true }, (l) => (l ? run() : { sent: 0, left: -1, busy: true }))
  if (here) return { sent: 0, left: -1, busy: true }
  here = true
  try { return await run() } finally { here = false }
}

async function run(): Promise<Pass> {
  // A browser that was killed leaves items on their way; whether they arrived is not known, and the key makes asking again harmless.
  await db.queue.where('state').equals('sending').modify({ state: 'queued', unsure: true })
  const who = await fact<Me>('me')
  const owner = who?.id
  const open = () => db.queue.where('state').equals('queued').filter((i) => i.owner === owner).sortBy('at')
  const out: Pass = { sent: 0, left: 0 }
  // What waits for its next try holds up what comes after it in its lane.
  const held = new Set<string>()
  // The papers of a visit say what stands in it: they wait while it has not arrived.
  await db.queue.where('state').anyOf('failed', 'conflict').each((i) => { if (i.lane?.startsWith('visit:')) held.add(i.lane) })
  const due = (await open()).filter((i) => {
    if (i.lane && held.has(i.lane)) return false
    if (i.next <= Date.now()) return true
    if (i.lane) held.add(i.lane)
    return false
  })
  if (due.length && owner) out.halted = await halted(owner)
  if (!out.halted && due.length && officer(who)) {
    // The log goes first, so that each record finds on arrival what proves it.
    try { await hand(owner!) } catch (e) { out.halted = e instanceof Problem && e.code === 'login' ? 'login' : 'network' }
  }
  if (!out.halted) {
    let silent = 0
    for (const i of due) {
      if (i.lane && held.has(i.lane)) continue
      const end = await send(i)
      if (i.lane && end !== 'sent' && (i.lane.startsWith('visit:') || (await db.queue.get(i.key))?.state === 'queued')) held.add(i.lane)
      if (end === 'sent') out.sent++
      if (end === 'login' || end === 'password') { out.halted = end; break }
      silent = end === 'silent' ? silent + 1 : 0
      if (silent === 3) { out.halted = 'network'; break }
    }
    if (out.sent) await sweep()
  }
  out.left = (await open()).length
  await note('halted', out.halted ?? '')
  return out
}

/** Says why nothing can be sent now: nobody is signed in, or somebody else is. */
async function halted(owner: string): Promise<Pass['halted']> {
  try {
    const who = await call<Me>('/api/me', { signal: AbortSignal.timeout(patience) })
    return who.id !== owner ? 'other' : who.password_due ? 'password' : undefined
  } catch (e) {
    if (e instanceof Problem && (e.code === 'login' || e.code === 'password')) return e.code
    return e instanceof Problem && e.code === 'network' ? 'network' : undefined
  }
}

class Lost extends Error {}

async function send(i: Item): Promise<'sent' | 'silent' | 'kept' | 'login' | 'password'> {
  const known = await db.transaction('rw', db.queue, async () => {
    const now = await db.queue.get(i.key)
    if (now?.state !== 'queued') return false
    await db.queue.update(i.key, { state: 'sending' })
    return true
  })
  if (!known) return 'kept'
  let asked = false
  try {
    for (const sha of i.photos) await upload(sha)
    asked = true
    const headers: Record<string, string> = { 'X-Done-At': i.done_at, 'X-Device': await device() }
    if (i.place) headers['X-Place'] = i.place
    const row = await call<Row>(address(i), {
      method: i.verb === 'update' ? 'PATCH' : 'POST', key: i.key, headers, rev: i.verb === 'step' || i.verb === 'update' ? i.rev : undefined,
      body: body(i), signal: AbortSignal.timeout(patience),
    })
    await arrived(i, row)
    return 'sent'
  } catch (e) {
    return refused(i, e, asked)
  }
}

/** Where an item goes and what it says; the evidence log digests both. */
export const address = (i: Pick<Item, 'verb' | 'type' | 'id' | 'step' | 'path'>) => i.path ?? `/api/${i.type}` + (i.verb === 'create' ? '' : `/${i.id}`) + (i.verb === 'step' ? `/${i.step}` : '')
export const body = (i: Pick<Item, 'verb' | 'id' | 'body'>) => (i.verb === 'create' ? { id: i.id, ...i.body } : i.body)

const piece = 1 << 20
/** Large files go in pieces, and on from where they broke off. */
async function upload(sha: string) {
  const p = await db.photos.get(sha)
  if (!p) throw new Lost('照片已被手机清理，无法上报，请点“修改”重拍')
  if (p.uploaded) return
  const total = p.content.byteLength
  if (total <= piece) {
    await call(`/api/file/${sha}`, { method: 'PUT', raw: p.content, type: p.ref.type, signal: AbortSignal.timeout(2 * patience) })
  } else {
    let { have } = await call<{ have: number }>(`/api/file/${sha}/part`, { signal: AbortSignal.timeout(patience) })
    await db.photos.update(sha, { have })
    if (have >= total) have = Math.max(0, total - piece) // all of it is there and has not been checked: the last piece asks for that
    while (have < total) {
      const to = Math.min(total, have + piece)
      const r = await call<{ have?: number; size?: number }>(`/api/file/${sha}`, {
        method: 'PUT', raw: p.content.slice(have, to), type: p.ref.type, headers: { 'Content-Range': `bytes ${have}-${to - 1}/${total}` }, signal: AbortSignal.timeout(2 * patience),
      })
      if (r.size !== undefined) break
      have = r.have ?? to
      await db.photos.update(sha, { have })
    }
  }
  await db.photos.update(sha, { uploaded: 1 })
}

async function arrived(i: Item, row: Row, words?: string) {
  await db.transaction('rw', db.queue, db.kept, async () => {
    await db.queue.update(i.key, { state: 'done', at: Date.now(), reason: undefined, fields: undefined, unsure: undefined, current: undefined, seen: undefined, form: null, body: {}, answer: { id: row.id ?? i.id, rev: row.rev, note: words } })
    if (row.rev && i.verb !== 'op') await db.kept.put({ type: i.type, id: row.id, row, at: Date.now() })
    if (i.then && row.rev) await db.queue.add({ ...i, key: i.then.key, verb: 'step', step: i.then.step, title: i.then.title, rev: row.rev, body: {}, photos: [], form: null, then: undefined, at: Date.now(), state: 'queued', tries: 0, next: 0, unsure: undefined })
  })
}

/** Writes down what the server, or the silence of the network, means for the item. */
async function refused(i: Item, e: unknown, asked: boolean): Promise<'silent' | 'kept' | 'login' | 'password' | 'sent'> {
  const p = e instanceof Problem ? e : undefined
  const tries = i.tries + 1
  const again = (reason: string, changes: Partial<Item> = {}) => db.queue.update(i.key, { state: 'queued', tries, reason, next: Date.now() + wait(tries), ...changes })
  if (e instanceof Lost) { await db.queue.update(i.key, { state: 'failed', tries, reason: e.message }); return 'kept' }
  if (!p) { await again('等待答复超时，将自动重试', { unsure: i.unsure || asked }); return 'silent' }
  if (p.code === 'reauthenticate') { await db.queue.update(i.key, { state: 'queued', reason: '这一条要用电子印章，请重新登录一次后上报', next: 0 }); return 'login' }
  if (p.code === 'login' || p.code === 'password') {
    await db.queue.update(i.key, { state: 'queued', reason: p.code === 'login' ? '登录已失效，请重新登录后上报' : '请先修改密码再上报', next: 0 })
    return p.code
  }
  if (p.code === 'stale') {
    const seen = (await db.kept.get([i.type, i.id]))?.row
    await db.queue.update(i.key, { state: 'conflict', tries, current: p.current, seen: seen?.rev === i.rev ? seen : undefined, unsure: undefined, reason: '别人已经改过这条记录，请选择保留哪一份' })
    return 'kept'
  }
  const final = p.status >= 400 && p.status < 500 && p.code !== 'internal' && ![408, 425, 429].includes(p.status)
  if (!final) { await again(p.message + '，将自动重试', { unsure: i.unsure || asked }); return p.code === 'network' ? 'silent' : 'kept' }
  if (i.verb !== 'step' && i.verb !== 'update' && i.verb !== 'op' && asked && (await settled(i))) return 'sent'
  await db.queue.update(i.key, { state: 'failed', tries, reason: p.message, fields: p.fields, unsure: undefined })
  return 'kept'
}

/** A new record that is refused although it is there already was sent before: a correction came too late. */
async function settled(i: Item): Promise<boolean> {
  try {
    const row = await call<Row>(`/api/${i.type}/${i.id}`, { signal: AbortSignal.timeout(patience) })
    await arrived(i, row, '此前已经送达')
    return true
  } catch {
    return false
  }
}

/** Frees the room of pictures that nothing here needs any more, and forgets what arrived a month ago. */
export async function sweep() {
  const day = 24 * 3600e3
  await db.originals.where('at').below(Date.now() - 90 * day).delete()
  await db.transaction('rw', db.queue, db.photos, db.drafts, db.kits, async () => {
    await db.queue.where('state').equals('done').filter((i) => i.at < Date.now() - 30 * day).delete()
    const wanted = new Set<string>()
    await db.queue.filter((i) => i.state !== 'done').each((i) => i.photos.forEach((s) => wanted.add(s)))
    await db.drafts.each((d) => { for (const s of JSON.stringify(d.data).match(/[0-9a-f]{64}/g) ?? []) wanted.add(s) })
    await db.kits.where('state').equals('open').each((k) => { for (const s of JSON.stringify(k.form).match(/[0-9a-f]{64}/g) ?? []) wanted.add(s) })
    await db.photos.filter((p) => !wanted.has(p.sha) && (p.uploaded === 1 || p.at < Date.now() - day)).delete()
  })
}
