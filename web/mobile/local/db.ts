import Dexie, { type EntityTable, type Table } from 'dexie'
import type { FileRef, Row } from '@/kernel/api'

/** What became of something recorded on this phone. */
export type State = 'queued' | 'sending' | 'done' | 'conflict' | 'failed'

/** A picture; it is kept from the moment it is taken until the server has it and nothing here names it. */
export interface Photo { sha: string; content: ArrayBuffer; ref: FileRef; uploaded: 0 | 1; at: number }

/** One intention of a person (上报队列): it reaches the server once, however often it is sent. */
export interface Item {
  key: string          // its Idempotency-Key
  owner: string        // the account that recorded it; nobody else sends it
  owner_label: string
  verb: 'create' | 'update' | 'step'
  type: string
  id: string           // of the record; made here for a new one
  step?: string
  rev?: number         // the version seen, for updates and steps
  body: Record<string, any>
  photos: string[]
  title: string        // what a person calls it
  screen: string       // where it can be corrected
  form: any            // what was typed there
  done_at: string      // when it was recorded on the phone
  place?: string       // "lng,lat"
  at: number
  state: State
  tries: number
  next: number         // not before
  unsure?: boolean     // a try went out and no answer came back: it may have arrived
  reason?: string
  fields?: Record<string, string>
  current?: Row        // in a conflict: the record as it is on the server
  seen?: Row           // in a conflict: the record as it was when this was recorded
  lane?: string        // items of one lane arrive in the order in which they were recorded
  then?: { step: string; key: string; title: string } // follows once this has arrived
  answer?: { id: string; rev: number; note?: string }
}

export interface Kept { type: string; id: string; row: any; at: number }
export interface Draft { id: string; data: any; at: number }

/** A talk and its lines as they were last known here. */
export interface Talk { id: string; kind: string; title: string; about?: string; record?: string; ended?: boolean; owner: string; with?: string; seq: number; seen: number; since: number; at: number; unread: number; called?: boolean; last?: Entry; size: number; members?: { account: string; name: string; unit: string; post: string; seen: number; state: string }[] }
export interface Entry { talk: string; seq: number; n: number; client?: string; account: string; name: string; at: number; kind: string; words: string; data: { file?: FileRef; seconds?: number; place?: [number, number]; type?: string; record?: string; mention?: string[]; seq?: number }; recalled?: boolean }

export const db = new Dexie('anjian') as Dexie & {
  meta: Table<{ name: string; value: any }, string>
  kept: Table<Kept, [string, string]>
  queue: EntityTable<Item, 'key'>
  photos: EntityTable<Photo, 'sha'>
  drafts: EntityTable<Draft, 'id'>
  talks: EntityTable<Talk, 'id'>
  entries: Table<Entry, [string, number]>
}
db.version(1).stores({ meta: 'name', kept: '[type+id], type', queue: 'key, state, at, [type+id]', photos: 'sha', drafts: 'id' })
db.version(2).stores({ talks: 'id, at', entries: '[talk+seq], talk' })

export async function fact<T>(name: string): Promise<T | undefined> { return (await db.meta.get(name))?.value }
export const note = (name: string, value: any) => db.meta.put({ name, value })

/** A name for this phone, made once: the trail says from which device something was done. */
export async function device(): Promise<string> {
  return db.transaction('rw', db.meta, async () => {
    const known = await fact<string>('device')
    if (known) return known
    const made = 'phone-' + hex(crypto.getRandomValues(new Uint8Array(8)))
    await note('device', made)
    return made
  })
}

export const hex = (b: Uint8Array) => [...b].map((x) => x.toString(16).padStart(2, '0')).join('')

/** The id of a record made here: as the server makes them, so that they sort by time. */
export const newID = () => Date.now().toString(16).padStart(11, '0') + hex(crypto.getRandomValues(new Uint8Array(8)))

export const plain = <T>(v: T): T => JSON.parse(JSON.stringify(v))
