import Dexie, { type EntityTable, type Table } from 'dexie'
import type { FileRef, Row } from '@/kernel/api'

/** What became of something recorded on this phone. */
export type State = 'queued' | 'sending' | 'done' | 'conflict' | 'failed'

/** A picture; it is kept from the moment it is taken until the server has it and nothing here names it. */
export interface Photo { sha: string; content: ArrayBuffer; ref: FileRef; uploaded: 0 | 1; at: number; have?: number }

/** One intention of a person (上报队列): it reaches the server once, however often it is sent. */
export interface Item {
  key: string          // its Idempotency-Key
  owner: string        // the account that recorded it; nobody else sends it
  owner_label: string
  verb: 'create' | 'update' | 'step' | 'op'
  path?: string        // of an operation
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

/** A record of the county in the pocket: its columns as lists, in the order that the state of its part names. */
export interface Packed { part: string; id: string; of: string; row: any[] }
/** One line of the evidence log, exactly as it was hashed; it goes once the server has given its receipt. */
export interface Logged { owner: string; seq: number; text: string; sent: 0 | 1 }
/** A picture as the camera made it: what was sent has time and place burned in, this one proves it. */
export interface Original { sha: string; of: string; content: ArrayBuffer; at: number }
/** A piece of a recording that goes on, so that a killed browser keeps what was recorded. */
export interface Clip { id: string; n: number; type: string; content: ArrayBuffer; at: number; words: string; place?: string }
/** A visit, a re-check or a penalty made on this phone, with its papers; of says to which visit it belongs. Void: what somebody else did holds instead. */
export interface Kit { id: string; owner: string; what?: 'visit' | 'recheck' | 'simple'; of?: string; enterprise: string; name: string; at: number; state: 'open' | 'ended' | 'void'; form: any; papers: Paper[] }
export interface Paper { kind: string; title: string; number: string; data: any; signs: any[]; made_at: string; key: string; void?: string }
/** A number of a paper that was set aside for this phone. */
export interface Reserved { text: string; kind: string; owner: string; until: string; serial: number; used: 0 | 1 }

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
  pack: Table<Packed, [string, string]>
  log: Table<Logged, [string, number]>
  originals: EntityTable<Original, 'sha'>
  clips: Table<Clip, [string, number]>
  kits: EntityTable<Kit, 'id'>
  numbers: EntityTable<Reserved, 'text'>
}
db.version(1).stores({ meta: 'name', kept: '[type+id], type', queue: 'key, state, at, [type+id]', photos: 'sha', drafts: 'id' })
db.version(2).stores({ talks: 'id, at', entries: '[talk+seq], talk' })
db.version(3).stores({ pack: '[part+id], part, [part+of]', log: '[owner+seq], [owner+sent]', originals: 'sha, at', clips: '[id+n], id', kits: 'id, owner, enterprise, state', numbers: 'text, [owner+kind+used]' })

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
