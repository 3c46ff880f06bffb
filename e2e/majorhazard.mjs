// An enterprise files a unit with its worked sum, the county reviews and approves it; more stock raises the grade at once and opens a change
// filing, which is reviewed and approved; then the unit is struck off. It is found by its substance.
import assert from 'node:assert/strict'
import path from 'node:path'
import { attach, date, fill, open, pick, state, step } from './hand.mjs'

const day = (n) => new Date(Date.now() + 8 * 3600e3 + n * 86400e3).toISOString().slice(0, 10)
const substances = (page) => page.locator('.el-form-item').filter({ has: page.getByText('危险化学品', { exact: true }) }).last()

export default async function majorhazard({ launch, sign, shots }) {
  const shot = (page, file) => page.screenshot({ path: path.join(shots, file + '.png') })
  const firm = await sign(await launch(), 'plant')
  const name = `液氯钢瓶库${Date.now() % 1e5}`
  await firm.goto('/majorhazard/new')
  await fill(firm, '单元名称', name)
  await pick(firm, '单元类型', '储存单元')
  const stuff = substances(firm)
  await stuff.getByRole('button', { name: '添加一行' }).click()
  await fill(stuff, '名称', '氯')
  await fill(stuff, '设计最大量', 8)
  await fill(firm, '500米内常住人口', 60)
  await date(firm, firm, '人口核查日期', day(-3))
  await date(firm, firm, '评估报告日期', day(-5))
  for (const [i, who] of ['主要负责人', '技术负责人', '操作负责人'].entries()) {
    await fill(firm, who, ['张守成', '李技安', '王班长'][i])
    await fill(firm, who + '电话', '1380000111' + i)
  }
  for (const label of ['评估（评价）报告', '安全技术说明书', '区域位置图、平面布置图、工艺流程图', '监测监控系统、措施说明及检测结果', '应急预案、评审意见、演练计划和评估报告']) await attach(firm, firm, label, label.slice(0, 6), '#3c6e8c')
  await shot(firm, 'manual-majorhazard-form')
  await firm.getByRole('button', { name: '保存', exact: true }).click()
  await state(firm, '填报中')
  const sum = firm.getByRole('region', { name: '辨识分级' })
  await sum.getByText('S = Σ q/Q = 1.6').waitFor() // 8/5
  await sum.getByText('R = α × Σ β·q/Q = 9.6').waitFor() // 1.5×4×1.6
  await shot(firm, 'manual-majorhazard-sum')
  const [paper] = await Promise.all([firm.waitForEvent('popup'), sum.getByRole('link', { name: '打印计算书' }).click()])
  await paper.getByText('S = Σ q/Q = 8/5 = 1.6').waitFor()
  await shot(paper, 'manual-majorhazard-paper')
  await paper.close()
  const at = new URL(firm.url()).pathname
  await step(firm, '报送备案')
  await state(firm, '待审核')

  const county = await sign(await launch(), 'jinshui'), leader = await sign(await launch(), 'jinshui.leader')
  await county.goto(at)
  await step(county, '审核通过', (box) => fill(box, '意见', '计算正确，材料齐全。'))
  await leader.goto(at)
  await step(leader, '准予备案')
  await state(leader, '已备案')

  await firm.goto(at + '/edit')
  await fill(substances(firm), '设计最大量', 30)
  await firm.getByRole('button', { name: '保存', exact: true }).click()
  await sum.getByText('S = Σ q/Q = 6').waitFor()
  await sum.getByText('有变更没有办完备案').waitFor()
  await firm.getByRole('tab', { name: /重大危险源变更备案/ }).click()
  await firm.getByRole('link', { name: name + '变更备案' }).first().click()
  await firm.getByText('氯由8吨变为30吨').first().waitFor()
  const changed = new URL(firm.url()).pathname
  await shot(firm, 'manual-majorhazard-change')
  await step(firm, '报送', async (box) => { await fill(box, '变更原因', '扩大生产，钢瓶库存增加'); await attach(firm, box, '评估报告等材料', '重新评估', '#8c4a3c') })
  await county.goto(changed)
  await step(county, '审核通过', (box) => fill(box, '意见', '与现场一致。'))
  await leader.goto(changed)
  await step(leader, '准予变更')
  await state(leader, '已备案')

  await leader.goto('/majorhazard-find')
  await leader.getByRole('textbox', { name: '名称或物质' }).fill('氯')
  await leader.getByRole('button', { name: '查找', exact: true }).click()
  await leader.getByRole('link', { name, exact: true }).waitFor()
  await shot(leader, 'manual-majorhazard-find')
  const found = await (await leader.request.post('/api/layer/search', { data: { layers: ['majorhazard'], word: name, limit: 10 } })).json()
  assert.deepEqual(found.finds.map((f) => f.title), [name])

  await firm.goto(at)
  await step(firm, '申请核销', async (box) => { await attach(firm, box, '核销依据', '库房拆除', '#3c8c5a'); await fill(box, '意见', '库房已清空停用') })
  await leader.goto(at)
  await step(leader, '核销', (box) => fill(box, '意见', '现场核实已清空，同意核销。'))
  await state(leader, '已核销')
  await open(firm, 'majorhazard', name)
  const [poster] = await Promise.all([firm.waitForEvent('popup'), firm.getByRole('link', { name: '打印公示牌' }).click()])
  await poster.getByText('13800001110').waitFor()
  await shot(poster, 'manual-majorhazard-poster')
  return 'S=1.6 filed, S=6 changed, struck off'
}
