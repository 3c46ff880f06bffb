/** Talks on the phone: kept here, so that they are read without a network; what is said goes through the queue and arrives once. */
import { computed, ref, watch } from 'vue'
import { address, call, Problem, query, type FileRef } from '@/kernel/api'
import { Stream, type StreamFrame } from '@/kernel/stream'
import { expired, me } from './account'
import { db, fact, newID, note, plain, type Entry, type Talk } from './db'
import { live, online, sendLater } from './live'
import { enqueue } from './queue'

export const talks = live<Talk[]>(() => db.talks.orderBy('at').reverse().toArray(), [])
export const unread = computed(() => talks.value.reduce((n, x) => n + (x.unread ?? 0), 0))
export const connected = ref(false)
const spoken = ['text', 'picture', 'file', 'voice', 'place', 'card']

let stream: Stream | undefined, n = 0
/** What arrives is written down one after another, as it came. */
let line: Promise<unknown> = Promise.resolve()

export function listen() {
  watch([() => me.value?.id, online, expired], async ([id, on, gone]) => {
    stream?.stop()
    stream = undefined
    connected.value = false
    if (!id || !on || gone) return
    const mine = (stream = new Stream({ socket: '/api/chat/socket', news: '/api/chat/news', after: () => n, take: (f) => { line = line.then(() => take(f)).catch((e) => console.error(e)) } }))
    mine.changed = (x) => { connected.value = x }
    n = (await fact<number>('heard')) ?? 0
    try { await refresh() } catch (e) { if (!(e instanceof Problem)) throw e }
    if (stream === mine) mine.start()
  }, { immediate: true })
}

/** The list of talks as the server has it; lines that are kept stay. */
export async function refresh() {
  const r = await call<{ n: number; items: Talk[] }>('/api/chat/talks', { signal: AbortSignal.timeout(10_000) })
  await db.transaction('rw', db.talks, db.entries, async () => {
    const ids = new Set(r.items.map((x) => x.id))
    for (const old of await db.talks.toArray()) {
      if (ids.has(old.id)) continue
      await db.talks.delete(old.id)
      await db.entries.where('talk').equals(old.id).delete()
    }
    for (const x of r.items) await db.talks.put({ ...(await db.talks.get(x.id)), ...plain(x) })
  })
  n = Math.max(n, r.n)
  await note('heard', n)
}

async function take(f: StreamFrame) {
  if (f.op === 'entry') await heard(f.entry)
  else if (f.op === 'read') await marked(f.read)
  else if (f.op === 'gone') { await db.talks.delete(f.talk); await db.entries.where('talk').equals(f.talk).delete() }
  else if (f.op === 'reset') { n = f.n ?? n; await db.entries.clear(); await refresh() }
  else if (f.op === 'hello') n = Math.max(n, f.n ?? 0)
  await note('heard', n)
}

async function heard(e: Entry) {
  n = Math.max(n, e.n)
  const x = await db.talks.get(e.talk)
  if (!x) { await refresh(); return }
  await db.transaction('rw', db.talks, db.entries, async () => {
    const last = await tail(e.talk)
    if (!last || e.seq === last.seq + 1) await db.entries.put(e) // otherwise the page fetches what is missing
    if (e.kind === 'recall') await db.entries.update([e.talk, e.data.seq!], { recalled: true, words: '', data: {} })
    if (e.seq <= x.seq) return
    const counts = spoken.includes(e.kind) && e.account !== me.value?.id
    await db.talks.update(e.talk, { seq: e.seq, at: e.at, last: e, unread: x.unread + (counts ? 1 : 0), called: x.called || (counts && e.data.mention?.some((id) => id === me.value?.id || id === 'all')) })
  })
  if (e.kind === 'note') await about(e.talk).catch(() => undefined)
}

async function marked(m: { talk: string; account: string; seen: number }) {
  const x = await db.talks.get(m.talk)
  if (!x) return
  const members = x.members?.map((y) => (y.account === m.account ? { ...y, seen: Math.max(y.seen, m.seen) } : y))
  const own = m.account === me.value?.id && m.seen >= x.seq
  await db.talks.update(m.talk, { members, ...(own ? { unread: 0, called: false, seen: m.seen } : {}) })
}

const tail = (talk: string) => db.entries.where('[talk+seq]').between([talk, 0], [talk, Number.MAX_SAFE_INTEGER]).last()
export const lines = (talk: string) => db.entries.where('[talk+seq]').between([talk, 0], [talk, Number.MAX_SAFE_INTEGER]).toArray()

/** Who is in a talk. */
export async function about(id: string) {
  const x = await call<Talk>(`/api/chat/talk/${id}`, { signal: AbortSignal.timeout(8000) })
  await db.talks.put({ ...(await db.talks.get(id)), ...plain(x) })
}

/** Fetches the end of a talk. Lines that do not join it are dropped: what is kept has no gaps. */
export async function fetchEnd(id: string) {
  const part = await call<{ items: Entry[] }>(`/api/chat/talk/${id}/entries${query({ limit: 80 })}`, { signal: AbortSignal.timeout(8000) })
  const first = part.items[0]?.seq
  await db.transaction('rw', db.entries, async () => {
    if (first) {
      const before = await db.entries.get([id, first - 1])
      if (!before) await db.entries.where('[talk+seq]').between([id, 0], [id, first], true, false).delete()
    }
    await db.entries.bulkPut(part.items)
  })
}

export async function fetchEarlier(id: string): Promise<boolean> {
  const first = (await lines(id))[0]?.seq
  if (!first) return false
  const part = await call<{ items: Entry[]; more: boolean }>(`/api/chat/talk/${id}/entries${query({ before: first, limit: 80 })}`)
  await db.entries.bulkPut(part.items)
  return part.more
}

export async function read(id: string) {
  const x = await db.talks.get(id), last = await tail(id)
  if (!x || !last || last.seq <= x.seen) return
  await db.talks.update(id, { seen: last.seq, unread: 0, called: false })
  if (!stream?.send({ op: 'read', talk: id, seq: last.seq })) await call(`/api/chat/talk/${id}/read`, { method: 'POST', body: { seq: last.seq } }).catch(() => undefined)
}

export interface Message { kind: string; words?: string; file?: FileRef; seconds?: number; place?: [number, number]; mention?: string[] }

/** Puts a message into the queue. Its id is made here: however often it is sent, it is said once, and after what was said before it. */
export async function say(talk: Talk, m: Message) {
  const what = m.words || ({ picture: '图片', voice: '语音', place: '位置', file: '文件' } as Record<string, string>)[m.kind] || ''
  await enqueue({ verb: 'create', type: 'chat/send', id: newID(), body: { talk: talk.id, ...m }, photos: m.file ? [m.file.sha] : [], title: `发给${talk.title}：${what.slice(0, 40)}`, screen: '/talk/' + talk.id, form: null,
    owner: me.value!.id, owner_label: me.value!.label, lane: 'talk:' + talk.id })
  sendLater()
}

/** Keeps a recording or a file here until the server has it. */
export async function keepFile(blob: Blob, name: string): Promise<FileRef> {
  const content = await blob.arrayBuffer()
  if (content.byteLength > 20 << 20) throw new Problem({ title: '文件超过 20 MB，不能发送' })
  const sha = await address(content)
  const ref: FileRef = { sha, name, type: blob.type || 'application/octet-stream', size: content.byteLength }
  await db.photos.put({ sha, content, ref, uploaded: 0, at: Date.now() })
  return ref
}

export const fileOf = (e: Entry, w?: number) => `/api/chat/talk/${e.talk}/file/${e.seq}${w ? '?w=' + w : ''}`

export function gist(e: Entry | undefined, kind: string): string {
  if (!e) return ''
  if (e.kind === 'note' || e.kind === 'recall') return e.words
  const what = e.recalled ? '撤回了一条消息' : ({ picture: '[图片]', file: '[文件] ' + (e.data.file?.name ?? ''), voice: '[语音]', place: '[位置] ' + e.words, card: '[记录]' } as Record<string, string>)[e.kind] ?? e.words
  return kind === 'direct' ? what : `${e.name}：${what}`
}

export function hour(at: number): string {
  const d = new Date(at + 8 * 3600e3).toISOString(), today = new Date(Date.now() + 8 * 3600e3).toISOString()
  return d.slice(0, 10) === today.slice(0, 10) ? d.slice(11, 16) : `${Number(d.slice(5, 7))}月${Number(d.slice(8, 10))}日`
}
