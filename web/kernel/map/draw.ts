import type { Feature, Geometry } from 'geojson'
import type { GeoJSONSource, Map as GLMap, MapMouseEvent } from 'maplibre-gl'

export type Place = [number, number]
/** What can be drawn: a circle by its centre and a place on its rim, a box by two corners. */
export type Figure = 'point' | 'line' | 'polygon' | 'box' | 'circle'
export interface Drawing { figure: Figure; at: Place[] }

const rad = Math.PI / 180
/** Metres between two places on the sphere, for what is shown while drawing; the server measures on the ellipsoid. */
export function metres(a: Place, b: Place): number {
  const s = Math.sin(((b[1] - a[1]) * rad) / 2) ** 2 + Math.cos(a[1] * rad) * Math.cos(b[1] * rad) * Math.sin(((b[0] - a[0]) * rad) / 2) ** 2
  return 2 * 6371008.8 * Math.asin(Math.sqrt(s))
}
/** The rim of a circle. */
export function rim(centre: Place, radius: number): Place[] {
  const d = radius / 6371008.8, lat = centre[1] * rad
  return Array.from({ length: 73 }, (_, i) => {
    const turn = i * 5 * rad, y = Math.asin(Math.sin(lat) * Math.cos(d) + Math.cos(lat) * Math.sin(d) * Math.cos(turn))
    return [centre[0] + Math.atan2(Math.sin(turn) * Math.sin(d) * Math.cos(lat), Math.cos(d) - Math.sin(lat) * Math.sin(y)) / rad, y / rad] as Place
  })
}
export function geometryOf({ figure, at }: Drawing): Geometry | undefined {
  if (!at.length) return
  if (figure === 'point' || at.length === 1) return { type: 'Point', coordinates: at[0] }
  if (figure === 'circle') return { type: 'Polygon', coordinates: [rim(at[0], metres(at[0], at[1]))] }
  if (figure === 'box') { const [[w, s], [e, n]] = at; return { type: 'Polygon', coordinates: [[[w, s], [e, s], [e, n], [w, n], [w, s]]] } }
  return figure === 'polygon' && at.length > 2 ? { type: 'Polygon', coordinates: [[...at, at[0]]] } : { type: 'LineString', coordinates: at }
}
const least: Record<Figure, number> = { point: 1, line: 2, polygon: 3, box: 2, circle: 2 }
const most: Record<Figure, number> = { point: 1, line: 500, polygon: 500, box: 2, circle: 2 }

/** One figure that is being drawn or whose corners are being moved. A click adds a corner, a click on the last one, a double click or Enter ends it, Escape gives it up;
 * corners are dragged, a click on the middle of a side makes a new one, the right button takes one away; Ctrl+Z and Ctrl+Y undo and redo. */
export class Pencil {
  drawing?: Drawing
  done = true
  private undone: Place[][] = []
  private was: Place[][] = []
  private pulled = -1
  private ghost?: Place
  constructor(private map: GLMap, private told: (d: Drawing | undefined, done: boolean) => void) {
    map.addSource('pencil', { type: 'geojson', data: { type: 'FeatureCollection', features: [] } })
    map.addLayer({ id: 'pencil-area', type: 'fill', source: 'pencil', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': '#7c3aed', 'fill-opacity': 0.14 } })
    map.addLayer({ id: 'pencil-line', type: 'line', source: 'pencil', filter: ['!=', ['geometry-type'], 'Point'], paint: { 'line-color': '#7c3aed', 'line-width': 2.5 } })
    map.addLayer({ id: 'pencil-middle', type: 'circle', source: 'pencil', filter: ['has', 'middle'], paint: { 'circle-radius': 4, 'circle-color': '#fff', 'circle-stroke-color': '#7c3aed', 'circle-stroke-width': 1.5, 'circle-opacity': 0.8 } })
    map.addLayer({ id: 'pencil-corner', type: 'circle', source: 'pencil', filter: ['has', 'corner'], paint: { 'circle-radius': 6, 'circle-color': '#7c3aed', 'circle-stroke-color': '#fff', 'circle-stroke-width': 2 } })
    map.on('click', this.click)
    map.on('dblclick', this.double)
    map.on('mousemove', this.move)
    map.on('mousedown', 'pencil-corner', this.pull)
    map.on('touchstart', 'pencil-corner', this.pull)
    map.on('contextmenu', 'pencil-corner', this.drop)
    addEventListener('keydown', this.key)
  }
  get busy() { return !!this.drawing && !this.done }
  start(figure: Figure) { this.drawing = { figure, at: [] }; this.done = false; this.was = []; this.undone = []; this.map.getCanvas().style.cursor = 'crosshair'; this.show() }
  /** Shows a figure whose corners can be moved. */
  edit(d: Drawing) { this.drawing = { figure: d.figure, at: d.at.map((p) => [...p] as Place) }; this.done = true; this.was = []; this.undone = []; this.show() }
  clear() { this.drawing = undefined; this.done = true; this.ghost = undefined; this.map.getCanvas().style.cursor = ''; this.show() }
  remove() { removeEventListener('keydown', this.key) }
  get canUndo() { return this.was.length > 0 }
  get canRedo() { return this.undone.length > 0 }
  undo() { const to = this.was.pop(); if (to && this.drawing) { this.undone.push(this.drawing.at); this.drawing.at = to; this.show() } }
  redo() { const to = this.undone.pop(); if (to && this.drawing) { this.was.push(this.drawing.at); this.drawing.at = to; this.show() } }
  end() {
    const d = this.drawing
    if (!d || this.done || d.at.length < least[d.figure]) return
    this.done = true
    this.ghost = undefined
    this.map.getCanvas().style.cursor = ''
    this.show()
  }
  private change(at: Place[]) { this.was.push(this.drawing!.at); this.undone = []; this.drawing!.at = at; this.show() }
  private show() {
    const d = this.drawing, features: Feature[] = []
    if (d) {
      const at = this.ghost && !this.done && d.at.length ? [...d.at, this.ghost] : d.at
      const g = geometryOf({ figure: d.figure, at })
      if (g) features.push({ type: 'Feature', geometry: g, properties: {} })
      d.at.forEach((p, i) => features.push({ type: 'Feature', geometry: { type: 'Point', coordinates: p }, properties: { corner: i } }))
      if (this.done && (d.figure === 'line' || d.figure === 'polygon'))
        d.at.forEach((p, i) => { const q = d.at[i + 1] ?? (d.figure === 'polygon' ? d.at[0] : undefined); if (q) features.push({ type: 'Feature', geometry: { type: 'Point', coordinates: [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2] }, properties: { middle: i } }) })
    }
    ;(this.map.getSource('pencil') as GeoJSONSource | undefined)?.setData({ type: 'FeatureCollection', features })
    this.told(d, this.done)
  }
  private at = (e: { lngLat: { lng: number; lat: number } }): Place => [Math.round(e.lngLat.lng * 1e6) / 1e6, Math.round(e.lngLat.lat * 1e6) / 1e6]
  private hit(e: { point: any }, layer: string): number { const f = this.map.queryRenderedFeatures(e.point, { layers: [layer] })[0]; return f ? Number(f.properties[layer === 'pencil-corner' ? 'corner' : 'middle']) : -1 }
  private click = (e: MapMouseEvent) => {
    const d = this.drawing
    if (!d) return
    if (this.done) {
      const i = this.hit(e, 'pencil-middle')
      if (i >= 0) this.change([...d.at.slice(0, i + 1), this.at(e), ...d.at.slice(i + 1)])
      return
    }
    if (d.at.length >= least[d.figure] && this.hit(e, 'pencil-corner') === d.at.length - 1) { this.end(); return }
    this.change([...d.at, this.at(e)])
    if (d.at.length + 0 >= most[d.figure]) this.end()
  }
  private double = (e: MapMouseEvent) => { if (this.busy) { e.preventDefault(); this.end() } }
  private move = (e: MapMouseEvent) => { if (this.busy) { this.ghost = this.at(e); this.show() } }
  private pull = (e: MapMouseEvent | any) => {
    if (!this.drawing || !this.done) return
    this.pulled = this.hit(e, 'pencil-corner')
    if (this.pulled < 0) return
    e.preventDefault()
    const before = this.drawing.at
    const drag = (m: any) => { this.drawing!.at = before.map((p, i) => (i === this.pulled ? this.at(m) : p)); this.show() }
    const stop = () => {
      this.map.off('mousemove', drag)
      this.map.off('touchmove', drag)
      this.map.off('mouseup', stop)
      this.map.off('touchend', stop)
      if (this.drawing && this.drawing.at !== before) { this.was.push(before); this.undone = []; this.show() }
    }
    this.map.on('mousemove', drag)
    this.map.on('touchmove', drag)
    this.map.on('mouseup', stop)
    this.map.on('touchend', stop)
  }
  private drop = (e: MapMouseEvent) => {
    const d = this.drawing, i = this.hit(e, 'pencil-corner')
    e.preventDefault()
    if (d && i >= 0 && d.at.length > least[d.figure]) this.change(d.at.filter((_, n) => n !== i))
  }
  private key = (e: KeyboardEvent) => {
    if (!this.drawing || (e.target as HTMLElement).closest?.('input,textarea,select')) return
    const word = e.key.toLowerCase()
    if (e.key === 'Enter' && !(e.target as HTMLElement).closest?.('button')) this.end()
    else if (e.key === 'Escape') this.clear()
    else if ((e.ctrlKey || e.metaKey) && word === 'z' && !e.shiftKey) { e.preventDefault(); this.undo() }
    else if ((e.ctrlKey || e.metaKey) && (word === 'y' || (word === 'z' && e.shiftKey))) { e.preventDefault(); this.redo() }
  }
}
