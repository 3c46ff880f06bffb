import type { Found } from './search.worker'
import SearchWorker from './search.worker?worker'

export type { Found }
export interface Answer { items: Found[]; total: number; all: number; took: number }
let worker: Worker | undefined, turn = 0
const waiting = new Map<number, (a: Answer) => void>()

function ask(q: string, most: number, fresh = false): Promise<Answer> {
  if (!worker) {
    worker = new SearchWorker()
    worker.onmessage = (e: MessageEvent<Answer & { n: number }>) => { waiting.get(e.data.n)?.(e.data); waiting.delete(e.data.n) }
  }
  const n = ++turn
  return new Promise((done) => { waiting.set(n, done); worker!.postMessage({ n, q, most, fresh }) })
}

/** Searches the enterprises of the pocket: words of the name, first letters of its sounds, address, credit code, person. */
export const find = (q: string, most = 50) => ask(q, most)
/** Reads them anew after the pack has changed; also warms the search up. */
export const reload = () => ask('', 1, true)
