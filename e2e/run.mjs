// Runs the browser journeys one after another against bin/anjian with the demonstration data in a folder of its own.
// node e2e/run.mjs [NAME...] [--manual]: only the journeys named; with --manual their pictures become those of docs/manual.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { shrink } from './picture.mjs'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const every = ['register', 'import', 'hazard', 'risk', 'majorhazard', 'monitor', 'draw', 'inspection', 'case', 'seal', 'bulletin', 'notice', 'keyboard', 'fault', 'lapse', 'onemap', 'video', 'pages', 'phone', 'conflict', 'officer', 'recheck', 'spot', 'identity', 'chat', 'right', 'signin']
const args = process.argv.slice(2)
const manual = args.includes('--manual')
const named = args.filter((a) => !a.startsWith('-'))
for (const n of named) if (!every.includes(n)) { console.error(`There is no journey ${n}; there are ${every.join(', ')}.`); process.exit(2) }
const wanted = every.filter((n) => !named.length || named.includes(n))
const output = path.join(root, 'e2e', 'output')
const limit = 900_000 // a journey that takes longer hangs; the longest looks at every page of every role

/** A picture is taken once nothing fades or slides any more; what turns for ever does not count. */
function stand(page) {
  const still = () => document.getAnimations().every((a) => a.playState !== 'running' || a.effect?.getTiming().iterations === Infinity)
  const take = page.screenshot.bind(page)
  page.screenshot = async (options) => {
    await page.waitForFunction(still, null, { timeout: 3_000 }).catch(() => undefined)
    return take(options)
  }
}

/** The program with its demonstration data, and the accounts that it names. */
function serve(data) {
  const program = process.env.ANJIAN || path.join(root, 'bin', 'anjian')
  if (!fs.existsSync(program)) throw new Error('bin/anjian is missing: run scripts/build')
  const child = spawn(program, ['serve', '--demo', '--listen', '127.0.0.1:0', '--data', data, '--video-networks', '127.0.0.1', '--video-before-s', '5', '--video-after-s', '5'], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const ready = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the program was not ready in five minutes:\n' + said)), 300_000)
    const hear = (chunk) => {
      said += chunk
      const at = said.match(/安监已启动：(http:\/\/[^\s/]+)/)
      if (!at) return
      clearTimeout(timer)
      const password = said.match(/密码都是 (\S+?)[，）]/)?.[1]
      const accounts = {}
      const cast = said.slice(said.indexOf('示范账号'))
      for (const [, line] of cast.matchAll(/^ {2,}([a-z].*)$/gm)) {
        const words = line.trim().split(/\s+/)
        for (const name of words.every((w) => /^[a-z0-9._-]+$/.test(w)) ? words : words.slice(0, 1)) accounts[name] = { name, password }
      }
      resolve({ base: at[1], accounts })
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('exit', (code) => reject(new Error(`the program ended with ${code}:\n${said}`)))
  })
  return { child, ready }
}

/** What goes wrong in a page without anybody clicking on it: every journey ends by looking here. */
function watch(page, base, faults, also) {
  const hosts = [new URL(base).host, ...also]
  page.on('pageerror', (e) => faults.push(`error in ${page.url()}: ${e.message}`))
  page.on('console', (m) => { if (m.type() === 'error' && !m.text().startsWith('Failed to load resource')) faults.push(`console of ${page.url()}: ${m.text()}`) })
  page.on('request', (r) => { const u = new URL(r.url()); if (u.protocol.startsWith('http') && !hosts.includes(u.host)) faults.push(`request to another host: ${r.url()}`) })
  page.on('response', (r) => { if (r.status() >= 500 || r.status() === 404) faults.push(`${r.status()} ${r.request().method()} ${r.url()}`) })
  page.on('requestfailed', (r) => { if (!['net::ERR_ABORTED', 'net::ERR_INTERNET_DISCONNECTED'].includes(r.failure()?.errorText)) faults.push(`${r.failure()?.errorText} ${r.url()}`) })
}

async function main() {
  fs.rmSync(output, { recursive: true, force: true })
  fs.mkdirSync(output, { recursive: true })
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'anjian-e2e-'))
  const began = Date.now()
  const seconds = (since) => ((Date.now() - since) / 1000).toFixed(1) + ' s'
  let passed = 0, failed = 0, browser
  const server = serve(data)
  const stop = () => { try { server.child.kill('SIGTERM') } catch { /* ended by itself */ } }
  process.on('exit', stop)
  process.on('SIGINT', () => process.exit(130))
  process.on('SIGTERM', () => process.exit(143))
  try {
    const { base, accounts } = await server.ready
    console.log(`ok      program with demonstration data  ${seconds(began)}`)
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
    })
    for (const name of wanted) {
      const since = Date.now(), faults = [], opened = []
      const shots = path.join(output, name)
      fs.mkdirSync(shots, { recursive: true })
      /** A browser of somebody's own: no cookies but their own. It may go to the hosts in also besides the platform. */
      const launch = async ({ also = [], ...options } = {}) => {
        const context = await browser.newContext({ baseURL: base, viewport: { width: 1440, height: 900 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', acceptDownloads: true, reducedMotion: 'reduce', ...options })
        context.setDefaultTimeout(20_000)
        opened.push(context)
        const page = await context.newPage()
        watch(page, base, faults, also)
        stand(page)
        return page
      }
      const sign = async (page, who) => {
        const account = typeof who === 'string' ? accounts[who] : who
        if (!account) throw new Error(`the demonstration has no account ${who}`)
        await page.goto('/login')
        await page.getByLabel('账号', { exact: true }).fill(account.name)
        await page.getByLabel('密码', { exact: true }).fill(account.password)
        await page.getByRole('button', { name: '登录' }).click()
        await page.getByRole('button', { name: '用户', exact: true }).waitFor()
        return page
      }
      let timer
      try {
        const journey = (await import(`./${name}.mjs`)).default
        const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`took longer than ${limit / 1000} s`)), limit) })
        const told = await Promise.race([journey({ base, accounts, launch, sign, shots, manual }), late])
        if (faults.length) throw new Error(faults.join('\n'))
        passed++
        console.log(`ok      ${name}  ${seconds(since)}${told ? '  ' + told : ''}`)
      } catch (e) {
        failed++
        console.log(`FAILED  ${name}  ${seconds(since)}\n${String(e.stack ?? e).replace(/^/gm, '        ')}${faults.length ? '\n        also: ' + [...new Set(faults)].slice(0, 20).join('\n        ') : ''}`)
        let n = 0
        for (const context of opened) for (const page of context.pages()) await page.screenshot({ path: path.join(shots, `failed-${++n}.png`), timeout: 5_000 }).catch(() => undefined)
      } finally {
        clearTimeout(timer)
        for (const context of opened) await context.close().catch(() => undefined)
      }
    }
    if (manual) await shrink(browser, output, path.join(root, 'docs', 'manual', 'img'))
  } catch (e) {
    failed++
    console.log(`FAILED  the run: ${e.stack ?? e}`)
  } finally {
    await browser?.close().catch(() => undefined)
    server.child.removeAllListeners('exit')
    const ended = new Promise((done) => server.child.on('exit', done))
    if (server.child.exitCode === null) { stop(); await Promise.race([ended, new Promise((r) => setTimeout(r, 10_000))]) }
    if (server.child.exitCode === null && server.child.signalCode === null) server.child.kill('SIGKILL')
    fs.rmSync(data, { recursive: true, force: true, maxRetries: 5 })
  }
  console.log(`${passed} passed, ${failed} failed`)
  process.exit(failed || passed !== wanted.length ? 1 : 0)
}

await main()
