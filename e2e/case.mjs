// At the desk: a case is entered, filed by its paper, charged, concluded, reviewed, told, decided and served by papers, paid late with what was added,
// and shown to everybody; steps that the law forbids in that order are refused with the article.
import assert from 'node:assert/strict'
import path from 'node:path'
import { state, step } from './hand.mjs'

const day = (n) => new Date(Date.now() + 8 * 3600e3 + n * 86400e3).toISOString().slice(0, 10)
const ink = '[[[0.1,0.2],[0.3,0.5],[0.5,0.4]],[[0.6,0.2],[0.8,0.7],[0.9,0.4]]]'

export default async function penalty({ launch, sign, shots }) {
  const shot = (page, file) => page.screenshot({ path: path.join(shots, file + '.png') })
  const county = await sign(await launch(), 'jinshui'), chief = await sign(await launch(), 'jinshui.leader')
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
  const firm = (await on(county, '/api/enterprise?status=filed&limit=1')).items[0]
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
  const draw = async (kind) => (await call(county, 'POST', '/api/document/draft', { type: 'enforcement', id: k.id, kind })).id
  const issue = async (kind) => { const id = await draw(kind); await take(county, 'document', id, 'issue'); return id }
  const serve = (id) => call(county, 'POST', '/api/document_service', { document: id, way: 'direct', receiver: '张三', place: '当事人办公场所', served_on: day(0), servers: '两名执法人员', ink })

  // evidence and charge
  const party = (await on(county, `/api/enforcement_party?enforcement=${k.id}`)).items[0]
  await call(county, 'POST', '/api/enforcement_evidence', { enforcement: k.id, kind: 'survey', title: '现场检查记录', proves: '没有设置警示标志', taken_on: day(0) })
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
  await step(county, '放弃陈述申辩和听证', (box) => box.getByRole('textbox', { name: '意见' }).fill('当事人书面放弃'))
  await step(county, '提请决定')
  const submission = await draw('disposal_submission')
  await approve(submission)
  const decision = await issue('penalty_decision_unit')
  await serve(decision)
  const decided = await again()
  assert.equal(decided.status, 'execution')
  assert.ok(decided.decision && decided.pay_by > day(14))

  // money: paid, publication prepared, closed by its paper
  await call(county, 'POST', '/api/enforcement_payment', { enforcement: k.id, party: party.id, part: 'fine', paid_on: day(0), amount: '25000', way: 'bank', receipt: 'e2e-1' })
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
  await county.goto('/enforcement-limits')
  await county.getByText('立案后作出处理决定').first().waitFor()
  await shot(county, 'manual-enforcement-limits')
  await county.goto('/enforcement-report')
  await county.getByText(/共立案/).waitFor()
}
