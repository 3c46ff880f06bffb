import { ref } from 'vue'
import { call } from '@/kernel/api'

export interface State { unread: number; waiting: number; kinds: { kind: string; label: string; unread: number }[]; banner?: string; advice?: string }

/** What the server says is unread: one for the whole window. */
export const state = ref<State>()
/** Rises with every change of the inbox: lists look again. */
export const tick = ref(0)

let source: EventSource | undefined, timer = 0, quiet = 0

/** News of the stream need not change the numbers: what was counted up leaves them as they are. */
function take(s: State, news = false) {
  const before = JSON.stringify(state.value)
  state.value = s
  if (before && (news || before !== JSON.stringify(s))) tick.value++
}

export async function look() {
  try { take(await call<State>('/api/notice/state')) } catch { /* the next look may succeed */ }
}

/** Listens to the stream; where there is none, or it says nothing, the state is asked for every twenty seconds. */
export function begin() {
  end()
  void look()
  timer = window.setInterval(() => { if (Date.now() - quiet > 60_000) void look() }, 20_000)
  if (!('EventSource' in window)) return
  source = new EventSource('/api/notice/stream')
  let first = true // a stream begins with how it stands, and is made anew twice a minute
  source.onopen = () => { first = true }
  source.addEventListener('state', (e) => { quiet = Date.now(); take(JSON.parse((e as MessageEvent).data), !first); first = false })
}

export function end() {
  source?.close()
  source = undefined
  clearInterval(timer)
}

/** Where a message leads: the record that it is about. */
export const target = (n: { link?: string; about?: string; record?: string }) => (n.link?.startsWith('/') && !n.link.startsWith('//') ? n.link : n.about && n.record ? `/${n.about}/${n.record}` : '')
