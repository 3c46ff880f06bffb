// An enterprise registers a camera that GStreamer serves: without the password the page says why there is no picture, with it the picture plays, and
// moves. A picture is taken. The camera is switched off: the page says offline and since when; switched on, it plays again by itself. An alarm keeps a clip.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import net from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { fill, choose } from './hand.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))

const freePort = () => new Promise((resolve) => { const s = net.createServer().listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => resolve(port)) }) })

/** The camera: GStreamer's RTSP server. It is told to end by its own number. */
function camera(port, user, password) {
  const child = spawn('/usr/bin/python3', [path.join(here, 'camera.py'), String(port), user, password], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ready = new Promise((resolve, reject) => { child.stdout.once('data', resolve); child.once('exit', (code) => reject(new Error(`the camera ended with ${code}: are python3-gi, gir1.2-gst-rtsp-server-1.0 and the GStreamer plugins installed?`))) })
  const off = () => new Promise((resolve) => { child.removeAllListeners('exit'); if (child.exitCode !== null || child.signalCode) return resolve(); child.once('exit', resolve); child.kill('SIGKILL') })
  return { ready, off }
}

/** What the picture of the page shows: its size, where it is in time, and its pixels. */
const seen = (page) => page.locator('figure.player video').first().evaluate((v) => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 36 }), g = canvas.getContext('2d')
  if (v.videoWidth) g.drawImage(v, 0, 0, 64, 36)
  return { width: v.videoWidth, at: v.currentTime, pixels: [...g.getImageData(0, 0, 64, 36).data].filter((_, i) => i % 4 === 1) }
})

/** Waits until the picture is there and moves. */
async function plays(page, what) {
  let moved = 0, last = await seen(page)
  for (let i = 0; i < 120 && moved < 3; i++) {
    await page.waitForTimeout(500)
    const now = await seen(page)
    if (now.width && now.at > last.at && now.pixels.some((p, j) => Math.abs(p - last.pixels[j]) > 30)) moved++
    last = now
  }
  assert.ok(moved >= 3, `${what}: the picture does not move`)
  return last
}

/** Lets a device of the enterprise send too high a value; the alarm's page plays what the camera saw. */
async function alarm(firm, at, shot) {
  const send = async (url, data, headers = {}) => {
    const r = await firm.request.fetch('/api' + url, { method: headers['If-Match'] ? 'PATCH' : 'POST', data, headers: { 'Idempotency-Key': `video-${Date.now()}-${Math.random()}`, ...headers } })
    assert.ok(r.ok(), `${url}: ${r.status()} ${await r.text()}`)
    return r.status() === 204 ? undefined : r.json()
  }
  const row = await (await firm.request.get('/api' + at)).json(), name = `E2E-V${Date.now() % 1e6}`
  await send(at, { records: true, points: ['GT9.CL2'] }, { 'If-Match': `"${row.rev}"` })
  const gate = await send('/monitor_gateway', { enterprise: row.enterprise, name: '瓶库网关', code: name, protocol: 'http' })
  const { secret } = await send(`/monitor_gateway/${gate.id}/secret`, {})
  await send('/monitor_point', { gateway: gate.id, code: 'GT9.CL2', name: '瓶库氯气', kind: 'toxi', unit: 'mg/m³', hh: '2', h: '1' })
  await firm.waitForTimeout(9000) // the camera is connected anew and has kept some seconds
  await send('/monitor/batch', { v: 1, ts: Date.now(), seq: 1, bf: 0, pts: [{ id: 'GT9.CL2', v: 6.5, q: 0 }] }, { Authorization: 'Basic ' + Buffer.from(`${name}:${secret}`).toString('base64') })
  const found = await (await firm.request.get('/api/monitor_alarm?gateway=' + gate.id)).json()
  assert.equal(found.items.length, 1, 'the value is no alarm')
  await firm.goto('/monitor_alarm/' + found.items[0].id)
  const film = firm.getByRole('region', { name: '报警录像' }).locator('video')
  await film.waitFor({ timeout: 60_000 })
  const lasts = await film.evaluate(async (v) => { await v.play(); await new Promise((done) => setTimeout(done, 1500)); return { duration: v.duration, width: v.videoWidth, at: v.currentTime } })
  assert.ok(lasts.duration > 6 && lasts.duration < 16 && lasts.width === 640 && lasts.at > 0.5, `the clip: ${JSON.stringify(lasts)}`)
  await film.scrollIntoViewIfNeeded()
  await shot(firm, 'manual-video-clip')
}

export default async function video({ launch, sign, shots }) {
  const shot = (page, file) => page.screenshot({ path: path.join(shots, file + '.png') })
  const port = await freePort(), user = 'admin', password = `jk-${Date.now() % 1e6}`, code = `E2E-${Date.now() % 1e6}`
  let source = camera(port, user, password)
  try {
    await source.ready
    const firm = await sign(await launch(), 'plant')
    await firm.goto('/video/new')
    await fill(firm, '名称', '氯气瓶库')
    await fill(firm, '编码', code)
    await choose(firm, firm, '监控场所', '仓库', '')
    await fill(firm, 'RTSP地址', `rtsp://${user}:${password}@127.0.0.1:${port}/main`)
    await firm.getByRole('button', { name: '保存', exact: true }).click()
    await firm.getByText('地址里不要写用户名和密码').first().waitFor()
    await fill(firm, 'RTSP地址', `rtsp://127.0.0.1:${port}/main`)
    await shot(firm, 'manual-video-form')
    await firm.getByRole('button', { name: '保存', exact: true }).click()
    await firm.locator('header.top h1').filter({ hasText: '氯气瓶库' }).waitFor()
    const at = new URL(firm.url()).pathname
    await firm.getByRole('status').filter({ hasText: '用户名或密码不对' }).waitFor({ timeout: 60_000 })
    await firm.getByRole('button', { name: '设置登录账号' }).click()
    const box = firm.getByRole('dialog', { name: '设置登录账号' })
    await fill(box, '用户名', user)
    await fill(box, '密码', password)
    await box.getByRole('button', { name: '保存' }).click()
    const first = await plays(firm, 'with the password')
    assert.equal(first.width, 640)
    await firm.waitForTimeout(1500)
    await shot(firm, 'manual-video')
    const row = await (await firm.request.get('/api' + at)).text()
    assert.ok(!row.includes(password) && !row.includes(`"${user}"`), 'the password can be read')

    await firm.getByRole('button', { name: '抓拍' }).click()
    await firm.getByText('已抓拍').waitFor()
    const taken = await (await firm.request.get(`/api/video_picture?video=${at.split('/').pop()}`)).json()
    assert.equal(taken.items.length, 1)
    const picture = await firm.request.get(`/api/video_picture/${taken.items[0].id}/file/${taken.items[0].files[0].sha}`)
    assert.equal(picture.headers()['content-type'], 'image/jpeg')
    assert.ok((await picture.body()).length > 1000 && taken.items[0].taken_by, `${(await picture.body()).length} bytes, taken by ${taken.items[0].taken_by}`)

    const county = await sign(await launch(), 'jinshui') // somebody else looks at the same connection
    await county.goto(at)
    await plays(county, 'the county')
    const stranger = await sign(await launch(), 'gas')
    assert.equal((await stranger.request.post(`/api${at}/whep`, { data: 'v=0', headers: { 'Content-Type': 'application/sdp' } })).status(), 404)

    await source.off()
    const off = firm.getByRole('status').filter({ hasText: /离线 · \d{4}\/\d+\/\d+ \d\d:\d\d:\d\d · 连不上/ })
    await off.waitFor({ timeout: 60_000 })
    await shot(firm, 'manual-video-offline')
    source = camera(port, user, password)
    await source.ready
    await plays(firm, 'by itself after the camera came back')
    await plays(county, 'the county again')
    const outages = await (await firm.request.get(`/api/video_outage?video=${at.split('/').pop()}`)).json()
    assert.ok(outages.items.length === 1 && outages.items[0].is_over && outages.items[0].ended, 'the outage is not noted')

    await alarm(firm, at, shot)

    await county.goto('/video-live')
    await county.getByText('9 画面').click()
    await plays(county, 'the wall')
    await county.waitForTimeout(3000)
    await shot(county, 'manual-video-wall')
    const phone = await sign(await launch({ viewport: { width: 390, height: 844 } }), 'plant')
    await phone.goto(at)
    await plays(phone, 'a phone')
    await shot(phone, 'video-phone')
    await phone.goto('/video-live')
    await plays(phone, 'the wall of a phone')
    assert.ok(await phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the wall is wider than a phone')
    await shot(phone, 'video-wall-phone')
  } finally {
    await source.off()
  }
  return 'RTSP in Chromium, taken, cut, back'
}
