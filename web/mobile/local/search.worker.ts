/// <reference lib="webworker" />
import { db } from './db'
import { stand, unpack } from './pack'
import { initials } from './initials'

/** The enterprises of the pocket in memory: for each one text in which everything that people search by stands, so that a search is one pass over it. */
export interface Found { id: string; name: string; address: string; trade: string; code: string }
let ids: string[] = [], names: string[] = [], marks: string[] = [], hays: string[] = [], rest: [string, string, string][] = []
let loaded: Promise<void> | undefined

async function load() {
  const part = (await stand()).parts.enterprise
  const rows = await db.pack.where('part').equals('enterprise').toArray()
  const n = rows.length
  ids = new Array(n); names = new Array(n); marks = new Array(n); hays = new Array(n); rest = new Array(n)
  rows.forEach((r, i) => {
    const e = unpack(part, r.row)
    ids[i] = r.id
    names[i] = e.name ?? ''
    marks[i] = initials(names[i])
    hays[i] = `${names[i]}\n${marks[i]}\n${e.credit_code ?? ''}\n${e.address ?? ''}\n${e.principal ?? ''}`.toLowerCase()
    rest[i] = [e.address ?? '', e.trade ?? '', e.credit_code ?? '']
  })
}

function find(q: string, most: number): { items: Found[]; total: number } {
  const words = q.trim().toLowerCase().split(/\s+/).filter(Boolean)
  const ranked: [number, number][] = []
  let total = 0
  for (let i = 0; i < hays.length; i++) {
    const h = hays[i]
    let all = true
    for (const w of words) if (!h.includes(w)) { all = false; break }
    if (!all) continue
    total++
    const w = words[0] ?? ''
    const rank = !w ? 3 : names[i].toLowerCase().startsWith(w) ? 0 : names[i].toLowerCase().includes(w) ? 1 : marks[i].startsWith(w) ? 2 : 3
    if (ranked.length < most || rank < ranked[ranked.length - 1][0]) {
      let at = ranked.length
      while (at > 0 && ranked[at - 1][0] > rank) at--
      ranked.splice(at, 0, [rank, i])
      if (ranked.length > most) ranked.pop()
    }
  }
  return { total, items: ranked.map(([, i]) => ({ id: ids[i], name: names[i], address: rest[i][0], trade: rest[i][1], code: rest[i][2] })) }
}

self.onmessage = async (e: MessageEvent<{ n: number; q: string; most: number; fresh?: boolean }>) => {
  if (e.data.fresh || !loaded) loaded = load()
  try { await loaded } catch (problem) {
    loaded = undefined // read anew at the next question
    self.postMessage({ n: e.data.n, problem: String(problem) })
    return
  }
  const began = performance.now()
  self.postMessage({ n: e.data.n, ...find(e.data.q, e.data.most), took: performance.now() - began, all: ids.length })
}
