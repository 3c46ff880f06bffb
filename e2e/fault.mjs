// What fails says so, and never looks like an empty list; an answer that comes late replaces no newer one; a key pressed twice is one intention.
import assert from 'node:assert/strict'
import path from 'node:path'
import { fill } from './hand.mjs'

const away = (route) => route.abort('internetdisconnected')

export default async function fault({ launch, sign, shots }) {
  const page = await sign(await launch(), 'clerk')
  const said = page.getByText('网络不通，请检查网络后重试')

  // the board of a list
  await page.route('**/api/enterprise?*', away)
  await page.goto('/enterprise?as=board')
  await said.first().waitFor()
  assert.equal(await page.locator('.board section').count(), 0, 'a board that could not be read shows no empty lanes')
  await page.screenshot({ path: path.join(shots, 'board.png') })
  await page.unroute('**/api/enterprise?*')
  await page.getByRole('button', { name: '重试' }).click()
  await page.locator('.board section .card').first().waitFor()

  // the inbox
  await page.route('**/api/notice?*', away)
  await page.goto('/notice')
  await said.first().waitFor()
  assert.equal(await page.getByText('没有消息', { exact: true }).count(), 0, 'an inbox that could not be read is not empty')
  await page.unroute('**/api/notice?*')

  // two questions, of which the first is answered last
  let held
  await page.route('**/api/indicator/*by=region*', async (route) => { if (held) return route.continue(); await new Promise((done) => { held = done }); await route.continue().catch(() => undefined) })
  await page.goto('/indicator')
  await page.waitForFunction(() => document.querySelector('[aria-label="分组"]'))
  while (!held) await page.waitForTimeout(50)
  await page.locator('.el-select').filter({ has: page.getByRole('combobox', { name: '分组' }) }).click()
  const other = page.getByRole('option').filter({ hasNotText: '按地区' }).locator('visible=true').first()
  const cut = (await other.innerText()).replace('按', '')
  await other.click()
  const head = page.locator('.figures-table thead th').first()
  await head.waitFor()
  const first = () => page.locator('.figures-table tbody td').first().innerText()
  const before = await first(), late = page.waitForResponse((r) => r.url().includes('by=region'))
  held()
  await (await late).finished()
  await page.waitForTimeout(300)
  assert.equal(await head.innerText(), cut)
  assert.equal(await first(), before, 'the late answer replaces the newer one')
  await page.unroute('**/api/indicator/*by=region*')

  // saved twice in one breath
  await page.goto('/enterprise')
  await page.locator('.list .el-table__row').first().getByRole('link').first().click()
  await page.getByRole('button', { name: '编辑' }).click()
  const saves = []
  page.on('request', (r) => { if (r.method() === 'PATCH') saves.push(r.url()) })
  await fill(page, '生产经营地址', `故障演练路${Date.now() % 1e4}号`)
  await page.evaluate(() => { for (let i = 0; i < 2; i++) document.querySelector('form').dispatchEvent(new KeyboardEvent('keydown', { key: 's', ctrlKey: true, bubbles: true, cancelable: true })) })
  await page.waitForURL(/\/enterprise\/[0-9a-z]+$/)
  assert.equal(saves.length, 1, 'one change was sent')

  // the panels and tabs of a record
  const desk = await sign(await launch(), 'regulator')
  const { items } = await (await desk.request.get('/api/enterprise?limit=1')).json()
  const broken = ['parts', 'completeness', 'trail'].map((w) => `**/api/enterprise/${items[0].id}/${w}`)
  for (const url of broken) await desk.route(url, (r) => r.fulfill({ status: 429, contentType: 'application/problem+json', body: '{"status":429,"code":"busy","title":"服务器正忙，请稍后再试"}' }))
  await desk.goto(`/enterprise/${items[0].id}`)
  const unread = desk.locator('.failed-reading')
  await unread.nth(1).waitFor()
  assert.equal(await unread.count(), 2, 'the tabs and the completeness could not be read, and both say so')
  await desk.getByRole('tab', { name: '办理过程' }).click()
  await desk.getByRole('tabpanel', { name: '办理过程' }).getByRole('button', { name: '重试' }).waitFor()
  assert.equal(await desk.getByText('还没有办理记录').count(), 0, 'a history that could not be read is not an empty one')
  for (const url of broken) await desk.unroute(url)
  await desk.getByRole('tabpanel', { name: '办理过程' }).getByRole('button', { name: '重试' }).click()
  await desk.getByRole('tabpanel', { name: '办理过程' }).locator('.el-timeline-item').first().waitFor()
  await desk.getByRole('tab', { name: '基本情况' }).click()
  for (let left = await unread.count(); left > 0; left--) await unread.first().getByRole('button', { name: '重试' }).click()
  await desk.getByRole('region', { name: '档案完整情况' }).waitFor()
  await unread.first().waitFor({ state: 'detached' })
  const tabs = await desk.getByRole('tab').allInnerTexts()
  assert.ok(tabs.includes('证照') && !tabs.some((x) => x.startsWith('合并记录')), `a tab is what there is or what one may file: ${tabs}`)
  await desk.getByRole('tab', { name: '其他栏目' }).click()
  await desk.getByText('合并记录（保留的档案）').waitFor()

  // The page of a system, typed by hand as if it were below its records.
  await desk.goto('/hazard/silent')
  await desk.waitForURL('**/hazard-silent')
  await desk.getByRole('heading', { name: '长期未自查企业' }).waitFor()
}
