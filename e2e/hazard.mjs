// A county regulator finds a hazard; the enterprise settles and rectifies it with photographs; the regulator sends it back once and then
// closes it. What is overdue is named to the leader, and a major hazard is under listed supervision.
import assert from 'node:assert/strict'
import path from 'node:path'
import { attach, choose, chooseFound, date, fill, open, pick, state, step } from './hand.mjs'

const day = (n) => new Date(Date.now() + 8 * 3600e3 + n * 86400e3).toISOString().slice(0, 10)

export default async function hazard({ launch, sign, shots }) {
  const shot = (page, file) => page.screenshot({ path: path.join(shots, file + '.png') })
  const firm = await sign(await launch(), 'safety')
  await shot(firm, 'manual-workbench-enterprise')
  const me = await (await firm.request.get('/api/me')).json()
  const title = `冲压车间3号压力机光电保护装置失效（${Date.now() % 1e5}）`

  const county = await sign(await launch(), 'jinshui')
  await county.goto('/hazard')
  await county.getByRole('button', { name: '新建', exact: true }).click()
  const own = await (await firm.request.get('/api/enterprise/' + me.enterprise)).json()
  await chooseFound(county, county, '企业', me.enterprise_label, own.credit_code) // its name may stand twice
  await fill(county, '隐患描述', title)
  await attach(county, county, '整改前照片', '整改前', '#8c4a3c')
  await choose(county, county, '隐患种类', '生产设备设施及工艺')
  await pick(county, '隐患级别', '一般隐患')
  await choose(county, county, '隐患来源', '政府检查')
  await shot(county, 'manual-hazard-form')
  await county.getByRole('button', { name: '保存', exact: true }).click()
  await state(county, '草稿')
  const id = new URL(county.url()).pathname.split('/').at(-1)
  await step(county, '提交')
  await state(county, '待整改')

  await open(firm, 'hazard', title)
  await step(firm, '落实整改', async (box) => { await fill(box, '整改责任人', '设备主管 周明'); await fill(box, '整改措施', '停机，更换光电保护装置并试车。') })
  const rectify = (words, colour) => step(firm, '提交整改', async (box) => {
    await fill(box, '整改情况', words)
    await attach(firm, box, '整改后照片', words.slice(0, 5), colour)
    if (words.startsWith('已更换光')) await shot(firm, 'manual-hazard-rectify')
  })
  await rectify('已更换光电保护装置。', '#3c6e8c')
  await state(firm, '待验收')
  await step(firm, '验收通过')
  await state(firm, '待复查')

  await county.reload()
  await step(county, '复查不合格', async (box) => { await date(county, box, '整改期限', day(5)); await fill(box, '意见', '响应时间仍超过规定，请重新调整后再报。') })
  await state(county, '待整改')

  await firm.reload()
  await rectify('已调整安全距离，响应时间合格。', '#3c8c5a')
  await step(firm, '验收通过')
  await county.reload()
  await county.getByText('整改前').first().waitFor()
  await shot(county, 'manual-hazard-record')
  await step(county, '复查销号', (box) => fill(box, '意见', '现场试验合格，同意销号。'))
  await state(county, '已销号')
  const done = await (await county.request.get('/api/hazard/' + id)).json()
  assert.deepEqual({ status: done.status, rechecks: done.rechecks, returned: done.returned, photos: done.photos.length, after: done.photos_after.length > 0 },
    { status: 'closed', rechecks: 2, returned: 1, photos: 1, after: true })
  await county.getByRole('tab', { name: '办理过程' }).click()
  for (const words of ['复查不合格', '响应时间仍超过规定', '复查销号']) await county.locator('.el-timeline').getByText(words).first().waitFor()
  await shot(county, 'hazard-timeline')
  await county.goto('/hazard')
  await county.locator('.list .el-table__row').first().waitFor()
  await shot(county, 'manual-hazard-list')

  const leader = await sign(await launch(), 'leader')
  const late = leader.locator('section').filter({ has: leader.getByRole('heading', { name: '下级超期' }) })
  await late.locator('.el-table__row').filter({ hasText: '隐患' }).first().waitFor()
  await shot(leader, 'manual-workbench-leader')
  const row = late.locator('.el-table__row').filter({ hasText: '隐患' }).first()
  const number = Number(await row.getByRole('link').innerText())
  await row.getByRole('link').click()
  await leader.getByText(`${number} 条`, { exact: true }).waitFor()
  assert.ok(number > 0, 'hazards that are overdue')
  await leader.goto('/hazard')
  await leader.getByRole('tab', { name: '挂牌督办' }).click()
  await leader.waitForURL(/listing=listed/)
  await leader.locator('.list .el-table__row').first().getByRole('link').first().click()
  await leader.locator('header.top h1').waitFor()
  const listed = await (await leader.request.get('/api/hazard/' + new URL(leader.url()).pathname.split('/').at(-1))).json()
  assert.deepEqual([listed.level, listed.listing], ['major', 'listed'])
  await leader.getByRole('alert').filter({ hasText: listed.list_organ }).filter({ hasText: listed.listed_until }).waitFor()
  await shot(leader, 'manual-hazard-listed')
}
