import { newKey, type Me } from '@/kernel/api'
import { db, fact, plain, type Item, type Kit } from './db'
import { chosen, type Now } from './beside'
import { digest, logged } from './evidence'
import { carries, laneOf, screenOf, sentBy, typeOf, whatOf } from './kit'
import type { Act } from './paper'
import { spotOf } from './simple'
import type { Place } from './place'
import { address, body } from './send'

type New = Pick<Item, 'verb' | 'type' | 'id' | 'body' | 'photos' | 'title' | 'screen' | 'form' | 'owner' | 'owner_label'> & Partial<Pick<Item, 'step' | 'rev' | 'place' | 'then' | 'done_at' | 'lane' | 'path'>>

/** Writes into the evidence log what is about to be sent, before it is queued: what is changed afterwards does not match. */
const vouch = async (i: Item, record: string, at?: Place) => logged('submit', { record, digest: await digest(address(i), body(i)), place: at })

/** Puts something recorded here into the queue. In one transaction: it is queued if and only if its draft is gone; replaces is the item that it corrects. */
export async function enqueue(n: New, draft?: string, replaces?: string, proof?: { record: string; place?: Place }): Promise<string> {
  const key = newKey()
  const item: Item = { ...plain(n), key, done_at: n.done_at ?? new Date().toISOString(), at: Date.now(), state: 'queued', tries: 0, next: 0 }
  if (replaces) item.id = (await db.queue.get(replaces))?.id ?? item.id
  if (proof) await vouch(item, proof.record, proof.place)
  await db.transaction('rw', db.queue, db.drafts, async () => {
    if (replaces) {
      const old = await db.queue.get(replaces)
      if (!old || !correctable(old)) throw new Error('这一条已经上报或正在上报，不能再改')
      item.done_at = old.done_at
      item.id = old.id
      await db.queue.delete(replaces)
    }
    await db.queue.add(item)
    if (draft) await db.drafts.delete(draft)
  })
  return key
}

/** What may have arrived is not changed before the server has said whether it did. */
export const correctable = (i: Item) => i.state === 'failed' || i.state === 'conflict' || (i.state === 'queued' && !i.unsure)

export const unsent = (i: Item) => i.state !== 'done'
export const stateLabel: Record<Item['state'], string> = { queued: '待上报', sending: '正在上报', done: '已上报', conflict: '有冲突', failed: '失败' }

/** Sends again what failed; its photos are offered anew. */
export async function retry(key: string) {
  await db.transaction('rw', db.queue, db.photos, async () => {
    const i = await db.queue.get(key)
    if (!i || i.state === 'done' || i.state === 'sending') return
    await db.photos.where('sha').anyOf(i.photos).modify({ uploaded: 0 })
    await db.queue.update(key, { state: 'queued', next: 0, reason: undefined, fields: undefined })
  })
}

/** In a conflict: what was recorded here is applied to the record as it is now; of a visit, some items may be taken from the server. */
export async function keepMine(key: string, theirs: string[] = []) {
  const i = await db.queue.get(key)
  if (i?.state !== 'conflict' || !i.current) return
  const fresh = { state: 'queued' as const, current: undefined, seen: undefined, reason: undefined, next: 0 }
  if (i.verb !== 'op') { await db.queue.update(key, { ...fresh, rev: i.current.rev }); return }
  // An operation names in what it says what is known of the server: it is said anew, under a key of its own, and vouched for again.
  const again: Item = plain({ ...i, ...fresh, key: newKey(), body: chosen(i, i.current as unknown as Now, theirs) })
  if (!i.path?.endsWith('/paper')) await vouch(again, `${i.type}/${i.id}`)
  await db.transaction('rw', db.queue, db.kits, async () => {
    await db.queue.add(again)
    await db.queue.delete(key)
    await db.kits.where('id').equals(i.id).modify((k) => { for (const p of k.papers) if (p.key === key) p.key = again.key })
  })
}

/** In a conflict: what was recorded here is given up. */
export async function takeTheirs(key: string) {
  const i = await db.queue.get(key)
  if (i?.state !== 'conflict') return
  if (i.verb === 'op') { await giveUp(i, '以服务器上的为准'); return }
  await db.transaction('rw', db.queue, db.kept, async () => {
    if (i.current) await db.kept.put({ type: i.type, id: i.id, row: i.current, at: Date.now() })
    await db.queue.delete(key)
  })
}

export async function drop(key: string) {
  const i = await db.queue.get(key)
  if (!i || i.state === 'sending') return
  if (i.verb === 'op' && (await db.kits.get(i.id))) await giveUp(i, '在手机上删除，没有送出')
  else await db.queue.delete(key)
}

const spoil = (number: string, why: string, by: Pick<Item, 'owner' | 'owner_label'>) => enqueue({ verb: 'op', path: '/api/document/spoil', type: 'document', id: number, body: { number, reason: why }, photos: [], owner: by.owner, owner_label: by.owner_label, form: null, screen: '', title: '作废文号 ' + number })

/** Opens a kit again whose item is not on its way: its papers are void. */
export async function takeBack(k: Kit, why: string): Promise<Kit> {
  const spoilt: string[] = []
  const now = await db.transaction('rw', db.queue, db.kits, async () => {
    const i = (await db.queue.where('[type+id]').equals([typeOf[whatOf(k)], k.id]).toArray()).find((x) => carries(k, x))
    if (i && !correctable(i)) throw new Error('已经送出，不能再改')
    const papers = k.papers.map((p) => { if (!p.void && p.number) spoilt.push(p.number); return { ...p, void: p.void || why } })
    if (i) await db.queue.delete(i.key)
    await db.kits.update(k.id, { papers, state: 'open' })
    return { ...k, papers, state: 'open' as const }
  })
  const who = (await fact<Me>('me'))!
  for (const number of spoilt) await spoil(number, why, { owner: k.owner, owner_label: who.label })
  return now
}

/** A penalty that may not stand on the spot goes the ordinary way: the case is opened at the desk, without the papers. */
export async function goOrdinary(k: Kit, a: Act | undefined): Promise<Kit> {
  const back = await takeBack(k, '不适用简易程序，改按普通程序立案'), who = (await fact<Me>('me'))!
  await enqueue({ verb: 'op', path: sentBy.simple, type: 'enforcement', id: k.id, body: spotOf(k.form, a, [], true), photos: [], owner: k.owner, owner_label: who.label, form: null, screen: screenOf(k), title: `立案（普通程序）：${k.name}`, lane: laneOf(k), done_at: k.form.ended })
  await db.kits.update(k.id, { state: 'ended' })
  return { ...back, state: 'ended' }
}

/** Gives up what was made on the spot, or one of its papers: the papers are void, and the authority hears why their numbers are gaps. */
async function giveUp(i: Item, why: string) {
  const spoilt: string[] = []
  await db.transaction('rw', db.queue, db.kits, async () => {
    const k = await db.kits.get(i.id)
    const whole = !!k && carries(k, i)
    for (const p of k?.papers ?? []) {
      if (p.void || (!whole && p.key !== i.key)) continue
      p.void = why
      if (p.number) spoilt.push(p.number)
      await db.queue.delete(p.key)
    }
    if (k) await db.kits.update(k.id, { papers: k.papers, ...(whole ? { state: 'void' as const } : {}) })
    await db.queue.delete(i.key)
  })
  for (const number of spoilt) await spoil(number, why, i)
}
