import { reactive } from 'vue'

/** What the map shows, as it stands in the address bar: whoever gets the link sees the same. */
export interface State {
  on: string[]
  at?: [number, number, number]
  region: string
  time: string
  figure: string
  density: boolean
  wall: boolean
  filters: Record<string, string>
}

type Query = Record<string, unknown>
const apart = ['layers', 'layer', 'at', 'region', 'time', 'figure', 'density', 'wall']

/** Reads an address. layer=x with filters is how lists lead here: the filters are those of that layer. */
export function read(q: Query, known: string[]): State {
  const one = String(q.layer ?? ''), filters: Record<string, string> = {}
  const rest = new URLSearchParams()
  for (const [k, v] of Object.entries(q)) {
    if (k.startsWith('f.')) filters[k.slice(2)] = String(v)
    else if (!apart.includes(k) && one) rest.set(k, String(v))
  }
  if (one && rest.size) filters[one] = rest.toString()
  const at = String(q.at ?? '').split(',').map(Number)
  const named = (one || String(q.layers ?? '')).split(',').filter((n) => known.includes(n))
  return reactive({ on: named.length || q.layers !== undefined ? named : known.slice(0, 1), at: at.length === 3 && at.every(Number.isFinite) ? (at as [number, number, number]) : undefined, region: /^\d{2,9}$/.test(String(q.region ?? '')) ? String(q.region) : '',
    time: String(q.time ?? ''), figure: String(q.figure ?? ''), density: q.density === '1', wall: q.wall === '1', filters })
}

export function write(s: State): Record<string, string> {
  const out: Record<string, string> = { layers: s.on.join(',') }
  if (s.at) out.at = `${s.at[0].toFixed(4)},${s.at[1].toFixed(4)},${s.at[2].toFixed(2)}`
  if (s.region) out.region = s.region
  if (s.time) out.time = s.time
  if (s.figure) out.figure = s.figure
  if (s.density) out.density = '1'
  if (s.wall) out.wall = '1'
  for (const [layer, filter] of Object.entries(s.filters)) if (filter && s.on.includes(layer)) out['f.' + layer] = filter
  return out
}
