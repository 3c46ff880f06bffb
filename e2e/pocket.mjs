// An officer's phone for the journeys: a browser of its own with a bad network before it, the county in the pocket, a pen and a camera.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import zlib from 'node:zlib'
import { chromium } from 'playwright-core'
import { kill, weather } from './phone.mjs'

export const words = (html) => html.replace(/<style[\s\S]*?<\/style>/g, '').replace(/<svg[\s\S]*?<\/svg>/g, '〔笔迹〕').replace(/<[^>]+>/g, '').replace(/\s+/g, '')
/** The text of a paper without what comes with the seal, which the phone does not have. */
export const bare = (html) => words(html).replace(/〔笔迹〕扫码核验本文书校验码：[A-Z0-9]+/, '')

/** A DOCX with the text of its document changed, as an office program would save it. */
export function edited(docx, change) {
  const b = Buffer.from(docx), end = b.lastIndexOf(Buffer.from('PK\x05\x06')), files = []
  for (let at = b.readUInt32LE(end + 16), n = b.readUInt16LE(end + 10); n > 0; n--) {
    const [size, name, extra, note, head] = [b.readUInt32LE(at + 20), b.readUInt16LE(at + 28), b.readUInt16LE(at + 30), b.readUInt16LE(at + 32), b.readUInt32LE(at + 42)]
    const path = b.toString('utf8', at + 46, at + 46 + name), from = head + 30 + b.readUInt16LE(head + 26) + b.readUInt16LE(head + 28), raw = b.subarray(from, from + size)
    const text = b.readUInt16LE(at + 10) === 8 ? zlib.inflateRawSync(raw) : raw
    files.push([path, path === 'word/document.xml' ? Buffer.from(change(text.toString())) : text])
    at += 46 + name + extra + note
  }
  const out = [], directory = []
  let at = 0
  for (const [path, text] of files) {
    const name = Buffer.from(path), h = Buffer.alloc(26)
    h.writeUInt16LE(20, 0)
    h.writeUInt32LE(zlib.crc32(text), 10)
    h.writeUInt32LE(text.length, 14)
    h.writeUInt32LE(text.length, 18)
    h.writeUInt16LE(name.length, 22)
    const c = Buffer.alloc(16)
    c.writeUInt32LE(at, 12)
    directory.push(Buffer.from('PK\x01\x02\x14\x00'), h, c.subarray(2), name)
    out.push(Buffer.from('PK\x03\x04'), h, name, text)
    at += 30 + name.length + text.length
  }
  const list = Buffer.concat(directory), tail = Buffer.alloc(22)
  tail.write('PK\x05\x06', 'latin1')
  tail.writeUInt16LE(files.length, 8)
  tail.writeUInt16LE(files.length, 10)
  tail.writeUInt32LE(list.length, 12)
  tail.writeUInt32LE(at, 16)
  return Buffer.concat([...out, list, tail])
}

export async function pocket({ base, account, dist, shots }) {
  const net = await weather(base, dist)
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'pocket-'))
  const open = () => chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'], viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true, locale: 'zh-CN', timezoneId: 'Asia/Shanghai',
    permissions: ['geolocation', 'camera', 'microphone'], geolocation: { longitude: 113.66, latitude: 34.8, accuracy: 12 },
  })
  const p = { net, faults: [] }
  const adopt = async () => {
    p.ctx = await open()
    p.page = p.ctx.pages()[0] ?? (await p.ctx.newPage())
    p.page.setDefaultTimeout(20_000)
    p.page.on('pageerror', (e) => p.faults.push(String(e)))
  }
  await adopt()
  p.go = (to) => p.page.goto(net.url + '/m' + to)
  p.shot = async (name, whole = false) => { if (shots) { await p.page.waitForTimeout(250); await p.page.screenshot({ path: path.join(shots, name + '.png'), fullPage: whole }) } }
  p.offline = async () => { net.cut = true; await p.ctx.setOffline(true) }
  /** The browser is killed and started again without a network. */
  p.again = async () => { kill(profile); await p.ctx.close().catch(() => undefined); await adopt(); await p.ctx.setOffline(true) }
  p.login = async () => {
    await p.page.fill('input[name=name]', account.name)
    await p.page.fill('input[name=password]', account.password)
    await p.page.getByRole('button', { name: '登录' }).click()
  }
  /** Signs in and takes the county along. */
  p.load = async () => {
    await p.go('/')
    await p.login()
    await p.page.getByText('离线数据更新于 刚刚').waitFor()
    await p.renew()
    await p.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await p.page.reload()
    await p.page.waitForFunction(() => !!navigator.serviceWorker.controller)
  }
  p.renew = async () => {
    await p.go('/pack')
    await p.page.locator('[data-size]').waitFor()
    await p.page.locator('[data-fetch]').click()
    await p.page.getByText('没有要更新的').waitFor({ timeout: 120_000 })
  }
  p.picture = (colour) => p.page.evaluate((c) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1600, height: 1200 }), g = canvas.getContext('2d')
    g.fillStyle = c
    g.fillRect(0, 0, 1600, 1200)
    for (let i = 0; i < 2000; i++) { g.fillStyle = `hsl(${Math.random() * 360} 60% 50%)`; g.fillRect(Math.random() * 1600, Math.random() * 1200, 20, 20) }
    return canvas.toDataURL('image/jpeg', 0.9).split(',')[1]
  }, colour).then((b) => ({ name: 'IMG.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(b, 'base64') }))
  p.photo = async (id, within, colour = '#356') => { await p.page.locator(`[data-photo="${id}"]`).setInputFiles(await p.picture(colour)); await within.locator('.pic img').first().waitFor() }
  p.write = async (spot) => {
    await p.page.locator(`[data-sign="${spot}"]`).click()
    const box = await p.page.locator('[data-pad]').boundingBox()
    await p.page.mouse.move(box.x + 40, box.y + 90)
    await p.page.mouse.down()
    for (let i = 0; i < 40; i++) await p.page.mouse.move(box.x + 40 + i * 6, box.y + 90 + Math.sin(i / 3) * 40)
    await p.page.mouse.up()
    await p.page.locator('[data-sign-done]').click()
  }
  /** Signs a paper everywhere, issues it and returns its text. */
  p.issue = async (kind) => {
    await p.page.locator(`[data-paper=${kind}]`).click()
    await p.page.locator('[data-issue]').waitFor()
    await p.page.frameLocator('iframe').locator('.paper').first().waitFor()
    for (const spot of await p.page.locator('[data-sign]').evaluateAll((b) => b.map((x) => x.dataset.sign))) await p.write(spot)
    await p.page.locator('[data-issue]').click()
    await p.page.locator('[data-issued]').waitFor()
    await p.page.waitForFunction((n) => document.querySelector('iframe').srcdoc.includes(n), await p.page.locator('[data-issued]').getAttribute('data-issued'))
    return words(await p.page.locator('iframe').getAttribute('srcdoc'))
  }
  /** Prints the paper on the screen as the system's dialog would, on A4 and on both rolls; what does not fit the roll is an error. */
  p.print = async (name) => {
    const out = {}
    for (const width of ['a4', '80', '58']) {
      await p.page.selectOption('[data-width]', width)
      await p.page.waitForFunction((w) => (document.querySelector('iframe').srcdoc.match(/@page\{size:(\d+)mm/)?.[1] ?? 'a4') === w, width)
      const sheet = await p.ctx.newPage()
      await sheet.setContent(await p.page.locator('iframe').getAttribute('srcdoc'))
      if (width !== 'a4') {
        await sheet.setViewportSize({ width: Math.floor((+width - 8) * 96 / 25.4), height: 800 })
        await sheet.emulateMedia({ media: 'print' })
        const over = await sheet.evaluate(() => [...document.querySelectorAll('.paper *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && e.textContent.trim()).map((e) => e.className + ' ' + e.textContent.slice(0, 20)))
        if (over.length) throw new Error(`${name} on ${width} mm: ${over.slice(0, 4).join(' | ')}`)
      }
      out[width] = await sheet.pdf({ preferCSSPageSize: true, ...(shots ? { path: path.join(shots, `${name}-${width}.pdf`) } : {}) })
      await sheet.close()
    }
    await p.page.selectOption('[data-width]', 'a4')
    return out
  }
  /** The network is back, bad if failing says so: everything that can be sent is sent. */
  p.send = async (failing = false) => {
    net.failing = failing
    net.cut = false
    await p.ctx.setOffline(false)
    await p.go('/queue')
    const expired = p.page.getByText('登录已失效，请重新登录后上报')
    const quiet = p.page.locator('[data-quiet]')
    const sent = p.page.getByText('已上报', { exact: true }).first()
    if (await Promise.race([expired.waitFor().then(() => true, () => false), sent.waitFor().then(() => false, () => false), quiet.waitFor().then(() => false, () => false)])) {
      await p.go('/login?next=/queue')
      await p.login()
      await p.page.waitForURL('**/m/queue')
    }
    for (let tries = 0; tries < 12; tries++) {
      if (await quiet.waitFor({ timeout: 10_000 }).then(() => true, () => false)) return
      const now = p.page.getByRole('button', { name: '立即上报' })
      if (await now.isEnabled().catch(() => false)) await now.click().catch(() => undefined)
    }
    throw new Error('not sent: ' + (await p.page.locator('article[data-state]').allInnerTexts()).join(' | '))
  }
  p.end = async () => { await p.ctx.close().catch(() => undefined); net.close(); fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 }) }
  return p
}
