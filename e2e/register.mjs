// An enterprise registers itself, fills its file and submits it; the county sends it back with a reason, the enterprise mends it, the
// county and then the department of its trade pass it, and the file is on record with the whole course in its timeline.
import assert from 'node:assert/strict'
import path from 'node:path'
import { choose, creditCode, fill, open, place, state, step } from './hand.mjs'

export default async function register({ launch, sign, shots }) {
  const serial = Date.now() % 1e8
  const name = `金水区清源化工原料经营部${serial % 1e4}号`
  const own = await launch()
  const shot = (page, file) => page.screenshot({ path: path.join(shots, file + '.png') })

  await own.goto('/login')
  await shot(own, 'manual-login')
  await own.getByRole('link', { name: '企业自主注册' }).click()
  await fill(own, '企业名称', name)
  await fill(own, '统一社会信用代码', '91410105000000000X')
  await own.getByRole('textbox', { name: '所在县（市、区）' }).click()
  await own.getByRole('menuitem', { name: '河南省' }).click()
  await own.getByRole('menuitem', { name: '郑州市' }).click()
  await own.getByRole('menuitem', { name: '金水区' }).click()
  await choose(own, own, '主要监管分类', '危险化学品经营')
  await fill(own, '生产经营地址', '郑州市金水区文化路68号')
  await fill(own, '姓名', '方清源')
  await fill(own, '手机', '13900001234')
  await fill(own, '密码', 'Qingyuan-68#')
  await fill(own, '再输一次密码', 'Qingyuan-68#')
  await own.getByRole('button', { name: '注册' }).click()
  await own.locator('small.error').first().waitFor()
  assert.match(await own.locator('small.error').first().innerText(), /信用代码|校验/, 'a wrong credit code is refused at its field')
  await fill(own, '统一社会信用代码', creditCode('410105', serial))
  await shot(own, 'manual-register')
  await own.getByRole('button', { name: '注册' }).click()
  await own.waitForURL(/\/enterprise\/[0-9a-z]+\/edit$/)
  const id = own.url().split('/').at(-2)

  await own.goto('/enterprise/' + id)
  await own.locator('header.top').getByRole('button', { name: '提交审核', exact: true }).click()
  const refused = own.getByRole('dialog', { name: '提交审核' })
  await refused.getByRole('button', { name: '提交审核', exact: true }).click()
  await refused.getByRole('link', { name: '主要负责人不能为空' }).click() // what the window does not ask for is named, and leads there
  await own.waitForURL(/\/edit#principal$/)
  await fill(own, '主要负责人', '方清源')
  await fill(own, '主要负责人电话', '13900001234')
  await fill(own, '从业人员', 12)
  await fill(own, '注册资本', '0.35') // the browser has no say in what a number is
  await place(own, own, '属地', '文化路街道') // within its county an enterprise names the street itself
  await choose(own, own, '国民经济行业', '5169 其他化工产品批发', '化工产品')
  await shot(own, 'manual-enterprise-form')
  await own.getByRole('button', { name: '保存', exact: true }).click()
  await own.waitForURL(`**/enterprise/${id}`)
  await own.getByText('5169 其他化工产品批发').first().waitFor()
  await own.getByText('0.35', { exact: false }).first().waitFor()
  await step(own, '提交审核')
  await state(own, '待属地审核')

  const county = await sign(await launch(), 'jinshui')
  await open(county, 'enterprise', name)
  await step(county, '退回', (box) => fill(box, '退回原因', '请补充安全负责人及电话。'))
  await state(county, '已退回')

  await own.reload()
  await own.getByText('请补充安全负责人及电话。').first().waitFor()
  await shot(own, 'manual-enterprise-returned')
  await own.getByRole('button', { name: '编辑', exact: true }).click()
  await fill(own, '安全负责人', '方清源')
  await fill(own, '安全负责人电话', '13900001234')
  await own.getByRole('button', { name: '保存', exact: true }).click()
  await own.waitForURL(`**/enterprise/${id}`)
  await step(own, '提交审核')

  await county.reload()
  await shot(county, 'manual-enterprise-review')
  await step(county, '属地审核通过')
  await state(county, '待行业审核')
  const trade = await sign(await launch(), 'chem')
  await open(trade, 'enterprise', name)
  await step(trade, '行业审核通过')
  await state(trade, '在册')

  await own.reload()
  await state(own, '在册')
  await own.getByRole('tab', { name: '办理过程' }).click()
  const line = own.locator('.el-timeline')
  await line.locator('.el-timeline-item').filter({ has: own.getByText('退回', { exact: true }) }).getByRole('button').click()
  for (const words of ['提交审核', '退回', '请补充安全负责人及电话。', '属地审核通过', '行业审核通过']) await line.getByText(words).first().waitFor()
  await shot(own, 'manual-enterprise-timeline')

  // It changes a key fact: whoever confirms it sees what stood there before, and can put that back.
  await own.goto(`/enterprise/${id}/edit`)
  await fill(own, '法定代表人', '方静波')
  await own.getByRole('button', { name: '保存', exact: true }).click()
  await own.waitForURL(`**/enterprise/${id}`)
  await county.reload()
  const changed = county.getByRole('region', { name: '变更待确认' })
  await changed.getByRole('row', { name: '法定代表人 — 方静波' }).waitFor()
  await shot(county, 'enterprise-changed')
  await step(county, '不予变更', (box) => fill(box, '意见', '请附变更后的营业执照'))
  await changed.waitFor({ state: 'detached' })

  // It moves to another county, which first declines and is back at its list, then takes it over; here it is gone.
  const move = async () => {
    await county.reload()
    await step(county, '迁出', async (box) => {
      await place(county, box, '迁往', '中原区')
      await fill(box, '意见', '企业搬到中原区')
    })
    await state(county, '迁出待接收')
  }
  await move()
  const next = await sign(await launch(), 'zhongyuan')
  await next.goto('/enterprise/' + id)
  await step(next, '不予接收', (box) => fill(box, '意见', '厂房还没有搬来'))
  await next.getByText('已办理，这条记录不再在您的权限范围内').waitFor()
  await next.locator('.list .el-table__row').first().waitFor()
  await move()
  await next.goto('/enterprise/' + id)
  await step(next, '接收', (box) => fill(box, '意见', '已到现场核实'))
  await state(next, '在册')
  await next.getByText('中原区').first().waitFor()
  await county.request.get('/api/enterprise/' + id).then((r) => assert.equal(r.status(), 404, 'the county that it left'))
}
