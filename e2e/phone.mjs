// The phone without a network: two self-checks and a hazard, each with photos, are recorded with the network cut; the browser is killed and
// started again; then the network returns with three of ten writes failing, half of them after the server has committed. Everything must be
// on the server exactly once, with its photos, and the trail must say when and on which device it was done.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { chromium } from 'playwright-core'

const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.png': 'image/png', '.webmanifest': 'application/manifest+json' }

/** A bad network in front of base. The first writes fail in both ways for certain, later ones by a fixed sequence. With dist, the app comes from that folder. */
export async function weather(base, dist) {
  const w = { cut: false, failing: false, before: 0, after: 0, writes: 0 }
  const upstream = new URL(base)
  let seed = 7
  const chance = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648
  const server = http.createServer((req, res) => {
    if (w.cut || w.block?.test(req.url)) { req.socket.destroy(); return }
    if (dist && req.url.startsWith('/m/')) {
      const name = path.join(dist, req.url.split('?')[0].slice(3))
      const file = fs.existsSync(name) && fs.statSync(name).isFile() ? name : path.join(dist, 'index.html')
      res.writeHead(200, { 'Content-Type': types[path.extname(file)] ?? 'application/octet-stream' }).end(fs.readFileSync(file))
      return
    }
    let fate = ''
    if (w.failing && (req.method === 'POST' || req.method === 'PUT') && req.url !== '/api/login') {
      w.writes++
      if (!w.before) fate = 'before'
      else if (!w.after && req.method === 'POST') fate = 'after'
      else if (chance() < 0.3) fate = chance() < 0.5 ? 'before' : 'after'
    }
    if (fate === 'before') { w.before++; req.socket.destroy(); return }
    const out = http.request({ host: upstream.hostname, port: upstream.port, method: req.method, path: req.url, headers: req.headers }, (answer) => {
      if (fate === 'after') { w.after++; answer.resume().on('end', () => req.socket.destroy()); return }
      res.writeHead(answer.statusCode, answer.headers)
      answer.pipe(res)
    })
    out.on('error', () => req.socket.destroy())
    req.pipe(out)
  })
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready))
  return Object.assign(w, { url: `http://127.0.0.1:${server.address().port}`, close: () => { server.closeAllConnections(); server.close() } })
}

/** Ends the browser of a profile as a crash does. */
export function kill(profile) {
  for (const pid of fs.readdirSync('/proc').filter((n) => /^\d+$/.test(n))) {
    let line = ''
    try { line = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8') } catch { continue }
    if (line.includes(profile)) try { process.kill(Number(pid), 'SIGKILL') } catch { /* ended with its parent */ }
  }
}

export async function client(base, { name, password }) {
  const login = await fetch(base + '/api/login', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ name, password }) })
  assert.equal(login.status, 200, `sign in as ${name}`)
  const cookie = login.headers.getSetCookie().map((c) => c.split(';')[0]).join('; ')
  const me = await login.json()
  const post = async (p, body) => { const r = await fetch(base + p, { method: 'POST', headers: { cookie, 'Content-Type': 'application/json' }, body: JSON.stringify(body) }); const t = await r.text(); assert.ok(r.ok, p + ' ' + t); return t ? JSON.parse(t) : undefined }
  /** What an ordinary page would send: a key of its own, and the version that it saw. */
  const act = async (p, body, rev, method = 'POST') => { const r = await fetch(base + p, { method, headers: { cookie, 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID(), ...(rev ? { 'If-Match': `"${rev}"` } : {}) }, body: JSON.stringify(body) }); const t = await r.text(); assert.ok(r.ok, `${method} ${p} ${t}`); return t ? JSON.parse(t) : undefined }
  const put = async (bytes, type) => { const r = await fetch(`${base}/api/file/${createHash('sha256').update(bytes).digest('hex')}`, { method: 'PUT', headers: { cookie, 'Content-Type': type }, body: bytes }); const t = await r.text(); assert.ok(r.ok, t); return JSON.parse(t) }
  return { me, cookie, post, act, put, get: async (p) => { const r = await fetch(base + p, { headers: { cookie } }); assert.equal(r.status, 200, p); return r.headers.get('content-type').includes('json') ? r.json() : r.arrayBuffer() } }
}

export default async function phone({ base, accounts, dist, shots }) {
  const worker = accounts.worker
  const api = await client(base, worker)
  const firm = api.me.enterprise
  const counts = async () => ({ checks: (await api.get(`/api/hazard_check/count?enterprise=${firm}`)).count, hazards: (await api.get(`/api/hazard/count?enterprise=${firm}`)).count })
  const before = await counts()
  const net = await weather(base, dist)
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'phone-'))
  const open = () => chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'], viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true, locale: 'zh-CN',
    permissions: ['geolocation'], geolocation: { longitude: 113.62, latitude: 34.75, accuracy: 12 },
  })
  let ctx = await open()
  try {
    let page = ctx.pages()[0] ?? (await ctx.newPage())
    const faults = []
    const watch = (p) => { p.setDefaultTimeout(15_000); p.on('pageerror', (e) => faults.push(String(e))) }
    watch(page)
    const shot = (name) => shots && page.screenshot({ path: path.join(shots, name + '.png') })
    const picture = (colour) => page.evaluate((c) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 2000, height: 1500 }), g = canvas.getContext('2d')
      g.fillStyle = c
      g.fillRect(0, 0, 2000, 1500)
      for (let i = 0; i < 3000; i++) { g.fillStyle = `hsl(${Math.random() * 360} 60% 50%)`; g.fillRect(Math.random() * 2000, Math.random() * 1500, 20, 20) }
      return canvas.toDataURL('image/jpeg', 0.9).split(',')[1]
    }, colour).then((b) => ({ name: 'IMG.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(b, 'base64') }))

    await page.goto(net.url + '/m/')
    await shot('1-login')
    await page.fill('input[name=name]', worker.name)
    await page.fill('input[name=password]', worker.password)
    await page.getByRole('button', { name: '登录' }).click()
    await page.getByText('离线数据更新于 刚刚').waitFor()
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await page.reload()
    await page.waitForFunction(() => !!navigator.serviceWorker.controller)
    await shot('2-home')

    net.cut = true
    await ctx.setOffline(true)
    await page.reload()
    await page.getByText('没有网络，可照常填写').waitFor()

    const check = async (bad, shoot) => {
      await page.goto(net.url + '/m/check')
      await page.locator('.entry[href*="list="]').first().click()
      await page.locator('.lines li').first().waitFor()
      if (shoot) await shot('3-check')
      const lines = page.locator('.lines > li'), n = await lines.count()
      for (let i = 0; i < n; i++) {
        const line = lines.nth(i)
        if (i >= bad) { await line.locator('[data-outcome=pass]').click(); continue }
        await line.locator('[data-outcome=fail]').click()
        await line.locator('textarea').fill(`断网时发现的问题${i + 1}`)
        await line.locator('[data-photo]').first().setInputFiles(await picture(['#345', '#634'][i % 2]))
        await line.locator('.pic img').first().waitFor()
      }
      if (shoot) { await page.waitForTimeout(300); await shot('4-failed') }
      await page.locator('[data-submit]').click()
      await page.waitForURL('**/m/queue')
    }
    await check(1, true)
    await check(2, false)
    await page.goto(net.url + '/m/snap')
    await page.locator('[data-photo=snap]').setInputFiles(await picture('#263'))
    await page.locator('.pic img').first().waitFor()
    await page.locator('textarea').fill('断网时随手拍的隐患')
    await shot('5-snap')
    await page.waitForTimeout(400)

    // What is half typed survives as well as what is queued.
    kill(profile)
    await ctx.close().catch(() => undefined)
    ctx = await open()
    await ctx.setOffline(true)
    page = ctx.pages()[0] ?? (await ctx.newPage())
    watch(page)
    await page.goto(net.url + '/m/snap')
    await page.locator('.pic img').first().waitFor()
    assert.equal(await page.locator('textarea').inputValue(), '断网时随手拍的隐患', 'the draft after the browser was killed')
    await page.locator('[data-submit]').click()
    await page.waitForURL('**/m/queue')
    await page.locator('article[data-state]').nth(2).waitFor()
    assert.equal(await page.locator('article[data-state]').count(), 3, 'items in the queue')
    await shot('6-queue')
    assert.deepEqual(await counts(), before, 'nothing has reached the server yet')

    net.failing = true
    net.cut = false
    await ctx.setOffline(false)
    // A browser that was killed may have lost its session: everything stays, and signing in again sends it.
    await page.reload()
    const again = page.getByText('登录已失效，请重新登录后上报')
    if (await Promise.race([again.waitFor().then(() => true), page.getByText('已上报').first().waitFor().then(() => false)])) {
      assert.equal(await page.locator('article[data-state]').count(), 3, 'items kept without a session')
      await shot('6-login-again')
      await page.goto(net.url + '/m/login?next=/queue')
      await page.fill('input[name=name]', worker.name)
      await page.fill('input[name=password]', worker.password)
      await page.getByRole('button', { name: '登录' }).click()
      await page.waitForURL('**/m/queue')
    }
    const second = await ctx.newPage() // two windows send at once
    watch(second)
    await second.goto(net.url + '/m/queue')
    for (let tries = 0; tries < 3; tries++) {
      await page.bringToFront()
      const done = await page.getByText('全部已上报，手机里没有留下没报的').waitFor({ timeout: 10_000 }).then(() => true, () => false)
      if (done) break
    }
    await shot('7-sent')
    assert.ok(await page.getByText('全部已上报，手机里没有留下没报的').isVisible(), 'everything was sent; left: ' + (await page.locator('article[data-state]').allInnerTexts()).join(' | '))

    const after = await counts()
    assert.deepEqual(after, { checks: before.checks + 2, hazards: before.hazards + 4 }, 'exactly once')
    assert.ok(net.before > 0 && net.after > 0, `the network failed before (${net.before}) and after (${net.after}) the server had committed`)
    const latest = (await api.get(`/api/hazard_check?enterprise=${firm}&limit=100`)).items.sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, 2)
    assert.deepEqual(latest.map((c) => c.failed).sort(), [1, 2])
    for (const c of latest) {
      const made = (await api.get(`/api/hazard_check/${c.id}/trail`)).items.find((l) => l.verb === 'create')
      assert.ok(made.done_at && made.done_at < made.at && made.device && made.place, 'the trail says when, where and on which device it was recorded: ' + JSON.stringify(made))
      const shas = c.items.flatMap((i) => (i.photos ?? []).map((f) => f.sha))
      assert.equal(shas.length, c.failed, 'a photo of each failed item')
      for (const sha of shas) assert.ok((await api.get(`/api/hazard_check/${c.id}/file/${sha}`)).byteLength > 10_000, 'the photo itself')
      for (const i of c.items) if (i.outcome === 'fail') assert.equal((await api.get(`/api/hazard/${i.hazard}`)).checkup, c.id, 'a failed item is a hazard')
    }
    assert.deepEqual(faults, [], 'no page threw an error')
    return `2 checks, 4 hazards, exactly once over ${net.writes} writes, ${net.before} lost before and ${net.after} after the commit`
  } finally {
    await ctx.close().catch(() => undefined)
    net.close()
    fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}
