// At the desk: a case is entered, filed by its paper, charged, concluded, reviewed, told, decided and served by papers, paid late with what was added,
// and shown to everybody; the enterprise sees its case and hands in its defence, the leader approves. Steps that the law forbids in that order are refused with the article.
import assert from 'node:assert/strict'
import path from 'node:path'
import { attach, choose, date, fill, pick, state, step } from './hand.mjs'

const day = (n) => new Date(Date.now() + 8 * 3600e3 + n * 86400e3).toISOString().slice(0, 10)
const ink = '[[[0.1,0.2],[0.3,0.5],[0.5,0.4]],[[0.6,0.2],[0.8,0.7],[0.9,0.4]]]'

export default async function penalty({ launch, sign, shots }) {
  const shot = (page, file) => page.screenshot({ path: path.join(shots, file + '.png') })
  const county = await sign(await launch(), 'jinshui'), chief = await sign(await launch(), 'jinshui.leader'), own = await sign(await launch(), 'safety')
  const call = async (page, method, url, data, rev) => {
    const r = await page.request.fetch(url, { method, data, headers: { 'Idempotency-Key': `e2e-${Date.now()}-${Math.random()}`, ...(rev !== undefined ? { 'If-Match': `"${rev}"` } : {}) } })
    assert.ok(r.ok(), `${method} ${url}: ${r.status()} ${await r.text()}`)
    return r.status() === 204 ? undefined : r.json()
  }
  const on = (page, url) => call(page, 'GET', url)
  const take = async (page, type, id, name, ask = {}) => call(page, 'POST', `/api/${type}/${id}/${name}`, ask, (await on(page, `/api/${type}/${id}`)).rev)
  const me = await on(county, '/api/me')
  const officers = (await on(county, `/api/officer?status=active&region=${me.region}&limit=20`)).items.filter((o) => !o.legal_qualified).map((o) => o.id).slice(0, 2)
  assert.equal(officers.length, 2, 'two certified officers')
  const firm = await on(county, '/api/enterprise/' + (await on(own, '/api/me')).enterprise)
  const k = await call(county, 'POST', '/api/enforcement', { title: `${firm.name}没有设置安全警示标志案${Date.now() % 1e5}`, cause: '没有设置安全警示标志', source: 'inspection', enterprise: firm.id, found_on: day(0), acted_on: day(0), officers, summary: '检查发现冲压车间没有设置安全警示标志。' })
  const again = () => on(county, '/api/enforcement/' + k.id)

  // decided at once: refused, and the article is named
  const early = await chief.request.fetch(`/api/enforcement/${k.id}/decide`, { method: 'POST', data: {}, headers: { 'Idempotency-Key': `e2e-${Math.random()}`, 'If-Match': `"${(await again()).rev}"` } })
  assert.equal(early.status(), 409)
  assert.match((await early.json()).title, /第六十二条/)

  // the page says what is next; its button leads to the paper, and the paper files the case
  await county.goto('/enforcement/' + k.id)
  await state(county, '线索核查')
  await county.getByRole('region', { name: '下一步' }).getByRole('button', { name: '去办文书' }).first().click()
  await county.waitForURL(/\/document\//)
  const approve = async (id) => {
    await take(county, 'document', id, 'submit', { opinion: '拟同意' })
    for (let n = 0; n < 3 && (await on(chief, '/api/document/' + id)).status === 'submitted'; n++) await take(chief, 'document', id, 'approve', { opinion: '同意' })
  }
  await approve(new URL(county.url()).pathname.split('/').at(-1))
  assert.equal((await again()).status, 'investigation')
  assert.equal((await on(own, `/api/enforcement_matter?enforcement=${k.id}`)).items.length, 0, 'the party has not been told')
  const draw = async (kind) => (await call(county, 'POST', '/api/document/draft', { type: 'enforcement', id: k.id, kind })).id
  const issue = async (kind) => { const id = await draw(kind); await take(county, 'document', id, 'issue'); return id }
  const serve = (id) => call(county, 'POST', '/api/document_service', { document: id, way: 'direct', receiver: '张三', place: '当事人办公场所', served_on: day(0), servers: '两名执法人员', ink })

  // evidence and charge
  const party = (await on(county, `/api/enforcement_party?enforcement=${k.id}`)).items[0]
  await call(county, 'POST', '/api/enforcement_evidence', { enforcement: k.id, kind: 'survey', title: '现场检查记录', proves: '没有设置警示标志', taken_on: day(0) })
  // the enterprise is a party of other cases too; only the one of this case is offered
  await county.goto('/enforcement_charge/new?enforcement=' + k.id)
  await county.getByRole('combobox', { name: '当事人', exact: true }).click()
  await county.getByRole('option', { name: firm.name }).locator('visible=true').first().waitFor()
  assert.equal(await county.getByRole('option').locator('visible=true').count(), 1, 'parties of other cases are offered')
  const charge = await call(county, 'POST', '/api/enforcement_charge', { enforcement: k.id, party: party.id, title: `没有设置安全警示标志${Date.now() % 1e5}`, acted_on: day(0), article: '安全生产法第三十五条', basis: '安全生产法第九十九条第（一）项', sanctions: ['fine'], max_fine: '50000', direction: 'ordinary' })
  assert.equal(Number(charge.amount), 25000)
  await county.goto('/enforcement_charge/' + charge.id)
  await county.getByRole('region', { name: '裁量过程' }).getByText('贰万伍仟元整').first().waitFor()
  await shot(county, 'manual-enforcement-charge')

  await take(county, 'enforcement', k.id, 'conclude', { facts: '冲压车间没有设置安全警示标志', proofs: '现场检查记录', proposal: 'penalty', reasons: '事实清楚' })
  const legal = await sign(await launch(), 'jinshui.legal')
  await take(legal, 'enforcement', k.id, 'review', { verdict: '同意' })
  await serve(await issue('penalty_notice'))
  assert.equal((await again()).status, 'defence')
  await county.goto('/enforcement/' + k.id)
  await county.getByRole('region', { name: '法定期限' }).getByText('陈述申辩', { exact: true }).waitFor()
  await shot(county, 'manual-enforcement-case')

  // the party sees its case and nothing that the authority says to itself, and hands in its defence; another enterprise sees nothing
  const matter = (await on(own, `/api/enforcement_matter?enforcement=${k.id}`)).items[0]
  const stranger = await sign(await launch(), 'plant')
  assert.equal((await stranger.request.get('/api/enforcement_matter/' + matter.id)).status(), 404)
  assert.equal((await stranger.request.get(`/api/enforcement_matter/${matter.id}/view`)).status(), 404)
  assert.equal((await own.request.get('/api/enforcement/' + k.id)).status(), 403)
  assert.equal((await own.request.get(`/api/enforcement_matter/${matter.id}/trail`)).status(), 403)
  await own.goto('/enforcement_matter/' + matter.id)
  await own.getByRole('region', { name: '收到的文书' }).getByRole('link', { name: '行政处罚告知书' }).waitFor()
  await shot(own, 'manual-enforcement-matter')
  const present = async (what, then) => {
    await own.goto('/enforcement_matter/' + matter.id)
    await own.getByRole('region', { name: '可以办理的事' }).getByRole('link', { name: '递交' + what }).click()
    await own.getByRole('heading', { name: '递交' + what }).waitFor()
    await then?.()
    await own.getByRole('main').getByRole('button', { name: '递交', exact: true }).click()
    await own.waitForURL(/enforcement_matter\//)
  }
  const handle = async (what) => { // the officer finds it among what is next
    await county.goto('/enforcement/' + k.id)
    await county.getByRole('region', { name: '下一步' }).locator('li', { hasText: what }).getByRole('button', { name: '去办理' }).click()
    await state(county, '待办理')
  }
  await present('陈述申辩意见', () => fill(own, '陈述申辩的事实和理由', '警示标志被大风吹落，次日已经补齐，请求从轻。'))
  await handle('陈述申辩意见')
  await step(county, '听取复核', async (box) => { await pick(box, '采纳情况', '部分采纳'); await box.getByLabel('答复').fill('补齐属实，在裁量幅度内考虑') })
  await present('放弃陈述申辩和听证的声明')
  assert.equal((await again()).answer, 'partly')
  const hasty = await county.request.fetch(`/api/enforcement/${k.id}/weigh`, { method: 'POST', data: {}, headers: { 'Idempotency-Key': `e2e-${Math.random()}`, 'If-Match': `"${(await again()).rev}"` } })
  assert.equal(hasty.status(), 409, 'what the party handed in is heard first')
  await handle('放弃陈述申辩和听证的声明')
  await step(county, '入案')
  await county.goto('/enforcement/' + k.id)
  await step(county, '提请决定')

  // the submission goes through the leader, by the buttons of its page
  await county.goto('/document/' + (await draw('disposal_submission')))
  await step(county, '送审', (box) => box.getByLabel('意见').first().fill('拟处罚款二万五千元'))
  const submission = county.url()
  for (let n = 0; n < 3; n++) {
    await chief.goto(new URL(submission).pathname)
    await chief.locator('header.top .el-tag').first().waitFor()
    if (!(await chief.locator('header.top').getByRole('button', { name: '同意', exact: true }).isVisible())) break
    await step(chief, '同意', (box) => box.getByLabel('意见').first().fill('同意'))
  }
  await state(chief, '已签发')
  const decision = await issue('penalty_decision_unit')
  await county.goto('/document/' + decision)
  await county.getByRole('button', { name: '送达', exact: true }).first().click()
  const box = county.getByRole('dialog', { name: '送达' })
  await box.getByLabel('收件人', { exact: true }).fill('李门卫')
  await box.getByLabel('送达地点').fill('当事人门卫室')
  await box.locator('.el-switch', { has: county.getByRole('switch', { name: '代收', exact: true }) }).click()
  await choose(county, box, '代收人与当事人的关系', '单位负责收件的人')
  await box.locator('canvas').scrollIntoViewIfNeeded()
  const ground = await box.locator('canvas').boundingBox()
  for (const line of [[[0.1, 0.3], [0.4, 0.6], [0.5, 0.3]], [[0.6, 0.3], [0.7, 0.7], [0.9, 0.4]]]) {
    await county.mouse.move(ground.x + ground.width * line[0][0], ground.y + ground.height * line[0][1])
    await county.mouse.down()
    for (const [x, y] of line.slice(1)) await county.mouse.move(ground.x + ground.width * x, ground.y + ground.height * y, { steps: 6 })
    await county.mouse.up()
  }
  await shot(county, 'case-serve')
  await box.getByRole('button', { name: '送达', exact: true }).click()
  await box.waitFor({ state: 'hidden' })
  const voided = await again()
  assert.equal(voided.status, 'execution')
  assert.ok(voided.decision && voided.pay_by > day(14))

  // the decision is voided: the case waits for the corrected one, and the party is asked for nothing until it is served
  await county.goto('/document/' + decision)
  await step(county, '申请作废', (box) => box.getByLabel('申请作废的原因').fill('当事人名称写错'))
  await chief.goto('/document/' + decision)
  await step(chief, '批准作废')
  assert.deepEqual(await again().then((x) => [x.status, x.decision, x.pay_by]), ['service', '', ''])
  await county.goto('/document/' + decision)
  await county.getByText('没有效力。当事人名称写错').waitFor()
  await shot(county, 'case-void')
  await county.getByRole('button', { name: '更正', exact: true }).click()
  await county.getByRole('dialog', { name: '更正' }).getByRole('button', { name: '更正' }).click()
  await county.waitForURL((u) => u.pathname.startsWith('/document/') && !u.pathname.endsWith(decision))
  const anew = new URL(county.url()).pathname.split('/').at(-1)
  await state(county, '草拟')
  await county.locator('header.top').getByRole('button', { name: '签发', exact: true }).waitFor()
  await take(county, 'document', anew, 'issue')
  await serve(anew)
  const decided = await again()
  assert.equal(decided.status, 'execution')
  assert.ok(decided.decision && decided.decision !== voided.decision && decided.pay_by === voided.pay_by)

  // money: the party asks to pay later, the leader grants it; it pays and hands in the receipt
  await present('延期、分期缴纳申请', async () => { await date(own, own.getByRole('main'), '延期至', day(40)); await fill(own, '申请理由', '货款没有收回') })
  await handle('延期、分期缴纳申请')
  await step(county, '入案')
  const relief = (await on(chief, `/api/enforcement_deferral?enforcement=${k.id}`)).items[0]
  await chief.goto('/enforcement_deferral/' + relief.id)
  await step(chief, '批准')
  assert.equal((await on(own, '/api/enforcement_matter/' + matter.id)).pay_by, day(40))
  await present('缴款凭证', async () => {
    await date(own, own.getByRole('main'), '缴款日期', day(0))
    await fill(own, '金额', '25000')
    await attach(own, own.getByRole('main'), '附件', '缴款凭证', '#8fb9e8')
  })
  await handle('缴款凭证')
  await step(county, '入案', (box) => box.getByLabel('票据号码').fill('e2e-1'))
  assert.equal(Number((await on(own, '/api/enforcement_matter/' + matter.id)).owed), 0)
  await county.goto('/enforcement/' + k.id)
  await county.getByRole('region', { name: '罚款和缴款' }).getByText('贰万伍仟元整').waitFor()
  await step(county, '执行完毕', (box) => box.getByLabel('执行情况').fill('罚款已缴清'))
  await approve(await draw('closing_approval'))
  assert.equal((await again()).status, 'closed')
  const shown = (await on(chief, `/api/enforcement_publication?status=prepared&enforcement=${k.id}`)).items[0]
  await take(chief, 'enforcement_publication', shown.id, 'publish')
  const anyone = await launch()
  await anyone.goto('/enforcement-published')
  await anyone.getByText(decided.decision).first().waitFor()
  await chief.goto('/enforcement_publication/' + shown.id)
  await step(chief, '撤回公示', (box) => box.getByRole('textbox', { name: '意见' }).fill('企业已经完成信用修复'))
  await anyone.reload()
  await anyone.getByRole('heading', { name: '行政处罚信息公示' }).waitFor()
  assert.equal(await anyone.getByText(decided.decision).count(), 0, 'what was taken back is gone')
  await county.goto('/enforcement-limits')
  await county.getByText('立案后作出处理决定').first().waitFor()
  await shot(county, 'manual-enforcement-limits')
  await county.goto('/enforcement-report')
  await county.getByText(/共立案/).waitFor()
}
