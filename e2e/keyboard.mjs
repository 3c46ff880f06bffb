// A clerk's day without a mouse: a list printed with every column and row, through it by j and k, into a record, a search by initials, a new record kept by Ctrl S, a draft that survives.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { choose, fill } from './hand.mjs'

export default async function keyboard({ launch, sign, shots }) {
  const page = await sign(await launch(), 'clerk')
  await page.goto('/enterprise')
  const rows = page.locator('.list .el-table__row')
  await rows.first().waitFor()
  const name = (i) => rows.nth(i).getByRole('link').first().innerText()
  const second = await name(1)
  const printed = execFileSync('pdftotext', ['-', '-'], { input: await page.pdf({ preferCSSPageSize: true }), encoding: 'utf8' }).replace(/\s/g, '')
  for (const text of ['企业列表', await page.locator('.list th').last().innerText(), await name(0), await name(await rows.count() - 1)]) assert.ok(printed.includes(text.trim()), `on the printed list: ${text}`)
  for (const key of ['j', 'j', 'j', 'k']) await page.keyboard.press(key)
  assert.equal(await page.locator('.list .el-table__row.at').first().getByRole('link').first().innerText(), second, 'j and k move one row each')
  await page.keyboard.press('Enter')
  await page.locator('header.top h1').filter({ hasText: second }).waitFor()
  await page.goBack()
  await rows.first().waitFor()

  await page.keyboard.press('/')
  await page.keyboard.type('jsq')
  await page.keyboard.press('Enter')
  await page.waitForURL(/q=jsq/)
  await page.locator('h1').first().waitFor()
  await page.goto('/enterprise')
  await rows.first().waitFor()

  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: '搜索' })
  await page.waitForFunction(() => document.activeElement?.closest('.palette')) // it takes the keys once it is there
  await page.keyboard.type(second.slice(0, 6))
  await page.getByRole('option').first().waitFor()
  await page.screenshot({ path: path.join(shots, 'manual-palette.png') })
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await palette.waitFor({ state: 'hidden' })

  await page.goto('/enterprise')
  await rows.first().waitFor()
  await page.keyboard.press('n')
  await page.waitForURL('**/enterprise/new')
  const fresh = `键盘验证商行${Date.now() % 1e6}`
  await fill(page, '企业名称', fresh)
  await page.waitForTimeout(1200) // the draft is kept a second after the last key
  await page.reload()
  await page.getByRole('button', { name: '恢复草稿' }).click()
  assert.equal(await page.getByLabel('企业名称', { exact: true }).inputValue(), fresh, 'the draft after a reload')
  await choose(page, page, '主要监管分类', '商贸')
  await page.getByLabel('属地', { exact: true }).first().click()
  await page.getByLabel('属地', { exact: true }).first().fill('金水区')
  await page.getByRole('treeitem', { name: '金水区' }).locator('visible=true').last().click()
  await page.keyboard.press('Control+s')
  await page.waitForURL(/\/enterprise\/(?!new)[0-9a-z]+$/)
  await page.locator('header.top h1').filter({ hasText: fresh }).waitFor()
}
