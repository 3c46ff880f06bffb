/** The draw, computed anew in the browser: the same steps as drawing.go; testdata/draw.json holds what both must arrive at. */

export interface Drawn { object: string; officers: string[] }
interface Item { id: string; weight: number; region: string; barred: string[]; name: string }
interface Officer { id: string; region: string; name: string }
export interface Pool { draw: number; per: number; teams: boolean; local: boolean; objects: Item[]; people: Officer[] }

export const mark = 'anjian-draw/1'
const bytes = (s: string) => new TextEncoder().encode(s)
const digest = async (b: Uint8Array) => new Uint8Array(await crypto.subtle.digest('SHA-256', b as BufferSource))
const hex = (b: Uint8Array) => Array.from(b, (x) => x.toString(16).padStart(2, '0')).join('')
export const sha256 = async (s: string) => hex(await digest(bytes(s)))
/** 32 bytes that nobody can guess, as text. */
export const newSeed = () => hex(crypto.getRandomValues(new Uint8Array(32)))

export function parse(text: string): Pool {
  const lines = text.replace(/\n$/, '').split('\n'), head = (lines[1] ?? '').split('\t')
  if (lines[0] !== mark || head.length !== 8) throw new Error('名录格式不对')
  const pool: Pool = { draw: +head[1], per: +head[3], teams: head[5] === '1', local: head[7] === '1', objects: [], people: [] }
  for (const l of lines.slice(2)) {
    const c = l.split('\t')
    if (c[0] === 'O' && c.length === 6 && +c[2] > 0) pool.objects.push({ id: c[1], weight: +c[2], region: c[3], barred: c[4] === '-' ? [] : c[4].split(','), name: c[5] })
    else if (c[0] === 'P' && c.length === 4) pool.people.push({ id: c[1], region: c[2], name: c[3] })
    else throw new Error('名录格式不对')
  }
  return pool
}

/** Numbers that follow from the key alone: SHA-256 of the key and a counter, four bytes a number. */
class Stream {
  private key = new Uint8Array(32)
  private block = new DataView(new ArrayBuffer(32))
  private count = 0n
  private used = 32
  async open(poolHash: string, one: string, two: string) { this.key = await digest(bytes([mark, poolHash, one, two, ''].join('\n'))); return this }
  async word() {
    if (this.used === 32) {
      const b = new Uint8Array(40)
      b.set(this.key)
      new DataView(b.buffer).setBigUint64(32, this.count++)
      this.block = new DataView((await digest(b)).buffer)
      this.used = 0
    }
    this.used += 4
    return this.block.getUint32(this.used - 4)
  }
  /** From 0 to n-1, each as likely as any other. */
  async below(n: number) {
    const limit = Math.floor(2 ** 32 / n) * n
    for (;;) { const w = await this.word(); if (w < limit) return w % n }
  }
}

function idlest(of: number[], busy: number[]) {
  const least = Math.min(...of.map((i) => busy[i]))
  return of.filter((i) => busy[i] === least)
}

export async function run(pool: Pool, poolHash: string, one: string, two: string): Promise<Drawn[]> {
  const s = await new Stream().open(poolHash, one, two)
  const left = [...pool.objects], chosen: Item[] = []
  let total = left.reduce((n, o) => n + o.weight, 0)
  for (let n = Math.min(pool.draw, left.length); n > 0; n--) {
    let at = await s.below(total), i = 0
    while (at >= left[i].weight) at -= left[i++].weight
    total -= left[i].weight
    chosen.push(...left.splice(i, 1))
  }
  const crews: number[][] = []
  if (pool.teams && pool.people.length >= pool.per) {
    const order = pool.people.map((_, i) => i)
    for (let i = order.length - 1; i > 0; i--) { const j = await s.below(i + 1); [order[i], order[j]] = [order[j], order[i]] }
    const n = Math.floor(order.length / pool.per)
    for (let i = 0; i < n; i++) crews.push(order.slice(i * pool.per, (i + 1) * pool.per))
    order.slice(n * pool.per).forEach((rest, i) => crews[i % n].push(rest))
  }
  const busy = pool.people.map(() => 0), crewBusy = crews.map(() => 0), out: Drawn[] = []
  for (const o of chosen) {
    const may = (i: number) => !o.barred.includes(pool.people[i].id)
    const fit = idlest(crews.map((_, i) => i).filter((i) => crews[i].every(may)), crewBusy)
    if (fit.length) {
      const crew = fit[await s.below(fit.length)]
      crewBusy[crew]++
      for (const i of crews[crew]) busy[i]++
      out.push({ object: o.id, officers: crews[crew].map((i) => pool.people[i].id) })
      continue
    }
    let free = pool.people.map((_, i) => i).filter(may)
    const officers: string[] = []
    for (let n = 0; n < pool.per && free.length; n++) {
      const near = pool.local && n === 0 ? free.filter((i) => pool.people[i].region.length >= 6 && o.region.length >= 6 && pool.people[i].region.slice(0, 6) === o.region.slice(0, 6)) : []
      const some = idlest(near.length ? near : free, busy), at = some[await s.below(some.length)]
      busy[at]++
      officers.push(pool.people[at].id)
      free = free.filter((i) => i !== at)
    }
    out.push({ object: o.id, officers })
  }
  return out
}

/** The text whose SHA-256 is the hash of a result. */
export const resultText = (list: Drawn[]) => list.map((d) => d.object + '\t' + d.officers.join(',') + '\n').join('')

export interface Record {
  mark: string; id?: string; title?: string; organ?: string; matters?: string; period_from?: string; period_to?: string; status?: string; status_label?: string; objects?: number; people?: number; excluded?: number; quota?: number
  pool_hash: string; commit_one?: string; commit_two?: string; locked_on?: string; drawn_on?: string; published_on?: string; voided_on?: string; voided_for?: string; replaces?: string; reason?: string
  seed_one?: string; seed_two?: string; result_hash?: string; pool?: string; left_out?: { name: string; reason: string }[]; result?: Drawn[]; names?: { id: string; name: string }[]; me?: string; custodians?: string[]
  visits?: { enterprise: string; region: string; class: string; visited_on: string; outcome: string; published_on: string }[]
}
export interface Check { what: string; good: boolean; detail: string }

/** Every claim of a published record, computed anew. */
export async function check(r: Record): Promise<{ checks: Check[]; pool: Pool; result: Drawn[] }> {
  const checks: Check[] = [], add = (what: string, got: string, want?: string) => checks.push({ what, good: got === want, detail: got })
  const pool = parse(r.pool ?? '')
  add('名录的摘要与事先公布的一致', await sha256(r.pool ?? ''), r.pool_hash)
  if (r.commit_one !== undefined) add('种子一与事先的承诺一致', await sha256(r.seed_one ?? ''), r.commit_one)
  if (r.commit_two !== undefined) add('种子二与事先的承诺一致', await sha256(r.seed_two ?? ''), r.commit_two)
  const result = await run(pool, r.pool_hash, r.seed_one ?? '', r.seed_two ?? '')
  add('重新计算的结果与公布的一致', await sha256(resultText(result)), await sha256(resultText(r.result ?? [])))
  add('结果的摘要一致', await sha256(resultText(result)), r.result_hash)
  return { checks, pool, result }
}
