// At the desk: a target of a plan, the scheme approved, the visit item by item, what fails is a finding at once, facts confirmed, the record and the
// order issued and printed; the enterprise rectifies; the re-check accepts; the result is published.
import assert from 'node:assert/strict'
import path from 'node:path'
import { attach, fill, state, step } from './hand.mjs'

const day = (n) => new Date(Date.now() + 8 * 3600e3 + n * 86400e3).toISOString().slice(0, 10)

export default async function inspection({ launch, sign, shots }) {
  const shot = (page, file) => page.screenshot({ path: path.join(shots, file + '.png') })
  const firm = await sign(await launch(), 'safety')
  const mine = await (await firm.request.get('/api/me')).json()
  const county = await sign(await launch(), 'jinshui'), chief = await sign(await launch(), 'jinshui.leader')
  const call = async (page, method, url, data, rev) => {
    const r = await page.request.fetch(url, { method, data, headers: { 'Idempotency-Key': `e2e-${Date.now()}-${Math.random()}`, ...(rev !== undefined ? { 'If-Match': `"${rev}"` } : {}) } })
    assert.ok(r.ok(), `${method} ${url}: ${r.status()} ${await r.text()}`)
    return r.status() === 204 ? undefined : r.json()
  }
  const on = (page, url) => call(page, 'GET', url)
  const take = async (page, type, id, name, ask = {}) => call(page, 'POST', `/api/${type}/${id}/${name}`, ask, (await on(page, `/api/${type}/${id}`)).rev)

  // a plan that the government has approved
  const county6 = mine.region.slice(0, 6)
  const officers = (await on(county, `/api/officer?status=active&region=${county6}&limit=20`)).items.map((o) => o.id).slice(0, 2)
  assert.equal(officers.length, 2, 'two certified officers')
  const plan = await call(county, 'POST', '/api/plan', { title: `临时检查计划 ${Date.now() % 1e5}`, kind: 'adhoc', period_from: day(0), period_to: day(20), region: county6 })
  const target = await call(county, 'POST', '/api/plan_target', { plan: plan.id, enterprise: mine.enterprise, visit_month: day(0).slice(0, 7), class: 'key', officers })
  await take(county, 'plan', plan.id, 'submit')
  await take(chief, 'plan', plan.id, 'approve', { approved_by: '金水区人民政府', approved_on: day(0) })

  // from the target to the visit
  await county.goto('/plan_target/' + target.id)
  await county.getByRole('button', { name: '去检查' }).click()
  await county.waitForURL(/\/inspection\/new/)
  await county.getByRole('button', { name: '保存', exact: true }).click()
  await state(county, '待检查')
  const id = new URL(county.url()).pathname.split('/').at(-1)
  await county.locator('header.top').getByRole('button', { name: '开始检查', exact: true }).click()
  const refused = county.getByRole('dialog', { name: '开始检查' })
  await refused.getByRole('button', { name: '开始检查', exact: true }).click()
  await refused.getByText('须先批准现场检查方案').waitFor()
  await refused.getByRole('button', { name: '取消' }).click()

  // the scheme: drafted at the desk, approved by the leader
  const draft = async (kind) => {
    await county.goto('/inspection/' + id)
    await county.getByRole('button', { name: '出具文书' }).click()
    const box = county.getByRole('dialog', { name: '出具文书' })
    await box.getByPlaceholder('按名称查找').fill(kind)
    await box.getByRole('button', { name: kind }).first().click()
    await county.waitForURL(/\/document\//)
    return new URL(county.url()).pathname.split('/').at(-1)
  }
  const scheme = await draft('现场检查方案')
  await take(county, 'document', scheme, 'submit', { opinion: '拟按计划检查' })
  for (let n = 0; n < 3 && (await on(chief, '/api/document/' + scheme)).status === 'submitted'; n++) await take(chief, 'document', scheme, 'approve', { opinion: '同意' })
  assert.equal((await on(county, '/api/document/' + scheme)).status, 'issued')

  await county.goto('/inspection/' + id)
  await step(county, '开始检查', async (box) => fill(box, '陪同检查人员', '张三'))
  await state(county, '检查中')
  await county.getByRole('button', { name: '其余全部合格' }).waitFor()
  const rows = county.locator('.item')
  // an item that is a general hazard when it fails, and two others
  const list = (await on(county, `/api/inspection_item?inspection=${id}&sort=number&limit=100`)).items
  const wrong = list.findIndex((it) => it.level !== 'major'), [good, beside] = [0, 1, 2].filter((n) => n !== wrong)
  await rows.nth(good).click({ position: { x: 60, y: 20 } })
  await county.keyboard.press('1')
  await rows.nth(good).locator('button.pass.on').waitFor()
  await rows.nth(wrong).getByRole('radio', { name: '不合格' }).click()
  const finding = rows.nth(wrong).locator('.finding')
  await finding.getByRole('button', { name: '保存问题' }).waitFor()
  const words = `2号车间配电箱没有上锁（${Date.now() % 1e5}）`
  await fill(finding, '问题', words)
  await attach(county, finding, '照片', '检查照片', '#8c4a3c')
  await shot(county, 'manual-inspection-item')
  await finding.getByRole('button', { name: '保存问题' }).click()
  await rows.nth(wrong).getByText(words).waitFor()
  await rows.nth(beside).getByRole('radio', { name: '不涉及' }).click()
  await rows.nth(beside).locator('button.na.on').waitFor()

  // not finished while the list is open
  await county.locator('header.top').getByRole('button', { name: '结束检查', exact: true }).click()
  const finish = county.getByRole('dialog', { name: '结束检查' })
  await finish.getByRole('button', { name: '结束检查', exact: true }).click()
  await finish.getByText(/还有\d+项没有检查/).waitFor()
  await finish.getByRole('button', { name: '取消' }).click()
  await county.getByRole('button', { name: '其余全部合格' }).click()
  await county.getByRole('button', { name: '都合格' }).click()
  await county.getByText('未检查 0').waitFor()
  const left = await on(county, `/api/inspection/${id}/facts`)
  for (let n = left.doubts.length; n > 0; n--) {
    await county.getByRole('button', { name: '确认无误' }).first().click()
    await county.waitForFunction((rest) => document.querySelectorAll('.fact').length === rest, n - 1)
  }
  await shot(county, 'manual-inspection-visit')
  await county.reload()
  await step(county, '结束检查')
  await state(county, '待下达文书')

  // the record, then the order: issued, and its PDF is there to print
  for (const kind of ['现场检查记录', '责令限期整改指令书']) {
    const paper = await draft(kind)
    await take(county, 'document', paper, 'issue')
    await county.reload()
    await county.getByText('文书已签发').waitFor()
    const pdf = await county.request.get(`/api/document/${paper}/paper/pdf`)
    assert.ok(pdf.ok() && (await pdf.body()).subarray(0, 5).toString() === '%PDF-', kind + ' prints')
    if (kind === '责令限期整改指令书') await shot(county, 'manual-inspection-order')
  }
  await county.goto('/inspection/' + id)
  await state(county, '整改复查中')

  // the enterprise puts it right
  const found = (await on(firm, `/api/inspection_finding?inspection=${id}`)).items
  assert.equal(found.length, 1)
  assert.equal(found[0].title, words)
  await firm.goto('/hazard/' + found[0].hazard)
  await state(firm, '待整改')
  await step(firm, '提交整改', async (box) => { await fill(box, '整改情况', '已加锁，钥匙专人保管。'); await attach(firm, box, '整改后照片', '整改后', '#3c8c5a') })
  await step(firm, '验收通过')

  // the re-check
  await county.reload()
  await step(county, '复查')
  await county.reload()
  await county.getByRole('link', { name: /第1次复查/ }).click()
  await county.locator('.recheck .pair').getByRole('radio', { name: '整改合格' }).click()
  await county.getByRole('button', { name: '保存复查情况' }).click()
  await county.getByText('1 / 1', { exact: true }).waitFor()
  await county.getByRole('button', { name: '保存复查情况' }).and(county.locator('[disabled]')).waitFor()
  await shot(county, 'manual-inspection-recheck')
  await step(county, '完成复查')
  await state(county, '已完成')
  await county.goto('/inspection/' + id)
  await state(county, '已办结')
  assert.equal((await on(county, '/api/plan_target/' + target.id)).status, 'done')
  await step(county, '公开结果')
  assert.equal((await on(county, '/api/plan_target/' + target.id)).status, 'published')

  // the public, without a session, and on a small screen
  const anyone = await launch({ viewport: { width: 390, height: 844 } })
  await anyone.goto('/inspection-published')
  await anyone.getByText('已全部整改').first().waitFor()
  await shot(anyone, 'published-390')
  await county.goto('/inspection-report')
  await county.getByText('现场检查情况报告').first().waitFor()
  await county.locator('.report .heads a').first().waitFor()
  await shot(county, 'manual-inspection-report')
}
