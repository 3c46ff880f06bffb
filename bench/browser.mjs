// How smooth the one map is in a browser: BASE=http://host:port TOKEN=... node bench/browser.mjs [address]
// Drags the map ten times and turns the wheel six steps in and out, and tells the frames, the long tasks and the tiles that it took. The address is that of the map,
// /onemap?layers=enterprise unless told; the platform holds as many marks as are to be measured (bench -groups tile -folder F leaves one with 100,000).
import { chromium } from 'playwright-core'

const base = process.env.BASE, token = process.env.TOKEN, address = process.argv[2] ?? '/onemap?layers=enterprise'
if (!base || !token) { console.error('BASE and TOKEN are needed'); process.exit(2) }
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'] })
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, extraHTTPHeaders: { authorization: 'Bearer ' + token } })
const tiles = []
page.on('requestfinished', (r) => { if (r.url().includes('/tile/')) { const t = r.timing(); tiles.push(t.responseEnd - Math.max(0, t.requestStart)) } })
const began = Date.now(), still = () => page.waitForSelector('.ground[data-still]', { timeout: 120_000 })
await page.goto(base + address)
await page.waitForSelector('html[data-ready=map]', { timeout: 120_000 })
await still()
const first = Date.now() - began
await page.waitForFunction(() => /\d/.test(document.querySelector('.onemap .foot')?.textContent ?? ''))
const marks = await page.locator('.onemap .foot').innerText()
const box = await page.locator('.ground').boundingBox(), x = box.x + box.width * 0.6, y = box.y + box.height / 2

/** Frames and long tasks while something is done. */
async function watch(name, act) {
  await page.evaluate(() => {
    const w = (window.watched = { frames: [], tasks: [], on: true })
    w.observer = new PerformanceObserver((l) => w.tasks.push(...l.getEntries().map((e) => e.duration)))
    w.observer.observe({ type: 'longtask' })
    let last = performance.now()
    const tick = (now) => { w.frames.push(now - last); last = now; if (w.on) requestAnimationFrame(tick) }
    requestAnimationFrame(tick)
  })
  const from = Date.now(), n = tiles.length
  await act()
  const moved = Date.now() - from
  await still()
  const settled = Date.now() - from
  const got = await page.evaluate(() => { const w = window.watched; w.on = false; w.observer.disconnect(); return { frames: w.frames.slice(1), tasks: w.tasks } })
  const f = got.frames.sort((a, b) => a - b), at = (q) => f[Math.min(f.length - 1, Math.floor(f.length * q))]?.toFixed(0)
  console.log(`${name}: ${f.length} frames in ${settled} ms, ${((f.length / settled) * 1000).toFixed(0)} a second; p50 ${at(0.5)} ms, p95 ${at(0.95)}, p99 ${at(0.99)}, longest ${at(1)}; ${got.tasks.length} tasks over 50 ms, longest ${Math.max(0, ...got.tasks).toFixed(0)}; still ${settled - moved} ms after the last move; ${tiles.length - n} tiles`)
}
await watch('pan', async () => {
  for (let i = 0; i < 10; i++) {
    const to = i % 2 ? 260 : -260
    await page.mouse.move(x, y)
    await page.mouse.down()
    for (let s = 1; s <= 15; s++) await page.mouse.move(x + (to * s) / 15, y + ((to / 2) * s) / 15)
    await page.mouse.up()
  }
})
for (const [name, by] of [['zoom in', -400], ['zoom out', 400]]) await watch(name, async () => { for (let i = 0; i < 6; i++) { await page.mouse.wheel(0, by); await page.waitForTimeout(300) } })
tiles.sort((a, b) => a - b)
console.log(`${marks}; drawn ${first} ms after the address was entered; ${tiles.length} tiles, p50 ${tiles[tiles.length >> 1]?.toFixed(0)} ms, p99 ${tiles[Math.floor(tiles.length * 0.99)]?.toFixed(0)} ms; heap ${await page.evaluate(() => (performance.memory?.usedJSHeapSize / 1048576)?.toFixed(0))} MiB`)
await browser.close()
