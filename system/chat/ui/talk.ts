/** What this window knows of the talks: one connection, and every entry once and in its place however it came. */
import { computed, reactive, ref } from 'vue'
import { call, newKey, Problem, query, type FileRef } from '@/kernel/api'
import { china } from '@/kernel/day'
import { t } from '@/kernel/words'
import { Stream, type StreamFrame } from '@/kernel/stream'

export interface Data { file?: FileRef; seconds?: number; place?: [number, number]; type?: string; record?: string; mention?: string[]; seq?: number; what?: string; who?: string[] }
export interface Entry { talk: string; seq: number; n: number; client?: string; account: string; name: string; at: number; kind: string; words: string; data: Data; recalled?: boolean; waiting?: boolean; trouble?: string }
export interface Member { account: string; name: string; unit: string; post: string; seen: number; state: string; since: number }
export interface Talk {
  id: string; kind: 'direct' | 'group' | 'matter'; title: string; about?: string; record?: string; label?: string; ended?: boolean; held?: boolean; owner: string; with?: string; state?: string
  seq: number; seen: number; since: number; at: number; unread: number; called?: boolean; last?: Entry; size: number
}
export interface Person { id: string; name: string; post?: string; unit?: string; org?: string; office?: string; region: string; place: string; state?: string }
export interface Message { kind: string; words?: string; file?: FileRef; seconds?: number; place?: [number, number]; type?: string; record?: string; mention?: string[] }

export const talks = ref<Talk[]>([])
export const account = ref('')
export const rules = reactive({ recall: 2, days: 1095 })
export const connected = ref(false)
export const trouble = ref('')
export const unread = computed(() => talks.value.reduce((n, x) => n + (x.unread ?? 0), 0))

/** The talk that is open in this window: its entries without gaps, its members. */
export const current = reactive({ id: '', entries: [] as Entry[], members: [] as Member[], more: false, loading: false, problem: '' })
/** Messages of this window that are on their way. */
const outbox = reactive<Entry[]>([])
/** A recall is seen where the message stood. */
export const shown = computed(() => [...current.entries.filter((e) => e.kind !== 'recall'), ...outbox.filter((e) => e.talk === current.id && !current.entries.some((x) => x.client === e.client && x.account === account.value))])

let n = 0
let stream: Stream | undefined
const spoken = ['text', 'picture', 'file', 'voice', 'place', 'card']

export async function loadTalks() {
  const r = await call<{ n: number; account: string; items: Talk[]; recall_minutes: number; kept_days: number }>('/api/chat/talks')
  if (account.value && account.value !== r.account) close()
  account.value = r.account
  rules.recall = r.recall_minutes
  rules.days = r.kept_days
  talks.value = r.items
  n = Math.max(n, r.n)
}

/** Begins to listen, once for a window. */
export async function begin() {
  if (stream) return
  const mine = (stream = new Stream({ socket: '/api/chat/socket', news: '/api/chat/news', after: () => n, take }))
  mine.changed = (on) => {
    connected.value = on
    if (on) for (const e of [...outbox]) void transmit(e) // what got no answer goes again under its own id
  }
  try {
    await loadTalks()
    mine.start()
  } catch (e) {
    if (stream === mine) stream = undefined
    trouble.value = (e as Error).message
  }
}

export function finish() {
  stream?.stop()
  stream = undefined
  talks.value = []
  account.value = ''
  n = 0
  close()
}

function close() { Object.assign(current, { id: '', entries: [], members: [], more: false, problem: '' }) }

function take(f: StreamFrame) {
  switch (f.op) {
    case 'entry': heard(f.entry); break
    case 'read': {
      const m = current.id === f.read.talk ? current.members.find((x) => x.account === f.read.account) : undefined
      if (m) m.seen = Math.max(m.seen, f.read.seen)
      const x = talks.value.find((y) => y.id === f.read.talk)
      if (x && f.read.account === account.value && f.read.seen > x.seen) { x.seen = f.read.seen; if (x.seen >= x.seq) { x.unread = 0; x.called = false } else void refresh(x.id) }
      break
    }
    case 'gone':
      talks.value = talks.value.filter((x) => x.id !== f.talk)
      if (current.id === f.talk) Object.assign(current, { problem: t('您已不在这个会话中'), entries: [], members: [] })
      break
    case 'sent': settle(f.sent.id, f.sent.seq); break
    case 'refused': refuse(f.id, f.title); break
    case 'reset':
      n = f.n ?? n
      void loadTalks().then(() => { if (current.id) void open(current.id) })
      break
    case 'hello': n = Math.max(n, f.n ?? 0)
  }
}

function heard(e: Entry) {
  n = Math.max(n, e.n)
  if (e.account === account.value && e.client) drop(e.client)
  const x = talks.value.find((y) => y.id === e.talk)
  if (!x) void refresh(e.talk)
  else if (e.seq > x.seq) {
    x.seq = e.seq
    x.at = e.at
    x.last = e
    if (spoken.includes(e.kind) && e.account !== account.value) {
      x.unread++
      if (e.data.mention?.some((id) => id === account.value || id === 'all')) x.called = true
    }
    if (e.kind === 'note') void refresh(e.talk)
    talks.value = [x, ...talks.value.filter((y) => y !== x)]
  }
  if (e.talk === current.id) place(e)
  if (e.kind === 'recall') {
    const old = e.talk === current.id ? current.entries.find((y) => y.seq === e.data.seq) : undefined
    if (old) Object.assign(old, { recalled: true, words: '', data: {} })
    void refresh(e.talk)
  }
  if (e.kind === 'note' && e.talk === current.id) void loadMembers()
}

/** Puts an entry where it belongs; where some are missing before it, they are fetched first. */
function place(e: Entry) {
  const last = current.entries[current.entries.length - 1]?.seq ?? 0
  if (e.seq <= last) return
  if (current.entries.length && e.seq > last + 1) { void fill(last); return }
  current.entries.push(e)
}

async function fill(after: number) {
  const id = current.id
  const r = await call<{ items: Entry[]; more: boolean }>(`/api/chat/talk/${id}/entries${query({ after, limit: 200 })}`)
  if (current.id !== id) return
  for (const e of r.items) if (e.seq === (current.entries[current.entries.length - 1]?.seq ?? e.seq - 1) + 1) current.entries.push(e)
  if (r.more && r.items.length) await fill(r.items[r.items.length - 1].seq)
}

/** Reads one talk of the list anew. */
async function refresh(id: string) {
  try {
    const { members, ...talk } = await call<Talk & { members: Member[] }>(`/api/chat/talk/${id}`)
    const known = talks.value.find((x) => x.id === id)
    if (known) Object.assign(known, talk)
    else talks.value = [talk as Talk, ...talks.value]
    if (current.id === id) current.members = members
  } catch (e) {
    if (e instanceof Problem && e.code === 'missing') talks.value = talks.value.filter((x) => x.id !== id)
    else if (!(e instanceof Problem)) throw e
  }
}

export async function loadMembers() {
  const id = current.id
  const r = await call<{ members: Member[] }>(`/api/chat/talk/${id}`)
  if (current.id === id) current.members = r.members
}

/** Opens a talk at its end, or around one of its entries. */
export async function open(id: string, seq?: number) {
  Object.assign(current, { id, entries: [], members: [], more: false, loading: true, problem: '' })
  try {
    const [part] = await Promise.all([call<{ items: Entry[]; more: boolean }>(`/api/chat/talk/${id}/entries${query({ limit: 60, before: seq ? seq + 30 : undefined })}`), loadMembers()])
    if (current.id !== id) return
    current.entries = part.items
    current.more = part.more
    const last = part.items[part.items.length - 1]?.seq ?? 0
    if (seq && last) await fill(last)
  } catch (e) {
    if (!(e instanceof Problem)) throw e
    if (current.id === id) current.problem = e.message
  } finally {
    if (current.id === id) current.loading = false
  }
}

export async function earlier() {
  const id = current.id, first = current.entries[0]?.seq
  if (!first || !current.more || current.loading) return
  current.loading = true
  try {
    const r = await call<{ items: Entry[]; more: boolean }>(`/api/chat/talk/${id}/entries${query({ before: first, limit: 60 })}`)
    if (current.id === id) { current.entries = [...r.items, ...current.entries]; current.more = r.more }
  } finally { current.loading = false }
}

export function markRead(id: string, seq: number) {
  const x = talks.value.find((y) => y.id === id)
  if (!x || seq <= x.seen) return
  x.seen = seq
  if (seq >= x.seq) { x.unread = 0; x.called = false }
  if (!stream?.send({ op: 'read', talk: id, seq })) void call(`/api/chat/talk/${id}/read`, { method: 'POST', body: { seq } }).catch(() => undefined)
}

export const away = (hidden: boolean) => stream?.send({ op: 'state', state: hidden ? 'away' : 'online' })

/** Sends a message; it is shown at once and stays in the outbox until the server has given it its number. */
export function say(talk: string, m: Message, name: string) {
  const e: Entry = reactive({ talk, seq: 0, n: 0, client: newKey(), account: account.value, name, at: Date.now(), kind: m.kind, words: m.words ?? '', waiting: true,
    data: { file: m.file, seconds: m.seconds, place: m.place, type: m.type, record: m.record, mention: m.mention } })
  outbox.push(e)
  return transmit(e)
}

export const again = (e: Entry) => { e.trouble = undefined; e.waiting = true; return transmit(e) }
export const discard = (e: Entry) => drop(e.client!)

/** One after another, so that their order is the one in which they were written. */
let line: Promise<unknown> = Promise.resolve()
function transmit(e: Entry) {
  line = line.then(async () => {
    if (!outbox.includes(e) || e.trouble) return
    const message = { id: e.client!, talk: e.talk, kind: e.kind, words: e.words, file: e.data.file, seconds: e.data.seconds, place: e.data.place, type: e.data.type, record: e.data.record, mention: e.data.mention }
    if (stream?.open) { stream.send({ op: 'send', message }); return }
    try {
      const sent = await call<{ seq: number }>('/api/chat/send', { method: 'POST', body: message })
      settle(e.client!, sent.seq)
      if (e.talk === current.id) await fill(current.entries[current.entries.length - 1]?.seq ?? 0)
    } catch (err) {
      if (!(err instanceof Problem)) throw err
      if (err.code !== 'network') refuse(e.client!, err.message) // without a network it stays, and goes when there is one
    }
  })
  return line
}

function settle(client: string, seq: number) {
  const e = outbox.find((x) => x.client === client)
  if (!e) return
  e.waiting = false
  e.seq = seq
}
function refuse(client: string, why: string) {
  const e = outbox.find((x) => x.client === client)
  if (e) { e.trouble = why; e.waiting = false }
}
function drop(client: string) {
  const i = outbox.findIndex((x) => x.client === client)
  if (i >= 0) outbox.splice(i, 1)
}

export const people = (q: string, org = '') => call<{ items: Person[]; more: boolean }>('/api/chat/people' + query({ q, org }))

export function hour(at: number): string {
  const d = china(at), today = china()
  if (d.slice(0, 10) === today.slice(0, 10)) return d.slice(11, 16)
  return d.slice(0, 4) === today.slice(0, 4) ? t('{0}月{1}日 {2}', Number(d.slice(5, 7)), Number(d.slice(8, 10)), d.slice(11, 16)) : d.slice(0, 10) + ' ' + d.slice(11, 16)
}

/** What a line of the list says of the last entry. */
export function gist(e: Entry | undefined, kind: string): string {
  if (!e) return ''
  if (e.kind === 'note' || e.kind === 'recall') return e.words
  const what = e.recalled ? t('撤回了一条消息') : ({ picture: t('[图片]'), file: t('[文件] ') + (e.data.file?.name ?? ''), voice: t('[语音]'), place: t('[位置] ') + e.words, card: t('[记录]') } as Record<string, string>)[e.kind] ?? e.words
  return kind === 'direct' ? what : `${e.name}：${what}`
}
