import { t } from '@/kernel/words'
import { Map as GLMap, NavigationControl, ScaleControl, setWorkerUrl, type GeoJSONSource, type PaddingOptions, type StyleSpecification } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import 'maplibre-gl/dist/maplibre-gl.css'
import { call } from '@/kernel/api'
import { dark } from '@/kernel/dark'

setWorkerUrl(workerUrl)

/** The base map is drawn from outlines shipped with the program: it works with no internet. */
function style(night: boolean): StyleSpecification {
  const name = (id: string, minzoom: number, maxzoom: number, size: number) => ({ id, type: 'symbol' as const, source: 'name-points', minzoom, maxzoom, filter: ['==', ['get', 'of'], id] as any, layout: { 'text-field': ['get', 'name'] as any, 'text-size': size, 'text-font': ['sans-serif'] }, paint: { 'text-color': night ? '#93a7bb' : '#5b6875', 'text-halo-color': night ? '#0f1a26' : '#fff', 'text-halo-width': 1.2 } })
  return {
    version: 8,
    sources: { provinces: { type: 'geojson', data: '/map/provinces.json' }, prefectures: { type: 'geojson', data: '/map/prefectures.json', attribution: t('行政区划轮廓仅供参考') }, 'name-points': { type: 'geojson', data: { type: 'FeatureCollection', features: [] } } },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': night ? '#0f1a26' : '#dfe8f0' } },
      { id: 'land', type: 'fill', source: 'provinces', paint: { 'fill-color': night ? '#1b2733' : '#f7f8f5' } },
      { id: 'prefecture-lines', type: 'line', source: 'prefectures', paint: { 'line-color': night ? '#33475b' : '#c3ccd6', 'line-width': 0.8 } },
      { id: 'province-lines', type: 'line', source: 'provinces', paint: { 'line-color': night ? '#4d6580' : '#93a3b5', 'line-width': 1.4 } },
      name('province-names', 2, 5.5, 13),
      name('names', 5.5, 12, 13),
    ],
  }
}

/** West, south, east, north in degrees. */
export type Box = [number, number, number, number]

export function boundsOf(points: [number, number][]): Box {
  const box: Box = [180, 90, -180, -90]
  for (const [lng, lat] of points) { box[0] = Math.min(box[0], lng); box[1] = Math.min(box[1], lat); box[2] = Math.max(box[2], lng); box[3] = Math.max(box[3], lat) }
  return box
}

interface Outlines { features: { properties: { code?: string; name?: string }; geometry: { type: string; coordinates: any } }[] }
const outlines: Record<string, Promise<Outlines | undefined>> = {}
const outlinesOf = (file: 'provinces' | 'prefectures') => (outlines[file] ??= fetch(`/map/${file}.json`).then((r) => r.json() as Promise<Outlines>).catch(() => { delete outlines[file]; return undefined }))

/** The middle of the largest part of an outline, where its name stands: once, however many tiles it lies on. */
function middle(g: Outlines['features'][0]['geometry']): [number, number] {
  const rings: [number, number][][] = g.type === 'Polygon' ? [g.coordinates[0]] : g.coordinates.map((p: any) => p[0])
  let best: [number, number] = [0, 0], most = -1
  for (const r of rings) {
    let area = 0, x = 0, y = 0
    for (let i = 0; i < r.length - 1; i++) { const [a, b] = r[i], [c, d] = r[i + 1], k = a * d - c * b; area += k; x += (a + c) * k; y += (b + d) * k }
    if (Math.abs(area) > most) { most = Math.abs(area); best = area ? [x / (3 * area), y / (3 * area)] : r[0] }
  }
  return best
}
async function label(map: GLMap) {
  const all = await Promise.all((['provinces', 'prefectures'] as const).map(async (file) => ((await outlinesOf(file))?.features ?? []).map((f) => ({ type: 'Feature' as const, properties: { name: f.properties.name, of: file === 'provinces' ? 'province-names' : 'names' }, geometry: { type: 'Point' as const, coordinates: middle(f.geometry) } }))))
  if (map.style) (map.getSource('name-points') as GeoJSONSource | undefined)?.setData({ type: 'FeatureCollection', features: all.flat() })
}

/** The extent of a province or prefecture as its outline has it, of what lies below a prefecture that of the prefecture. */
export async function outlineOf(region: string): Promise<Box | undefined> {
  if (region.length < 2) return
  for (const [file, code] of ([['prefectures', region.slice(0, 6)], ['prefectures', region.slice(0, 4).padEnd(6, '0')], ['provinces', region.slice(0, 2) + '0000']] as const).slice(region.length < 4 ? 2 : 0)) {
    const all = await outlinesOf(file)
    const found = all?.features.find((f) => f.properties.code === code)
    if (!found) continue
    const flat = (found.geometry.coordinates as unknown[]).flat(3) as number[] // longitude and latitude by turns
    return boundsOf(flat.flatMap((lng, i): [number, number][] => (i % 2 ? [] : [[lng, flat[i + 1]]])))
  }
}

/** Whether this installation has a base map of streets, such as 天地图: it is asked for once. */
let streets: Promise<boolean> | undefined
async function pave(map: GLMap) {
  streets ??= call<{ set: boolean }>('/api/ground').then((r) => r.set, () => false)
  if (!(await streets) || !map.style) return
  const dim = nights.has(map) ? { 'raster-brightness-max': 0.45, 'raster-saturation': -0.4 } : {}
  for (const [id, layer] of [['streets', 'vec'], ['street-names', 'cva']]) {
    map.addSource(id, { type: 'raster', tiles: [`${location.origin}/api/ground/${layer}/{z}/{x}/{y}`], tileSize: 256, minzoom: 1, maxzoom: 18, ...(id === 'streets' ? { attribution: t('底图：天地图') } : {}) })
    map.addLayer({ id, type: 'raster', source: id, paint: dim }, 'prefecture-lines')
  }
  for (const id of ['names', 'province-names']) map.setLayoutProperty(id, 'visibility', 'none')
}

const nights = new WeakSet<GLMap>()
/** Whether a map was made dark. */
export const isNight = (map: GLMap) => nights.has(map)

/** A map that shows a box if one is given, otherwise a place; dark as the pages are unless told. */
export function baseMap(container: HTMLElement, center: [number, number], zoom: number, box?: Box, { night = dark.value, padding = 40 as number | PaddingOptions } = {}): GLMap {
  const map = new GLMap({ container, center, zoom, ...(box ? { bounds: box, fitBoundsOptions: { padding, maxZoom: 12 } } : {}), style: style(night), localIdeographFontFamily: '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif', attributionControl: { compact: true }, dragRotate: false, maxZoom: 18,
    locale: { 'NavigationControl.ZoomIn': t('放大'), 'NavigationControl.ZoomOut': t('缩小'), 'AttributionControl.ToggleAttribution': t('说明'), 'Map.Title': t('地图'), 'Marker.Title': t('标记'), 'Popup.Close': t('关闭'), 'NavigationControl.ResetBearing': t('正北') } })
  if (night) nights.add(map)
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right')
  map.once('load', () => { pave(map); label(map) })
  map.addControl(new ScaleControl({ unit: 'metric' }), 'bottom-left')
  return map
}
