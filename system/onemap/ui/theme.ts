import type { Map as GLMap, VectorTileSource } from 'maplibre-gl'
import { catalogue, optionsOf, schemaOf, type Layer, type Option } from '@/kernel/schema'
import { isNight } from '@/kernel/map/base'
import { t } from '@/kernel/words'

/** A layer of the catalogue as a theme of the one map. Red, orange, yellow and blue are grades of risk; what has none has a hue of its own theme. */
export interface Theme extends Layer { hue: string; letter: string; legend: Option[]; date?: string }

export const tones: Record<string, string> = { red: '#d4380d', orange: '#fa8c16', yellow: '#fadb14', blue: '#1677ff' }
const order = ['red', 'orange', 'yellow', 'blue']
const hues = ['#1a7f72', '#6b4fbb', '#8c5a2b', '#4a5568', '#b0387f', '#3f7d20', '#00728a', '#7a4a3a']

export function themesOf(): Theme[] {
  const all = catalogue.value?.layers ?? []
  return all.map((l, i) => {
    const s = schemaOf(l.type), f = l.tone ? s?.properties[l.tone] : undefined
    const on = catalogue.value?.indicators.find((x) => x.type === l.type && x.on)?.on
    const dates = (s?.fields ?? []).filter((c) => ['date', 'time'].includes(c['x-kind']) && s!['x-filters'].includes(c.name)).map((c) => c.name)
    const options = f ? optionsOf(f) : [], graded = options.some((o) => o['x-tone'])
    return { ...l, hue: hues[i % hues.length], letter: [...l.label][0] ?? '', legend: graded && options.length < 7 ? options : options.filter((o) => o['x-tone']), date: on && dates.includes(on) ? on : dates[0] }
  })
}
/** The colour of a mark: of its grade, or of its theme where it has none. */
export const colourOf = (l: Theme | undefined, tone?: string) => tones[tone ?? ''] ?? l?.hue

/** Where the marks of a theme stand beside those of the first one, for what belongs to an enterprise stands in the same place. */
const aside = (nth: number): [number, number] => { const turn = ((nth - 1) * 60 + 30) * (Math.PI / 180); return nth ? [Math.round(20 * Math.cos(turn)), Math.round(20 * Math.sin(turn))] : [0, 0] }

/** The picture of a cluster: how many of twelve parts of its ring have each tone, the rest the hue of the theme. It is named after them and drawn when the map asks. */
export function ring(map: GLMap, id: string) {
  const [word, hue, ...parts] = id.split('|')
  if (word !== 'ring' || map.hasImage(id)) return
  const n = 96, canvas = document.createElement('canvas'), g = canvas.getContext('2d')!
  canvas.width = canvas.height = n
  g.beginPath()
  g.arc(n / 2, n / 2, n / 2 - 1, 0, 7)
  g.fillStyle = isNight(map) ? '#0f1a26' : '#fff'
  g.fill()
  let from = -Math.PI / 2
  const piece = (share: number, colour: string) => {
    if (share <= 0) return
    g.beginPath()
    g.arc(n / 2, n / 2, n / 2 - 12, from, (from += (share / 12) * 2 * Math.PI))
    g.lineWidth = 18
    g.strokeStyle = colour
    g.stroke()
  }
  let rest = 12
  parts.forEach((p, i) => { const share = Math.min(rest, Number(p)); rest -= share; piece(share, tones[order[i]]) })
  piece(rest, hue)
  map.addImage(id, g.getImageData(0, 0, n, n), { pixelRatio: 2 })
}

const share = (tone: string) => ['to-string', ['min', 12, ['round', ['/', ['*', 12, ['coalesce', ['get', tone], 0]], ['get', 'count']]]]]
const address = (theme: Theme, query: string) => `${location.origin}/api/layer/${theme.name}/tile/{z}/{x}/{y}${query}`

/** Where the tiles of each source of a map come from. */
const sources = new WeakMap<GLMap, Record<string, string>>()

const parts = ['-heat', '-area', '-line', '-ring', '-mark', '-letter', '-name']
/** The layers that a click on a theme may hit. */
export const hitOf = (l: Theme) => ['-letter', '-mark', '-ring', '-line', '-area'].map((x) => 'theme-' + l.name + x)

/** Puts a theme on the map, the nth of those that are shown, or what it shows under another query, as marks or as density. */
export function put(map: GLMap, theme: Theme, query: string, density: boolean, nth: number) {
  const id = 'theme-' + theme.name, source = map.getSource(id) as VectorTileSource | undefined, kept = sources.get(map) ?? {}, to = address(theme, query), night = isNight(map), at = aside(nth)
  sources.set(map, kept)
  if (source) {
    if (kept[id] !== to) source.setTiles([to])
  } else {
    map.addSource(id, { type: 'vector', tiles: [to], maxzoom: 17 })
    const count = ['coalesce', ['get', 'count'], 1] as any, from = { source: id, 'source-layer': 'mark' }, figure = { source: id, 'source-layer': 'shape' }, hue = ['match', ['get', 'tone'], ...Object.entries(tones).flat(), theme.hue] as any
    map.addLayer({ ...figure, id: id + '-area', type: 'fill', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': hue, 'fill-opacity': 0.16 } })
    map.addLayer({ ...figure, id: id + '-line', type: 'line', paint: { 'line-color': hue, 'line-width': 2.5 } })
    map.addLayer({ ...from, id: id + '-heat', type: 'heatmap', paint: { 'heatmap-weight': ['interpolate', ['linear'], ['log10', count], 0, 0.15, 3, 1] as any, 'heatmap-radius': 44, 'heatmap-opacity': 0.75, 'heatmap-color': ['interpolate', ['linear'], ['heatmap-density'], 0, 'rgba(0,0,0,0)', 0.2, '#c7b9ff', 0.5, '#8f6bf2', 0.8, '#5b21b6', 1, '#2e1065'] } })
    map.addLayer({ ...from, id: id + '-ring', type: 'symbol', filter: ['has', 'count'], layout: { 'icon-image': ['concat', 'ring|', theme.hue, ...order.flatMap((o) => ['|', share(o)])] as any, 'icon-allow-overlap': true, 'icon-size': ['interpolate', ['linear'], ['log10', count], 0, 0.6, 2, 0.85, 4, 1.25] as any,
      'text-field': ['case', ['>=', count, 10000], ['concat', ['to-string', ['/', ['round', ['/', count, 1000]], 10]], t('万')], ['to-string', count]] as any, 'text-size': 12, 'text-font': ['sans-serif'], 'text-allow-overlap': true },
      paint: { 'text-color': night ? '#e6edf5' : '#1c2733' } })
    map.addLayer({ ...from, id: id + '-mark', type: 'circle', filter: ['!', ['has', 'count']], paint: { 'circle-radius': 9, 'circle-color': hue, 'circle-stroke-color': night ? '#0f1a26' : '#fff', 'circle-stroke-width': 1.5 } })
    map.addLayer({ ...from, id: id + '-letter', type: 'symbol', filter: ['!', ['has', 'count']], layout: { 'text-field': theme.letter, 'text-size': 11, 'text-font': ['sans-serif'], 'text-allow-overlap': true, 'text-ignore-placement': true }, paint: { 'text-color': ['match', ['get', 'tone'], 'yellow', '#333', '#fff'] } })
    map.addLayer({ ...from, id: id + '-name', type: 'symbol', minzoom: 14, filter: ['!', ['has', 'count']], layout: { 'text-field': ['get', 'title'], 'text-size': 12, 'text-font': ['sans-serif'], 'text-offset': [0, 1.3], 'text-anchor': 'top', 'text-max-width': 12 }, paint: { 'text-color': night ? '#c9d6e4' : '#33414f', 'text-halo-color': night ? '#0f1a26' : '#fff', 'text-halo-width': 1.4 } })
  }
  kept[id] = to
  for (const [part, what] of [['-ring', 'icon-translate'], ['-ring', 'text-translate'], ['-mark', 'circle-translate'], ['-letter', 'text-translate']] as const) map.setPaintProperty(id + part, what, at)
  for (const part of parts) map.setLayoutProperty(id + part, 'visibility', (part === '-heat') === density ? 'visible' : 'none')
}

export function drop(map: GLMap, theme: Theme) {
  const id = 'theme-' + theme.name
  if (!map.getSource(id)) return
  for (const l of parts) map.removeLayer(id + l)
  map.removeSource(id)
}

/** Asks for the tiles anew. */
export function renew(map: GLMap, theme: Theme) {
  const source = map.getSource('theme-' + theme.name) as VectorTileSource | undefined
  if (source) source.setTiles([sources.get(map)![source.id]])
}
