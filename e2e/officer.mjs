// An officer without a network: the county is taken along, then the network is cut; an enterprise is found and inspected, with photos, sound and film,
// findings, signatures and three papers under numbers of the phone; the browser is killed in the middle and again before anything is sent. Then the network
// returns with three of ten writes failing, half of them after the commit. Everything must be at the desk exactly once, classed 离线可证, and the papers
// must read as they were printed.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { chromium } from 'playwright-core'
import { client, kill, weather } from './phone.mjs'

const words = (html) => html.replace(/<style[\s\S]*?<\/style>/g, '').replace(/<svg[\s\S]*?<\/svg>/g, '〔笔迹〕').replace(/<[^>]+>/g, '').replace(/\s+/g, '')

export default async function officer({ base, accounts, launch, sign, dist, shots }) {
  const api = await client(base, accounts.jinshui)
  const net = await weather(base, dist)
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'officer-'))
  const open = () => chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'], viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true, locale: 'zh-CN', timezoneId: 'Asia/Shanghai',
    permissions: ['geolocation', 'camera', 'microphone'], geolocation: { longitude: 113.66, latitude: 34.8, accuracy: 12 },
  })
  let ctx = await open()
  try {
    const faults = []
    const watch = (p) => { p.setDefaultTimeout(20_000); p.on('pageerror', (e) => faults.push(String(e))); return p }
    let page = watch(ctx.pages()[0] ?? (await ctx.newPage()))
    const shot = async (name) => { if (shots) { await page.waitForTimeout(250); await page.screenshot({ path: path.join(shots, name + '.png') }) } }
    const again = async () => { kill(profile); await ctx.close().catch(() => undefined); ctx = await open(); page = watch(ctx.pages()[0] ?? (await ctx.newPage())) }
    const login = async () => { await page.fill('input[name=name]', accounts.jinshui.name); await page.fill('input[name=password]', accounts.jinshui.password); await page.getByRole('button', { name: '登录' }).click() }
    const picture = (colour) => page.evaluate((c) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 1600, height: 1200 }), g = canvas.getContext('2d')
      g.fillStyle = c
      g.fillRect(0, 0, 1600, 1200)
      for (let i = 0; i < 2000; i++) { g.fillStyle = `hsl(${Math.random() * 360} 60% 50%)`; g.fillRect(Math.random() * 1600, Math.random() * 1200, 20, 20) }
      return canvas.toDataURL('image/jpeg', 0.9).split(',')[1]
    }, colour).then((b) => ({ name: 'IMG.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(b, 'base64') }))

    // At the office: the county into the pocket.
    await page.goto(net.url + '/m/')
    await login()
    await page.getByText('离线数据更新于 刚刚').waitFor()
    await page.goto(net.url + '/m/pack')
    await page.locator('[data-size]').waitFor()
    assert.match(await page.locator('[data-size]').innerText(), /需下载约 [\d.]+ MB/, 'the size is told before')
    await shot('1-pack')
    await page.locator('[data-fetch]').click()
    await page.getByText('没有要更新的').waitFor({ timeout: 120_000 })
    await shot('2-packed')
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await page.reload()
    await page.waitForFunction(() => !!navigator.serviceWorker.controller)

    net.cut = true
    await ctx.setOffline(true)

    // On the spot: found by the first letters of its sounds.
    await page.goto(net.url + '/m/enterprises?for=visit')
    const list = page.locator('.list .entry')
    await list.first().waitFor()
    const firm = await list.nth(1).locator('b').innerText()
    await page.fill('input[type=search]', firm.slice(2, 6))
    await page.locator('.list .entry b', { hasText: firm }).first().waitFor()
    await shot('3-search')
    const began = Date.now()
    await page.locator('.list .entry', { hasText: firm }).first().click()
    await page.locator('[data-officer]').first().waitFor()
    const opened = Date.now() - began
    assert.ok(opened < 1000, `a visit opened in ${opened} ms`)
    for (const n of [0, 1]) if (!(await page.locator('[data-officer]').nth(n).isChecked())) await page.locator('[data-officer]').nth(n).check()
    await page.fill('[data-present]', '张厂长')
    await page.locator('[data-certificate]').click()
    await shot('4-certificate')
    await page.locator('[data-shown]').click()
    await page.getByText('已定位').waitFor()
    await page.locator('[data-start]').click()
    const lines = () => page.locator('[data-line]')
    await lines().first().waitFor()
    const id = page.url().split('/').pop()
    const total = await lines().count()
    for (const n of [0, 1]) {
      await lines().nth(n).locator('[data-outcome=fail]').click()
      await page.fill(`[data-title=p${n}]`, ['二号车床传动部位没有防护罩', '配电柜前堆放纸箱'][n])
      await page.locator(`[data-photo=p${n}]`).setInputFiles(await picture(['#345', '#643'][n]))
      await lines().nth(n).locator('.pic img').first().waitFor()
    }
    await page.selectOption('[data-measure=p1]', { index: 1 })
    await page.fill('[data-why=p1]', '柜内有打火痕迹')
    await lines().nth(2).locator('[data-outcome=pass]').click()
    await page.locator('[data-film]').click()
    await page.waitForTimeout(5000)
    await shot('5-lines')

    // The browser is killed while it films; what was tapped, photographed and filmed is there again.
    await again()
    await ctx.setOffline(true)
    await page.goto(net.url + '/m/visits')
    await page.locator(`.entry[href$="/visit/${id}"]`).click()
    await lines().first().waitFor()
    assert.equal(page.url().split('/').pop(), id, 'the same visit')
    assert.equal(await page.inputValue('[data-title=p1]'), '配电柜前堆放纸箱', 'what was typed')
    assert.equal(await page.locator('[data-outcome].on').count(), 3, 'what was tapped')
    await page.locator('[data-clip] video').first().waitFor()
    await page.locator('[data-sound]').click()
    await page.waitForTimeout(2500)
    await page.locator('[data-stop]').click()
    await page.locator('[data-clip] audio').first().waitFor()
    await page.locator('[data-seen]').check()
    await page.locator('[data-rest]').click()
    await page.getByRole('button', { name: '都看过，合格' }).click()
    for (const must of await lines().all()) if (!(await must.locator('.on').count())) await must.locator('[data-outcome=pass]').click()
    await page.locator('[data-finish]').click()
    await page.locator('[data-paper=rectification_order]').waitFor()
    await shot('6-ended')

    // Papers: filled from the visit, signed on the screen, numbered from the block of this phone.
    const printed = {}
    for (const kind of ['inspection_record', 'onsite_decision', 'rectification_order']) {
      await page.locator(`[data-paper=${kind}]`).click()
      await page.locator('[data-sign]').first().waitFor()
      for (const spot of await page.locator('[data-sign]').evaluateAll((b) => b.map((x) => x.dataset.sign))) {
        await page.locator(`[data-sign="${spot}"]`).click()
        const box = await page.locator('[data-pad]').boundingBox()
        await page.mouse.move(box.x + 40, box.y + 90)
        await page.mouse.down()
        for (let i = 0; i < 40; i++) await page.mouse.move(box.x + 40 + i * 6, box.y + 90 + Math.sin(i / 3) * 40)
        await page.mouse.up()
        if (kind === 'inspection_record' && spot.includes('当事人')) await shot('7-sign')
        await page.locator('[data-sign-done]').click()
      }
      await page.locator('[data-issue]').click()
      await page.getByText('联网后自动送达').waitFor()
      await page.waitForTimeout(500)
      printed[kind] = words(await page.locator('iframe').getAttribute('srcdoc'))
      await shot('8-' + kind)
      if (kind === 'inspection_record') {
        await page.selectOption('[data-width]', '80')
        await shot('9-roll')
        const [pdf] = await Promise.all([page.waitForEvent('download'), page.locator('[data-pdf]').click()])
        assert.ok(fs.statSync(await pdf.path()).size > 10_000, 'a PDF made without a network')
      }
      await page.goto(net.url + '/m/visit/' + id)
      await page.locator(`[data-paper=${kind}] .tag`).waitFor()
    }

    // Killed again, with everything still on the phone.
    await again()
    await ctx.setOffline(true)
    await page.goto(net.url + '/m/queue')
    await page.locator('article[data-state]').nth(3).waitFor()
    assert.equal(await page.locator('article[data-state]').count(), 4, 'the visit and its papers in the queue')
    await shot('10-queue')
    net.failing = true
    net.cut = false
    await ctx.setOffline(false)
    await page.reload()
    const expired = page.getByText('登录已失效，请重新登录后上报')
    if (await Promise.race([expired.waitFor().then(() => true, () => false), page.getByText('已上报').first().waitFor().then(() => false, () => false)])) {
      await page.goto(net.url + '/m/login?next=/queue')
      await login()
      await page.waitForURL('**/m/queue')
    }
    const second = watch(await ctx.newPage()) // two windows send at once
    await second.goto(net.url + '/m/queue')
    for (let tries = 0; tries < 12; tries++) {
      await page.bringToFront()
      if (await page.getByText('全部已上报，手机里没有留下没报的').waitFor({ timeout: 10_000 }).then(() => true, () => false)) break
      if (await page.getByRole('button', { name: '立即上报' }).count()) await page.getByRole('button', { name: '立即上报' }).click().catch(() => undefined)
    }
    await shot('11-sent')
    assert.ok(await page.getByText('全部已上报，手机里没有留下没报的').isVisible(), 'everything was sent; left: ' + (await page.locator('article[data-state]').allInnerTexts()).join(' | '))

    const v = await api.get('/api/inspection/' + id)
    assert.equal(v.origin, 'offline', 'classed by its log: ' + JSON.stringify((await api.get(`/api/evidence_verdict?limit=5`)).items.map((x) => x.findings)))
    assert.equal(v.found, 2)
    assert.equal(v.item_count, total)
    assert.ok(v.photos.some((f) => f.type === 'video/webm') && v.photos.some((f) => f.type === 'audio/webm'), 'film and sound: ' + JSON.stringify(v.photos))
    for (const f of v.photos) assert.equal((await api.get(`/api/inspection/${id}/file/${f.sha}`)).byteLength, f.size, 'the recording itself')
    const findings = (await api.get(`/api/inspection_finding?inspection=${id}`)).items
    assert.equal(findings.length, 2, 'each finding once')
    for (const f of findings) {
      assert.equal(f.status, 'ordered', 'ordered by its paper')
      assert.ok((await api.get(`/api/inspection_finding/${f.id}/file/${f.photos[0].sha}`)).byteLength > 10_000)
      assert.ok((await api.get('/api/hazard/' + f.hazard)).id, 'each finding is a hazard')
    }
    const panel = await api.get(`/api/document/panel?type=inspection&id=${id}`)
    assert.deepEqual(panel.papers.map((p) => p.kind).sort(), Object.keys(printed).sort(), 'each paper once')
    for (const p of panel.papers) {
      const { html } = await api.post(`/api/document/${p.id}/preview`, { id: p.id })
      const bare = words(html).replace(/〔笔迹〕扫码核验本文书校验码：[A-Z0-9]+/, '') // comes with the seal, which the phone does not have
      assert.equal(bare, printed[p.kind], `the text of ${p.title} ${p.number}`)
    }
    assert.equal(new Set(panel.papers.map((p) => p.number)).size, 3, 'numbers')
    assert.ok(net.before > 0 && net.after > 0, `the network failed before (${net.before}) and after (${net.after}) the commit`)
    assert.deepEqual(faults, [], 'no page threw an error')

    const desk = await sign(await launch(), 'jinshui')
    await desk.goto('/inspection/' + id)
    await desk.getByText('离线可证').first().waitFor()
    if (shots) await desk.screenshot({ path: path.join(shots, '12-desk.png') })
    return `a visit of ${total} items, 3 papers, exactly once over ${net.writes} writes, ${net.before} lost before and ${net.after} after the commit; opened in ${opened} ms`
  } finally {
    await ctx.close().catch(() => undefined)
    net.close()
    fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}
