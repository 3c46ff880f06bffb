import { computed, onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { liveQuery } from 'dexie'
import { signals } from '@/kernel/api'
import { check, expired, me } from './account'
import { db, fact, type Item } from './db'
import { prepare } from './evidence'
import { unsent } from './queue'
import { pass, sweep } from './send'
import { pull } from './pull'

/** What a question to the phone's own store answers, kept up to date. */
export function live<T>(ask: () => Promise<T>, first: T): ShallowRef<T> {
  const v = shallowRef(first)
  const s = liveQuery(ask).subscribe({ next: (x) => { v.value = x }, error: (e) => console.error(e) })
  try { onScopeDispose(() => s.unsubscribe(), true) } catch { /* lives as long as the app */ }
  return v as ShallowRef<T>
}

export const online: Ref<boolean> = ref(navigator.onLine)
const unread: Item[] = []
export const queue = live<Item[]>(() => db.queue.orderBy('at').reverse().toArray(), unread)
/** Whether the queue has been read since the app began. */
export const known = computed(() => queue.value !== unread)
export const mine = computed(() => queue.value.filter((i) => i.owner === me.value?.id))
export const waiting = computed(() => mine.value.filter(unsent))
export const troubled = computed(() => waiting.value.filter((i) => i.state === 'conflict' || i.state === 'failed'))
export const halted = live<string>(async () => (await fact<string>('halted')) ?? '', '')
export const pulled = live<number>(async () => (await fact<number>('pulled')) ?? 0, 0)
export const pulling = ref('')
export const pullTrouble = ref('')
export const sending = ref(false)

let timer: ReturnType<typeof setTimeout> | undefined

/** Sends what waits, and again after a while if something is left. */
export async function sync(): Promise<void> {
  clearTimeout(timer)
  let pause = 30_000
  if (me.value && waiting.value.some((i) => i.state === 'queued' || i.state === 'sending')) {
    sending.value = true
    try {
      const r = await pass()
      if (r.halted === 'login') expired.value = true
      if (r.left > 0 && !r.halted) pause = 800
      if (r.busy) pause = 2000
    } catch (e) {
      console.error(e)
    } finally { sending.value = false }
  }
  timer = setTimeout(sync, pause)
}

/** Sends at once: the browser's own news of a network may come late. */
export async function syncNow() {
  await navigator.locks?.request('anjian-queue', () => undefined) // a pass that runs may be about to find that there was no network
  await db.queue.where('state').equals('queued').modify({ next: 0 })
  await sync()
}

export async function refresh(force = false): Promise<void> {
  if (!me.value || pulling.value) return
  if (!force && Date.now() - pulled.value < 10 * 60_000) return
  pulling.value = '正在更新'
  pullTrouble.value = ''
  try {
    await check()
    if (!expired.value && !me.value.password_due) await prepare(me.value).catch((e) => console.warn(e))
    if (!expired.value && !me.value.password_due) await pull(me.value, (w) => { pulling.value = w })
  } catch (e) {
    pullTrouble.value = (e as Error).message
  } finally { pulling.value = '' }
}

export function begin() {
  signals.login = () => { expired.value = true }
  signals.password = () => { if (me.value) me.value = { ...me.value, password_due: true } }
  const on = () => { online.value = navigator.onLine; if (online.value) { void syncNow(); void refresh() } }
  addEventListener('online', on)
  addEventListener('offline', on)
  document.addEventListener('visibilitychange', () => { if (!document.hidden) { void sync(); void refresh() } })
  void sweep()
  void sync()
  void refresh()
}

/** Asks the browser to send even when the app is closed, where it can. */
export function sendLater() {
  void syncNow()
  navigator.serviceWorker?.ready.then((r) => (r as unknown as { sync?: { register(tag: string): Promise<void> } }).sync?.register('queue')).catch(() => undefined)
}
