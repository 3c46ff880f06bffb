// Makes public/map/provinces.json and public/map/prefectures.json. Run by hand
// in a temporary folder when a source is renewed (docs/decisions/0006):
//
//   npm pack echarts@4.9.0 @surbowl/world-geo-json-zh@2.1.5   # unpack to echarts/ and world/
//   npm i mapshaper@0.7.70
//   node make.mjs echarts/package world/package divisions.txt target
//
// divisions.txt is base/region/data/divisions.txt.gz unpacked: every boundary
// must belong to a division of that table.
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { toWGS84, checkDatum } from './datum.mjs'

const [echarts, world, table, target] = process.argv.slice(2)
checkDatum()

const names = new Map(readFileSync(table, 'utf8').trim().split('\n').map(l => [l.slice(0, 6), l.slice(7)]))
names.set('710000', '台湾省').set('810000', '香港特别行政区').set('820000', '澳门特别行政区')

// The source is of 2017: codes given since, and two features without a code.
const renewed = {
  371200: '370100', 500228: '500155', 500232: '500156', 542400: '540600', 652200: '650500',
  崇明区: '310151', 山南市: '540500',
}
const whole = { 'taiwan.json': '710000', 'xianggang.json': '810000', 'aomen.json': '820000' }

// decode unpacks a ring: pairs of characters hold zigzag steps of 1/1024 degree.
function decode(text, [x, y]) {
  const step = i => { const v = text.charCodeAt(i) - 64; return (v >> 1) ^ -(v & 1) }
  const ring = []
  for (let i = 0; i < text.length; i += 2) {
    x += step(i); y += step(i + 1)
    ring.push([x / 1024, y / 1024])
  }
  return ring
}

function geometry({ type, coordinates, encodeOffsets }) {
  const ring = (r, offset) => {
    const points = (typeof r === 'string' ? decode(r, offset) : r).map(toWGS84)
    const [first, last] = [points[0], points.at(-1)]
    if (first[0] !== last[0] || first[1] !== last[1]) points.push(first)
    return points
  }
  if (type === 'Polygon') return { type, coordinates: coordinates.map((r, i) => ring(r, encodeOffsets?.[i])) }
  return { type, coordinates: coordinates.map((p, i) => p.map((r, j) => ring(r, encodeOffsets?.[i]?.[j]))) }
}

// Islets that cleaning would take for slivers are kept.
const kept = new Set(['中国属钓鱼岛', '三沙市'])
const features = []
const islets = []
const folder = join(echarts, 'map/json/province')
for (const file of readdirSync(folder).sort()) {
  for (const f of JSON.parse(readFileSync(join(folder, file), 'utf8')).features) {
    const id = String(f.id ?? f.properties.name)
    const code = whole[file] ?? renewed[id] ?? id
    if (!names.has(code)) throw new Error(`${file}: ${id} ${f.properties.name} is no division`)
    const list = kept.has(f.properties.name) ? islets : features
    list.push({ type: 'Feature', properties: { code }, geometry: geometry(f.geometry) })
  }
}

// The dashed line of the South China Sea belongs on every map of China.
const text = readFileSync(join(world, 'world.zh.jsonc'), 'utf8')
const from = text.indexOf('十段线 ====')
const dashes = text.slice(from, text.indexOf('geometry end', from)).split('\n')
  .filter(l => /^\s*\[\[\[/.test(l)).map(l => JSON.parse(l.trim().replace(/,$/, '')))
if (dashes.length !== 10) throw new Error(`${dashes.length} dashes`)

const work = mkdtempSync(join(tmpdir(), 'map-'))
const write = (file, list) => writeFileSync(file, JSON.stringify({ type: 'FeatureCollection', features: list }))
const read = file => JSON.parse(readFileSync(file, 'utf8')).features
write(join(work, 'in.json'), features)

function shape(...args) {
  const r = spawnSync('npx', ['mapshaper', join(work, 'in.json'), 'snap', ...args, '-o', join(work, 'out.json'), 'precision=0.001', 'format=geojson'], { stdio: ['ignore', 'ignore', 'inherit'] })
  if (r.status !== 0) throw new Error('mapshaper')
  return read(join(work, 'out.json'))
}

function save(name, list, limit) {
  const lines = list.map(f => {
    const { code } = f.properties
    const properties = code ? { code, name: names.get(code) } : { name: '南海断续线' }
    return JSON.stringify({ type: 'Feature', properties, geometry: f.geometry })
  })
  const text = `{"type":"FeatureCollection","features":[\n${lines.join(',\n')}\n]}\n`
  const size = Buffer.byteLength(text)
  if (size > limit * 1000) throw new Error(`${name}: ${size} bytes`)
  writeFileSync(join(target, name), text)
  console.log(name, list.length, size)
}
const polygons = g => g.type === 'Polygon' ? [g.coordinates] : g.coordinates
const rounded = polygons => polygons.map(p => p.map(r => thin(r)))

// thin rounds a ring to a thousandth of a degree, finer where nothing would be left.
function thin(ring, unit = 1000) {
  const points = ring.map(q => q.map(v => Math.round(v * unit) / unit))
    .filter((q, i, all) => i === 0 || q[0] !== all[i - 1][0] || q[1] !== all[i - 1][1])
  return points.length >= 4 || unit > 1e5 ? points : thin(ring, unit * 10)
}

// restore puts the islets back into the division they belong to.
function restore(list, codeOf) {
  for (const f of islets) {
    const code = codeOf(f.properties.code), coordinates = rounded(polygons(f.geometry))
    const home = list.find(h => h.properties.code === code)
    if (home) home.geometry = { type: 'MultiPolygon', coordinates: [...polygons(home.geometry), ...coordinates] }
    else list.push({ properties: { code }, geometry: { type: 'MultiPolygon', coordinates } })
  }
  return list.sort(order)
}

const order = (a, b) => a.properties.code.localeCompare(b.properties.code)

const prefectures = restore(shape('-clean', '-dissolve', 'code', '-simplify', 'visvalingam', 'weighted', 'percentage=6%', 'keep-shapes'), code => code)
const lost = new Set(features.map(f => f.properties.code).filter(c => !prefectures.some(p => p.properties.code === c)))
if (lost.size) throw new Error(`lost: ${[...lost]}`)
save('prefectures.json', prefectures, 800)

const provinces = restore(shape('-clean', '-each', 'code=code.slice(0,2)+"0000"', '-dissolve', 'code', '-simplify', 'visvalingam', 'weighted', 'percentage=5%', 'keep-shapes'), code => code.slice(0, 2) + '0000')
provinces.push({ properties: {}, geometry: { type: 'MultiPolygon', coordinates: rounded(dashes) } })
save('provinces.json', provinces, 300)
