/** A connection that comes back: what happened after a number is asked for again, so nothing is missed however often it is cut. */
import { call, Problem } from './api'

export interface StreamFrame { op: string; n?: number; [key: string]: any }
export interface StreamOptions {
  /** The address of the connection, as in /api/chat/socket; it takes ?after=. */
  socket: string
  /** What is asked where no connection can be had; answers { n, entries, reads, reset }. */
  news: string
  /** The number up to which everything is known here. */
  after: () => number
  /** What arrives, in order. */
  take: (frame: StreamFrame) => void
}

/** The code of a connection that the server ends because its session has ended: a question tells why, another connection would not. */
const refused = 1008
const longest = 20_000, patience = 8_000, between = 4_000

export class Stream {
  private ws?: WebSocket
  private timer?: ReturnType<typeof setTimeout>
  private pause = 500
  private failed = 0
  private ended = false
  /** Called when the connection comes and goes. */
  changed: (connected: boolean) => void = () => {}

  constructor(private o: StreamOptions) {}

  get open() { return this.ws?.readyState === WebSocket.OPEN }

  start() {
    addEventListener('online', this.now)
    document.addEventListener('visibilitychange', this.now)
    this.connect()
  }

  stop() {
    this.ended = true
    clearTimeout(this.timer)
    removeEventListener('online', this.now)
    document.removeEventListener('visibilitychange', this.now)
    this.ws?.close()
  }

  /** Sends if there is a connection; tells whether it did. */
  send(frame: StreamFrame): boolean {
    if (!this.open) return false
    this.ws!.send(JSON.stringify(frame))
    return true
  }

  /** A page that is looked at again, or a network that is back, does not wait. */
  private now = () => {
    if (this.ended || document.hidden || this.ws) return
    this.pause = 500
    clearTimeout(this.timer)
    this.connect()
  }

  private connect = () => {
    if (this.ended || this.ws) return
    const address = new URL(this.o.socket, location.href)
    address.protocol = address.protocol.replace('http', 'ws')
    address.searchParams.set('after', String(this.o.after()))
    const ws = (this.ws = new WebSocket(address))
    const late = setTimeout(() => ws.close(), patience)
    ws.onmessage = (e) => {
      clearTimeout(late)
      this.pause = 500
      this.failed = 0
      const frame = JSON.parse(e.data) as StreamFrame
      if (frame.op === 'hello' || frame.op === 'reset') this.changed(true)
      this.o.take(frame)
    }
    ws.onclose = (e) => {
      clearTimeout(late)
      if (this.ws !== ws) return
      this.ws = undefined
      this.changed(false)
      this.failed++
      if (!this.ended) this.timer = setTimeout(this.failed > 2 || e.code === refused ? this.poll : this.connect, this.pause * (0.5 + Math.random()))
      this.pause = Math.min(longest, this.pause * 2)
    }
  }

  /** Where a proxy lets no connection through, questions do; every few of them a connection is tried again. */
  private poll = async () => {
    if (this.ended) return
    try {
      const news = await call<StreamFrame>(`${this.o.news}?after=${this.o.after()}`)
      for (const entry of news.entries ?? []) this.o.take({ op: 'entry', entry })
      for (const read of news.reads ?? []) this.o.take({ op: 'read', read })
      this.o.take({ op: news.reset ? 'reset' : 'hello', n: news.n })
    } catch (e) { // no network: the next question says so
      if (e instanceof Problem && e.code === 'login') { // until the same person is back
        this.timer = setTimeout(this.poll, longest)
        return
      }
    }
    this.failed++
    if (!this.ended) this.timer = setTimeout(this.failed % 8 ? this.poll : this.connect, between)
  }
}
