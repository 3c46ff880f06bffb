import { newKey } from '@/kernel/api'
import { db, plain, type Item } from './db'
import { digest, logged } from './evidence'
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

/** In a conflict: what was recorded here is applied to the record as it is now. */
export async function keepMine(key: string) {
  const i = await db.queue.get(key)
  if (i?.state === 'conflict' && i.current && i.verb === 'op') {
    // An operation names the version in what it says: it is said anew, under a key of its own, and vouched for again.
    const again: Item = { ...i, key: newKey(), body: { ...i.body, rev: i.current.rev }, state: 'queued', current: undefined, seen: undefined, reason: undefined, next: 0 }
    await vouch(again, `${i.type}/${i.id}`)
    await db.transaction('rw', db.queue, async () => { await db.queue.add(again); await db.queue.delete(key) })
    return
  }
  if (i?.state === 'conflict' && i.current) await db.queue.update(key, { state: 'queued', rev: i.current.rev, current: undefined, seen: undefined, reason: undefined, next: 0 })
}

/** In a conflict: what was recorded here is given up. */
export async function takeTheirs(key: string) {
  await db.transaction('rw', db.queue, db.kept, async () => {
    const i = await db.queue.get(key)
    if (i?.state !== 'conflict') return
    if (i.current) await db.kept.put({ type: i.type, id: i.id, row: i.current, at: Date.now() })
    await db.queue.delete(key)
  })
}

export const drop = (key: string) => db.transaction('rw', db.queue, async () => {
  const i = await db.queue.get(key)
  if (i && i.state !== 'sending') await db.queue.delete(key)
})
