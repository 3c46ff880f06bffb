import type { FileRef } from '@/kernel/api'
import type { Item } from './db'
import { labelOf } from './word'

/** How a record stands on the server that somebody has changed meanwhile; see system/inspection/now.go. */
export interface Now { rev: number; number?: number; state: string; open: boolean; by: string; at?: string; facts: { label: string; text: string }[] | null; lines: Theirs[] | null }
interface Theirs { key: string; words: string; result?: string; said?: string; note?: string; due_on?: string; photos?: FileRef[] }
export interface Side { said: string; note: string; photos?: FileRef[] }
export interface Pair { key: string; words: string; mine: Side; theirs: Side; same: boolean }

const term = (d?: string) => (d ? '期限 ' + d : '')
const lines = (...s: (string | undefined)[]) => s.filter(Boolean).join('\n')
const shas = (f?: FileRef[]) => (f ?? []).map((x) => x.sha).sort().join()

/** What the phone says beside what the server says, line by line. */
export function lineOf(i: Item, now: Now): Pair[] {
  const pair = (key: string, words: string, mine: Side, t: Theirs | undefined): Pair => {
    const theirs = { said: t?.said ?? '', note: lines(t?.note, term(t?.due_on)), photos: t?.photos }
    return { key, words, mine, theirs, same: mine.said === theirs.said && mine.note === theirs.note && (!mine.photos?.length || shas(mine.photos) === shas(theirs.photos)) }
  }
  const all = now.lines ?? []
  if (i.path?.endsWith('/arrive')) {
    return i.body.replies.map((r: any, n: number) => {
      const t = all.find((l) => l.key === r.item) ?? (i.body.rev ? undefined : all[n])
      const both = pair(r.item || String(n), t?.words ?? r.code, { said: labelOf('inspection_item', 'outcome', r.outcome), note: r.note ?? '', photos: r.photos }, t)
      return { ...both, same: both.same || !both.theirs.said } // nobody else has answered it
    })
  }
  if (i.path?.endsWith('/rechecked')) {
    return i.body.lines.map((l: any) => {
      const t = all.find((x) => x.key === l.finding)
      return pair(l.finding, t?.words ?? l.finding, { said: labelOf('inspection_finding', 'verdict', l.verdict), note: lines(l.note, term(l.due_on)), photos: l.photos }, t)
    })
  }
  return all.map((t) => {
    const row = i.body.data?.问题?.[+t.key] ?? {}
    return pair(t.key, `文书第${+t.key + 1}项`, { said: row.内容 ?? '', note: term(row.期限) }, { ...t, said: t.words })
  })
}

/** The body that is sent once the officer has chosen: what the server has is known now, and items that were taken from it say what it says. */
export function chosen(i: Item, now: Now, theirs: string[]): Record<string, any> {
  if (i.path?.endsWith('/rechecked')) return { ...i.body, known: now.number }
  if (i.path?.endsWith('/paper')) return { ...i.body, mine: true }
  const replies = i.body.replies?.map((r: any) => {
    const t = theirs.includes(r.item) ? now.lines?.find((l) => l.key === r.item) : undefined
    return t ? { ...r, outcome: t.result ?? '', note: t.note ?? '', photos: t.photos ?? [], finding: undefined } : r
  })
  return { ...i.body, rev: now.rev, ...(replies ? { replies } : {}) }
}
