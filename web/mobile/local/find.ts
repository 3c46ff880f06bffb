import type { Found } from './search.worker'
import SearchWorker from './search.worker?worker'

export type { Found }
export interface Answer { items: Found[]; total: number; all: number; took: number }
let worker: Worker | undefined, turn = 0
const waiting = new Map<number, { done: (a: Answer) => void; fail: (e: Error) => void }>()

function ask(q: string, most: number, fresh = false): Promise<Answer> {
  if (!worker) {
    worker = new SearchWorker()
    worker.onmessage = (e: MessageEvent<Answer & { n: number; problem?: string }>) => {
      const asked = waiting.get(e.data.n)
      waiting.delete(e.data.n)
      if (e.data.problem) asked?.fail(new Error(e.data.problem))
      else asked?.done(e.data)
    }
  }
  const n = ++turn
  return new Promise((done, fail) => { waiting.set(n, { done, fail }); worker!.postMessage({ n, q, most, fresh }) })
}

/** Searches the enterprises of the pocket: words of the name, first letters of its sounds, address, credit code, person. */
export const find = (q: string, most = 50) => ask(q, most)
/** Reads them anew after the pack has changed; also warms the search up. */
export const reload = () => ask('', 1, true)
