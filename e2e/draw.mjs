// Two custodians draw enterprises and officers at random: lists locked, seeds promised, then revealed; the leader makes the record public, and anybody computes it
// anew, also from the vectors that the Go test holds. The yearly plan and the campaign are looked at on the way.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { state, step } from './hand.mjs'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))

export default async function draw({ launch, sign, shots }) {
  const shot = (page, file, fullPage = false) => page.screenshot({ path: path.join(shots, file + '.png'), fullPage })
  const officer = await sign(await launch(), 'regulator')
  const clerk = await sign(await launch(), 'clerk')
  const leader = await sign(await launch(), 'leader')
  const id = async (page) => (await (await page.request.get('/api/me')).json()).id

  const plans = await (await officer.request.get('/api/plan?kind=yearly')).json()
  await officer.goto('/plan/' + plans.items[0].id)
  await officer.locator('table.heat').waitFor()
  await shot(officer, 'manual-plan')
  await officer.getByRole('tab', { name: /^计划检查对象/ }).click()
  await officer.getByRole('link', { name: '在列表中查看' }).waitFor()
  assert.equal(await officer.getByRole('button', { name: '新建计划检查对象' }).count(), 0, 'nothing is added to a plan that runs')
  await officer.getByRole('tab', { name: /^计划调整/ }).click()
  await officer.getByRole('button', { name: /^新建计划调整/ }).waitFor()
  await officer.getByRole('tab', { name: '基本情况' }).click()
  await officer.setViewportSize({ width: 390, height: 844 })
  await shot(officer, 'plan-390')
  await officer.setViewportSize({ width: 1440, height: 900 })
  for (const page of ['/plan-zero', '/plan-load']) {
    await officer.goto(page)
    await officer.locator('table.grid').waitFor()
    await shot(officer, page.slice(1))
  }
  const campaigns = await (await leader.request.get('/api/plan_campaign')).json()
  await leader.goto('/plan_campaign/' + campaigns.items[0].id)
  await leader.getByRole('heading', { name: '各地进度' }).waitFor()
  await shot(leader, 'manual-campaign')

  const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10)
  const r = await officer.request.post('/api/plan_draw', { headers: { 'Idempotency-Key': 'e2e-draw-' + Date.now(), Origin: new URL(officer.url()).origin }, data: { region: '4101', title: '建材行业双随机抽查', matters: '安全生产现场检查', period_from: today, period_to: today, trades: ['building_materials', 'machinery'], ratio: 5, below: true, custodian_one: await id(officer), custodian_two: await id(clerk) } })
  assert.equal(r.status(), 201, await r.text())
  const at = (await r.json()).id, url = '/plan_draw/' + at
  await officer.goto(url)
  await step(officer, '锁定名录')
  await state(officer, '名录已锁定')
  for (const page of [officer, clerk]) await page.goto(url) // both have the page open before either commits, as in a meeting
  for (const page of [officer, clerk]) {
    await page.getByRole('button', { name: '产生种子并提交承诺' }).waitFor()
    assert.equal(await page.locator('header.top').getByRole('button', { name: '提交承诺' }).count(), 0, 'a hash is asked of a person')
    await page.getByRole('button', { name: '产生种子并提交承诺' }).click()
    await page.getByText('承诺已提交。').waitFor()
  }
  const nobody = await launch()
  await nobody.goto('/draws?id=' + at)
  await nobody.getByText('检查办结前只公开名录摘要和承诺').waitFor()
  assert.equal(await nobody.getByRole('button', { name: '在我的浏览器里重新计算' }).count(), 0)
  for (const page of [officer, clerk]) await page.goto(url)
  for (const page of [officer, clerk]) {
    await page.locator('.mine').getByRole('button', { name: '揭示种子' }).click()
    await page.waitForFunction(() => !document.querySelector('.mine'))
  }
  await clerk.locator('table.drawn tbody tr').first().waitFor()
  const drawn = await (await clerk.request.get(`/api/plan_draw/${at}/record`)).json()
  assert.equal(await clerk.locator('table.drawn tbody tr').count(), drawn.quota)
  await clerk.getByRole('button', { name: '重新计算核对' }).click()
  await clerk.locator('.checks li').nth(4).waitFor()
  assert.equal(await clerk.locator('.checks .bad').count(), 0)
  await shot(clerk, 'manual-draw-scene', true)
  await clerk.setViewportSize({ width: 390, height: 844 })
  await shot(clerk, 'draw-390')

  await leader.goto(url)
  await step(leader, '公开')
  await state(leader, '已公开')
  await nobody.reload()
  await nobody.getByRole('button', { name: '在我的浏览器里重新计算' }).click()
  await nobody.getByText('全部一致').waitFor()
  assert.equal(await nobody.locator('.checks .bad').count(), 0)
  await shot(nobody, 'manual-draw-public')

  const vectors = JSON.parse(fs.readFileSync(path.join(root, 'system/plan/testdata/draw.json'), 'utf8'))
  const verify = async (record) => {
    await nobody.setInputFiles('input[type=file]', { name: 'draw.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(record)) })
    await nobody.locator('.checks li').first().waitFor()
    await nobody.waitForFunction((n) => document.querySelectorAll('.open-draw table.grid tbody tr').length === n, record.result.length)
    return nobody.locator('.checks .bad').count()
  }
  for (const v of vectors) {
    await nobody.goto('/draws')
    assert.equal(await verify(v), 0, v.name)
  }
  await nobody.goto('/draws')
  assert.ok(await verify({ ...vectors[0], seed_two: vectors[1].seed_two }) > 0, 'another seed is not noticed')
  await nobody.goto('/draws')
  assert.ok(await verify({ ...vectors[0], result: [...vectors[0].result].reverse() }) > 0, 'another result is not noticed')

  await nobody.goto('/officers')
  const one = (await (await officer.request.get('/api/officer?status=active')).json()).items[0]
  await nobody.getByLabel('执法证号').fill(one.certificate_no)
  await nobody.getByRole('button', { name: '核对' }).click()
  await nobody.getByText(one.name).waitFor()
  return `${drawn.quota} of ${drawn.objects} drawn, ${vectors.length} vectors`
}
