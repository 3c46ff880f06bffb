// A clerk imports 200 rows of which five are wrong, takes the five home, corrects them, imports them, and takes the second import back as a whole.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { creditCode, csv, sheet } from './hand.mjs'

const head = ['企业名称', '统一社会信用代码', '属地', '主要监管分类', '生产经营地址', '主要负责人', '主要负责人电话', '从业人员']

export default async function imports({ launch, sign, shots }) {
  const page = await sign(await launch(), 'clerk')
  const run = Date.now() % 1e6
  const streets = ['经八路街道', '花园路街道', '人民路街道', '杜岭街道', '大石桥街道']
  const rows = Array.from({ length: 200 }, (_, i) => [`豫丰导入验证${run}商行第${i + 1}店`, creditCode('410105', 20_000_000 + (run * 200 + i) % 70_000_000), '410105', '商贸',
    `郑州市金水区${streets[i % 5]}${i + 1}号`, '王' + '建国秀英志强丽华'.slice((i * 2) % 8, ((i * 2) % 8) + 2), '138' + String(10_000_000 + i), String(5 + (i % 60))])
  const good = structuredClone(rows)
  rows[10][1] = rows[10][1].slice(0, 17) + (rows[10][1][17] === '0' ? '1' : '0') // check character
  rows[50][0] = ''
  rows[90][3] = '航天'
  rows[130][6] = '一三八'
  rows[170][7] = '十二人'
  const wrong = [10, 50, 90, 130, 170]
  const count = async () => (await (await page.request.get('/api/enterprise/count?region=410105')).json()).count
  const before = await count()
  const choose = (name, content) => page.getByLabel('选择要导入的文件').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) })

  await page.goto('/enterprise')
  await page.getByRole('button', { name: '导入', exact: true }).click()
  await page.getByText('把文件拖到这里').waitFor()
  await page.screenshot({ path: path.join(shots, 'manual-import-file.png') })
  await choose('金水区商贸企业.csv', '')
  await page.getByRole('alert').getByText('文件是空的').waitFor()
  assert.equal(await page.getByLabel('选择要导入的文件').inputValue(), '', 'the same file, corrected, can be chosen again')
  await choose('金水区商贸企业.csv', csv([['金水区商贸企业花名册'], ['填报单位：金水区应急管理局', '填报日期：2026-05-01'], head, ...rows]))
  await page.getByRole('button', { name: '导入 195 行' }).waitFor()
  const named = await page.locator('table.grid').first().locator('tbody tr').evaluateAll((list) => list.map((tr) => [...tr.cells].map((c) => c.innerText.trim())))
  assert.deepEqual(named.map((r) => Number(r[0])), wrong.map((i) => i + 4), 'the five rows, as the file counts them')
  assert.deepEqual(named.map((r) => r[2]), ['统一社会信用代码', '企业名称', '主要监管分类', '主要负责人电话', '从业人员'], 'and what is wrong in each')
  await page.screenshot({ path: path.join(shots, 'manual-import-check.png') })
  const taking = page.waitForEvent('download')
  await page.getByRole('button', { name: '下载有错的 5 行' }).click()
  const download = await taking
  const file = path.join(shots, download.suggestedFilename().replace(/[^\w.]/g, '') || 'errors.xlsx')
  await download.saveAs(file)
  await page.getByRole('button', { name: '导入 195 行' }).click()
  await page.getByRole('button', { name: '撤销这次导入' }).waitFor({ timeout: 60_000 })
  assert.equal(await count(), before + 195, '195 new enterprises')

  // The file of errors comes back corrected, its last column with the reasons and all.
  const errors = sheet(fs.readFileSync(file))
  const at = (title) => errors[0].findIndex((h) => h.replace('*', '').trim() === title)
  const bad = errors.slice(1).filter((r) => r.some((c) => c))
  assert.equal(bad.length, 5, 'rows in the file of errors')
  bad.forEach((r, i) => { for (const title of head) { assert.ok(at(title) >= 0, title); r[at(title)] = good[wrong[i]][head.indexOf(title)] } })
  await page.getByRole('button', { name: '再导入一个文件' }).click()
  await choose('改正后.csv', csv([errors[0], ...bad]))
  await page.getByRole('button', { name: '导入 5 行' }).click()
  await page.getByRole('button', { name: '撤销这次导入' }).waitFor({ timeout: 60_000 })
  assert.equal(await count(), before + 200, 'all 200')
  await page.screenshot({ path: path.join(shots, 'manual-import-done.png') })

  await page.getByRole('button', { name: '撤销这次导入' }).click()
  await page.getByRole('dialog', { name: '撤销整次导入？' }).getByRole('button', { name: '撤销', exact: true }).click()
  await page.getByRole('alert').getByText('已撤销').waitFor({ timeout: 60_000 })
  assert.equal(await count(), before + 195, 'the second import is gone, the first stays')

  // An old ledger with headers of its own: what is not recognised is told by hand.
  await page.getByRole('button', { name: '再导入一个文件' }).click()
  await choose('旧台账.csv', csv([['厂名', '信用号', ...head.slice(2)], good[10]]))
  await page.getByRole('alert').getByText('缺少必填列').waitFor()
  for (const [header, label] of [['厂名', '企业名称'], ['信用号', '统一社会信用代码']]) {
    const box = page.getByRole('combobox', { name: header, exact: true })
    await box.click()
    await box.fill(label)
    await page.getByRole('option', { name: label, exact: true }).locator('visible=true').click()
  }
  await page.screenshot({ path: path.join(shots, 'manual-import-columns.png') })
  await page.getByRole('button', { name: '按指定的对应重新检查' }).click()
  await page.getByRole('button', { name: '导入 1 行' }).waitFor()
  await page.goto('/import')
  await page.getByText('已撤销').first().waitFor()
  await page.screenshot({ path: path.join(shots, 'manual-import-list.png') })
}
