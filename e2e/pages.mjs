// Every page of the menu for every role, on a desk and on a narrow screen, light and dark: nothing fails, nothing leaves the host, nothing
// is wider than the screen, and axe finds no serious violation.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Counts what a page has asked for and not yet been given; a stream is open as long as the page is. */
function follow(page) {
  page.asked = 0
  const counts = (r) => r.resourceType() !== 'eventsource'
  page.on('request', (r) => { if (counts(r)) page.asked++ })
  for (const end of ['requestfinished', 'requestfailed']) page.on(end, (r) => { if (counts(r)) page.asked-- })
}

/** Waits until the page shows what it was opened for: what it asked for has come, and nothing is covered. */
async function settled(page) {
  await page.locator('#main h1, #main .panel').first().waitFor({ state: 'attached' })
  for (let quiet = 0, tries = 0; quiet < 3; tries++) {
    if (tries > 400) throw new Error(`${page.url()} still waits for ${page.asked} answers`)
    await page.waitForTimeout(50)
    const busy = page.asked > 0 || (await page.evaluate(() => [...document.querySelectorAll('.el-loading-mask')].some((m) => m.offsetParent)))
    quiet = busy ? 0 : quiet + 1
  }
  if (new URL(page.url()).pathname === '/onemap') await page.waitForTimeout(1500) // the marks are drawn into a picture
}

async function violations(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe)
  return page.evaluate(async () => {
    const r = await window.axe.run({ include: [['#main'], ...(window.looked ? [] : [['.aside'], ['.head']])], exclude: [['.maplibregl-map'], ['iframe'], ['.list .el-table__row:nth-child(n + 4)']] }, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], elementRef: false })
    window.looked = true
    return r.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => `${v.id} (${v.nodes.length}): ${v.nodes.slice(0, 2).map((n) => n.html.slice(0, 160)).join(' | ')}`)
  })
}

export default async function pages({ launch, sign, shots }) {
  const faults = []
  let seen = 0
  const shot = (page, name) => page.screenshot({ path: path.join(shots, name + '.png') })

  /** Looks at the page that is open: at its width and, the first time that it is seen so, with axe. */
  const looked = new Set()
  const telling = /^\/(enterprise|hazard|hazard_check|bulletin|bulletin_task|account|library_checklist)\/ID/ // other records and forms are the same page with other words
  const look = async (page, name, how = '') => {
    await settled(page)
    seen++
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    if (wide > 0) faults.push(`${name}${how}: the page is ${wide} px too wide`)
    const mark = new URL(page.url()).pathname.replace(/\/[0-9a-z-]{20,}|\/[A-Z]+-\d+/, '/ID') + how
    if (looked.has(mark) || (mark.includes('/ID') && !telling.test(mark))) return
    looked.add(mark)
    await shot(page, `${name}${how}`)
    for (const v of await violations(page)) faults.push(`${name}${how}: ${v}`)
  }

  // Regulators of one level have the same pages but for a few: those that one has walked, the next does not walk again. An enterprise sees its own.
  const walked = new Set()
  for (const role of ['leader', 'clerk', 'regulator', 'collector', 'admin', 'auditor', 'safety', 'worker', 'newcomer']) {
    const side = ['safety', 'worker', 'newcomer'].includes(role) ? 'enterprise' : 'government'
    const page = await launch()
    follow(page)
    await sign(page, role)
    page.on('response', (r) => { if (r.status() >= 400) faults.push(`${role}: ${r.status()} ${r.url()}`) })
    await look(page, `${role}-workbench`)
    const types = await page.evaluate(() => fetch('/api/schema').then((r) => r.json()).then((c) => c.types))
    for (const folded of await page.locator('.aside .area > button[aria-expanded=false], .aside .further').elementHandles()) await folded.evaluate((b) => b.click())
    const menu = await page.locator('.aside .el-menu-item').evaluateAll((l) => l.map((e) => [e.closest('.el-sub-menu')?.querySelector('.el-sub-menu__title').textContent.trim() ?? '', e.textContent.trim()]))
    assert.ok(menu.length > 1, `${role} has a menu`)
    let unfolded = ''
    for (const [group, label] of menu) {
      if (label === '工作台' || walked.has(side + group + label)) continue
      walked.add(side + group + label)
      const block = group ? page.locator('.aside .el-sub-menu').filter({ has: page.locator('.el-sub-menu__title', { hasText: new RegExp(`^\\s*${group}\\s*$`) }) }) : page.locator('.aside nav')
      if (group && group !== unfolded && !(await block.getAttribute('class')).includes('is-opened')) await block.locator('.el-sub-menu__title').click()
      unfolded = group
      await block.locator('.el-menu-item').filter({ hasText: new RegExp(`^\\s*${label}\\s*$`) }).click()
      await look(page, `${role}-${label}`)
      const type = new URL(page.url()).pathname.slice(1)
      const row = page.locator('.list .el-table__row').first()
      if (!types[type] || looked.has(`walk ${type} ${role === 'worker' ? 'w' : ''}`) || !(await row.getByRole('link').count())) continue
      looked.add(`walk ${type} ${role === 'worker' ? 'w' : ''}`)
      await row.getByRole('link').first().click()
      await page.locator('header.top h1').waitFor()
      await look(page, `${role}-${label}-record`)
      const edit = page.getByRole('button', { name: '编辑', exact: true })
      if (await edit.count()) {
        await edit.click()
        await page.waitForURL(/\/edit$/)
        await look(page, `${role}-${label}-edit`)
      }
    }
    if (role === 'admin') {
      await page.goto('/account')
      await settled(page)
      await shot(page, 'manual-account')
    }
    if (role !== 'leader' && role !== 'safety') continue

    await page.goto('/')
    await settled(page)
    await page.keyboard.press('Control+k')
    const name = role === 'leader' ? 'zzs' : 'mh'
    await page.waitForFunction(() => document.activeElement?.closest('.palette')) // it takes the keys once it is there
    await page.keyboard.type(name)
    await page.getByRole('option').first().waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: '帮助', exact: true }).click()
    await page.getByRole('dialog', { name: '帮助' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: '深色' }).click()
    for (const p of ['/', '/hazard', '/enterprise', ...(role === 'leader' ? ['/onemap', '/indicator', '/bulletin-usage'] : [])]) { await page.goto(p); await look(page, `${role}-${p.slice(1) || 'workbench'}`, '-dark') }
    await page.getByRole('button', { name: '浅色' }).click()
    for (const p of ['/indicator', '/bulletin-usage']) if (role === 'leader') { await page.goto(p); await settled(page); await shot(page, 'manual-' + p.slice(1)) }

    if (role === 'safety') {
      await page.getByRole('button', { name: '用户', exact: true }).click()
      await page.getByText('English', { exact: true }).click()
      await page.getByRole('button', { name: 'User', exact: true }).waitFor()
      await page.goto('/majorhazard-reckon')
      await page.locator('.inner th').first().waitFor()
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), 'a wide table scrolls by itself')
      await page.goto('/risk-evaluate')
      await settled(page)
      assert.doesNotMatch(await page.locator('.factor').allInnerTexts().then((l) => l.join()), /\p{Script=Han}/u, 'scores in English')
      await page.goto('/hazard?status=open')
      await page.locator('.list .el-table__row').getByRole('link').first().click()
      await page.getByRole('tab', { name: /^Extension request/ }).click()
      await page.getByRole('button', { name: 'New Extension request', exact: true }).waitFor()
      await page.locator('header.top').getByRole('button', { name: 'Sign', exact: true }).click()
      const fields = page.locator('.signed .choices')
      await fields.waitFor()
      assert.doesNotMatch(await fields.innerText(), /\p{Script=Han}/u, 'fields to sign in English')
      await page.evaluate(() => localStorage.setItem('language', 'zh'))
    }

    await page.setViewportSize({ width: 390, height: 844 })
    const narrow = role === 'leader'
      ? ['/', '/enterprise', '/hazard', '/hazard_check', '/bulletin', '/bulletin_task', '/library_checklist', '/account', '/reminder', '/onemap', '/indicator', '/bulletin-usage', '/hazard-silent', '/hazard-performance', '/hazard-ledger', '/import']
      : ['/', '/enterprise', '/hazard', '/hazard/new', '/hazard_check/new', '/hazard_extension', '/enterprise_licence', '/hazard-performance']
    for (const p of narrow) {
      await page.goto(p)
      await look(page, `${role}-${p.slice(1) || 'workbench'}`, '-390')
      const card = page.locator('.cards .card').first()
      if ((await card.count()) && ['/enterprise', '/hazard', '/bulletin', '/hazard_check', '/bulletin_task'].includes(p)) { await card.click(); await page.locator('header.top h1').waitFor(); await look(page, `${role}-${p.slice(1)}-record`, '-390') }
    }
  }
  assert.deepEqual([...new Set(faults)], [], 'faults of the pages')
  return `${seen} pages`
}
