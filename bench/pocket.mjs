// The officer's phone with a county of 50,000 enterprises in its pocket, in a real browser (390 px) on the real program: how long a search takes until what it
// found stands on the screen, without a network, and how long until a check of an enterprise is open. Nothing fails by the clock: the figures are read.
//   node bench/pocket.mjs [--enterprises 50000] [--program bin/anjian] [--dist web/dist/m]
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { client } from '../e2e/phone.mjs'
import { pocket } from '../e2e/pocket.mjs'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const flag = (name, usual) => { const i = process.argv.indexOf('--' + name); return i < 0 ? usual : process.argv[i + 1] }
const count = Number(flag('enterprises', 50_000)), program = flag('program', path.join(root, 'bin', 'anjian'))
const data = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-pocket-'))
const child = spawn(program, ['serve', '--demo', '--listen', '127.0.0.1:0', '--data', data], { stdio: ['ignore', 'pipe', 'pipe'] })
const base = await new Promise((done, fail) => {
  let said = ''
  const hear = (c) => { said += c; const m = said.match(/安监已启动：(http:\/\/[^\s/]+)/); if (m) done(m[1]) }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  child.on('exit', (code) => fail(new Error(`the program ended with ${code}: ${said}`)))
})
console.error('the program is ready')
const account = (name) => ({ name, password: 'Yanshi-2018' })

/** 统一社会信用代码 with its check character (GB 32100-2015). */
const signs = '0123456789ABCDEFGHJKLMNPQRTUWXY'
function creditCode(n) {
  const eight = 'MA' + String(n).padStart(6, '0'), w = [3, 7, 9, 10, 5, 8, 4, 2]
  const c9 = (11 - ([...eight].reduce((s, x, i) => s + parseInt(x, 36) * w[i], 0) % 11)) % 11
  const body = '91410105' + eight + (c9 === 10 ? 'X' : c9)
  return body + signs[(31 - ([...body].reduce((s, x, i) => s + signs.indexOf(x) * (3 ** i % 31), 0) % 31)) % 31]
}
const pick = (list, n) => list[n % list.length]
const names = ['恒源', '鑫达', '宏泰', '华盛', '金诺', '瑞丰', '中原', '嘉禾', '东方', '永兴', '凯旋', '盛世', '长城'], goods = ['机械制造', '金属制品', '食品加工', '木业', '塑料制品', '印刷包装', '五金', '电子科技', '纺织'], roads = ['花园路', '文化路', '经三路', '黄河路', '东风路', '农业路', '金水路']

try {
  const clerk = await client(base, account('jinshui'))
  const rows = ['企业名称,统一社会信用代码,属地代码,主要监管分类,注册地址,生产经营地址,主要负责人']
  for (let n = 0; n < count; n++) {
    const road = `河南省郑州市金水区${pick(roads, n)}${(n % 900) + 1}号`
    rows.push(`郑州${pick(names, n)}${pick(names, Math.floor(n / 13) + 5)}${pick(goods, n)}有限公司${n},${creditCode(n)},410105,机械,${road},${road},张${pick([...'伟芳娜敏静强磊军洋勇'], n)}`)
  }
  const began = Date.now()
  const sent = await fetch(`${base}/api/import?type=enterprise&name=pocket.csv`, { method: 'POST', headers: { cookie: clerk.cookie, 'Content-Type': 'text/csv', 'Idempotency-Key': randomUUID() }, body: '\ufeff' + rows.join('\n') })
  const made = await sent.json()
  if (!sent.ok) throw new Error(JSON.stringify(made))
  const until = async (state) => { for (;;) { const i = await clerk.get('/api/import/' + made.id); if (state.includes(i.state)) return i; if (i.state === 'failed') throw new Error(i.message); await new Promise((r) => setTimeout(r, 1000)) } }
  const ready = await until(['ready'])
  if (!ready.good) throw new Error('nothing to import: ' + JSON.stringify(ready.errors?.slice(0, 2) ?? ready.missing))
  console.error(`${ready.good} rows read in ${Math.round((Date.now() - began) / 1000)} s`)
  await clerk.act(`/api/import/${made.id}/run`, {})
  const done = await until(['done'])
  console.error(`${done.added} enterprises imported in ${Math.round((Date.now() - began) / 1000)} s`)

  const p = await pocket({ base, account: account('jinshui'), dist: flag('dist', undefined) })
  try {
    const packed = Date.now()
    await p.load()
    const fetched = Date.now() - packed
    await p.offline()
    await p.go('/enterprises?for=visit')
    await p.page.locator('.list .entry').first().waitFor({ timeout: 60_000 })
    // From the key that is typed to the list that shows: everything that a person waits for.
    const type = (q) => p.page.evaluate((q) => new Promise((shown) => {
      const input = document.querySelector('input[type=search]'), status = document.querySelector('[data-took]'), from = performance.now()
      const watch = new MutationObserver(() => { watch.disconnect(); requestAnimationFrame(() => setTimeout(() => shown([performance.now() - from, Number(status.dataset.took), status.textContent]))) })
      watch.observe(status, { attributes: true, childList: true, characterData: true, subtree: true })
      input.value = q
      input.dispatchEvent(new Event('input'))
    }), q)
    const queries = ['恒源', 'hyjx', '机械制造有限公司4999', '花园路88号', '91410105', '鑫达 五金', '有限', 'zzhy', '没有这一家', '张伟', '木业', '文化路 印刷', '东方永兴', '3']
    const screen = [], pass = []
    for (let round = 0; round < 5; round++) for (const q of queries) { const [ms, took] = await type(q + ' '.repeat(round)); screen.push(ms); pass.push(took) }
    const at = (list, share) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))]
    const opened = []
    for (let n = 0; n < 8; n++) {
      await p.go('/enterprises?for=visit')
      await p.page.locator('.list .entry').nth(n + 1).waitFor({ timeout: 60_000 })
      opened.push(await p.page.evaluate((n) => new Promise((shown) => {
        const from = performance.now()
        const watch = new MutationObserver(() => { if (document.querySelector('[data-visit] [data-officer]')) { watch.disconnect(); requestAnimationFrame(() => setTimeout(() => shown(performance.now() - from))) } })
        watch.observe(document.body, { childList: true, subtree: true })
        document.querySelectorAll('.list .entry')[n].click()
      }), n + 1))
    }
    const here = await p.page.evaluate(() => navigator.storage.estimate().then((e) => e.usage))
    const line = (what, list, limit) => console.log(`| pocket | ${what} | ${at(list, 0.5).toFixed(1)} ms | ${limit} ms | ${(at(list, 0.5) / limit).toFixed(3)} | 1.000 | ${at(list, 0.5) <= limit ? 'ok' : 'MISSED'} | p50 ${at(list, 0.5).toFixed(1)} ms, p99 ${at(list, 0.99).toFixed(1)} ms |`)
    console.log(`| pocket | ${done.added} enterprises fetched and indexed, without a paper | ${(fetched / 1000).toFixed(1)} s, ${(here / 1e6).toFixed(0)} MB kept | | | | | |`)
    line('search, its pass over all', pass, 100)
    line('search, from the key to the list on the screen', screen, 100)
    line('a check opened, from the tap to the form', opened, 1000)
  } finally { await p.end() }
} finally {
  child.removeAllListeners('exit')
  child.kill()
  await new Promise((r) => setTimeout(r, 2000))
  fs.rmSync(data, { recursive: true, force: true, maxRetries: 5 })
}
