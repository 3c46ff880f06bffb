// The notice of June 2018, made again by a clerk from the records: its figures, the contradiction between two figures from elsewhere, the
// records behind a number, review, issue, and the DOCX.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { choose, date, document, fill, open, state, step } from './hand.mjs'

export default async function bulletin({ launch, sign, shots }) {
  const clerk = await sign(await launch(), 'clerk')
  const title = `安全生产监管信息平台使用情况（核对稿${Date.now() % 1e5}）`
  await clerk.goto('/bulletin')
  await clerk.getByRole('button', { name: '新建', exact: true }).click()
  await clerk.getByRole('heading', { name: '编写通报' }).waitFor()
  await date(clerk, clerk, '统计起始日期', '2018-05-04')
  await date(clerk, clerk, '统计截止日期', '2018-06-05')
  await date(clerk, clerk, '对比日期', '2018-05-04')
  await fill(clerk, '标题', title)
  await fill(clerk, '主送', '各县（市、区）安全监管局，各开发区安监机构')
  for (const [i, [claim, value, words]] of [['建档率（%）', 64, '64%的企业建档完整'], ['建档企业（家）', 1840, '1,840家企业均已建档']].entries()) {
    await clerk.getByRole('button', { name: '添加一行' }).click()
    const row = clerk.locator('.side table.grid tbody tr').nth(i)
    await choose(clerk, row, '说的是什么', claim)
    await fill(row, '数值', value)
    await fill(row, '原话', words)
  }
  const sheet = clerk.frameLocator('iframe[title="通报预览"]')
  const needs = ['1,840家', '995家', '85%', '112家', '215项']
  await sheet.getByText('互相矛盾的数字').first().waitFor({ timeout: 60_000 })
  const text = (await sheet.locator('body').innerText()).replace(/\s/g, '')
  for (const words of needs) assert.ok(text.includes(words), `the preview says ${words}: ${text.slice(0, 600)}`)
  assert.match(text, /64%的企业建档完整.*1,840家企业均已建档.*不能同时成立/, 'the two figures that cannot both be true')
  await clerk.screenshot({ path: path.join(shots, 'manual-bulletin-editor.png') })
  await clerk.getByRole('button', { name: '保存草稿' }).click()
  await state(clerk, '草稿')

  // A number leads to exactly the records that it counts.
  const issued = clerk.frameLocator(`iframe[title="${title}"]`)
  for (const [number, count] of [['112', 112], ['1,840', 1840]]) {
    const here = clerk.url()
    await issued.getByRole('link', { name: number, exact: true }).first().click()
    await clerk.waitForURL((u) => u.href !== here)
    await clerk.getByRole('status').filter({ hasText: `${count} 条` }).first().waitFor()
    assert.equal(await clerk.getByText(`${count} 条`, { exact: true }).count(), 1, `${number} leads to ${clerk.url()}`)
    if (count === 112) await clerk.screenshot({ path: path.join(shots, 'manual-bulletin-records.png') })
    await clerk.goBack()
    await clerk.waitForURL(here)
  }

  // So does every other number, an amount or a rate aside: the list behind it is as long as it says.
  await issued.locator('a[href]').first().waitFor()
  const links = await issued.locator('a[href]').evaluateAll((list) => list.map((a) => [a.textContent.trim(), ...a.getAttribute('href').split(/(?=\?)/)]))
  const plain = new Map(links.filter(([n]) => /^[\d,]+\D{0,2}$/.test(n) && !n.endsWith('%')).map(([n, path, search]) => [path + search, [n, path, search]]))
  assert.ok(plain.size > 100, `${plain.size} numbers lead to records`)
  for (const [n, path, search] of plain.values()) {
    const { count } = await (await clerk.request.get(`/api${path}/count${search}`)).json()
    assert.equal(count, Number(n.replace(/\D/g, '')), `${n} leads to ${path}${search}`)
  }

  const leader = await sign(await launch(), 'leader')
  await open(leader, 'bulletin', title)
  await step(leader, '审核')
  await state(leader, '已审核')
  await step(leader, '签发')
  await state(leader, '已签发')
  await leader.frameLocator(`iframe[title="${title}"]`).getByText('互相矛盾的数字').first().waitFor()
  await leader.screenshot({ path: path.join(shots, 'manual-bulletin-issued.png') })
  const taking = leader.waitForEvent('download')
  await leader.getByRole('link', { name: '下载 DOCX' }).click()
  const file = path.join(shots, 'bulletin.docx')
  await (await taking).saveAs(file)
  const words = document(fs.readFileSync(file))
  for (const w of [...needs, '不能同时成立']) assert.ok(words.includes(w), `the DOCX says ${w}`)
  assert.match(words, /〔\d{4}〕\d+号/, 'and bears its number')
}
