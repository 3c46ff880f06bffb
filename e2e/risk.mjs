// An enterprise identifies a risk at a new risk point, evaluates it and names measures; the county confirms it; the measures become the list
// for self-checks, the card is printed, and the grade of the enterprise says why.
import assert from 'node:assert/strict'
import path from 'node:path'
import { choose, fill, pick, state, step } from './hand.mjs'

const save = (page) => page.getByRole('button', { name: '保存', exact: true }).click()

export default async function risk({ launch, sign, shots }) {
  const shot = (page, file) => page.screenshot({ path: path.join(shots, file + '.png') })
  const firm = await sign(await launch(), 'plant')
  const place = `3号精馏塔${Date.now() % 1e5}`
  await firm.goto('/risk_point/new')
  await fill(firm, '风险点名称', place)
  await choose(firm, firm, '类型', '设施')
  await fill(firm, '责任人', '赵立新')
  await fill(firm, '应急处置', '立即停止进料，切断热源，撤离下风向人员。')
  await save(firm)
  await firm.locator('header.top h1').filter({ hasText: place }).waitFor()
  const point = new URL(firm.url()).pathname

  await firm.goto('/risk/new')
  await choose(firm, firm, '风险点', place)
  const title = '塔釜液位过低，再沸器干烧超温'
  await fill(firm, '危险源（危险有害因素）', title)
  await firm.getByRole('combobox', { name: '可能的事故类别', exact: true }).click({ force: true }) // its placeholder lies over it
  await firm.getByRole('option', { name: '容器爆炸' }).click()
  await firm.keyboard.press('Escape')
  await choose(firm, firm, '评价方法', /（含下限）/, '')
  await choose(firm, firm, '可能性L', 'LEC 3 可能，但不经常')
  await choose(firm, firm, '暴露频繁程度E', 'LEC 6 每天工作时间内暴露')
  await choose(firm, firm, '后果C（S）', 'LEC 15 1人～2人死亡')
  await fill(firm, '部门级责任人', '生产部 王海')
  await fill(firm, '车间级责任人', '精制车间 李强')
  await fill(firm, '班组岗位级责任人', '甲班 张敏')
  const measures = firm.getByRole('group', { name: '管控措施', exact: true })
  await measures.getByRole('button', { name: '添加一行' }).click()
  await choose(firm, measures.page(), '措施类别', '工程技术')
  await fill(measures, '措施内容', '塔釜液位低低联锁切断蒸汽，每班试报警')
  await pick(measures, '检查层级', '班组岗位级')
  await choose(firm, measures.page(), '检查频次', '每班')
  await choose(firm, measures.page(), '隐患种类', '生产设备设施及工艺')
  await measures.locator('.el-switch').first().click()
  await shot(firm, 'manual-risk-form')
  await save(firm)
  await state(firm, '辨识中')
  await firm.getByText('3×6×15=270').first().waitFor()
  const id = new URL(firm.url()).pathname.split('/').at(-1)
  await step(firm, '完成评价')
  await state(firm, '待监管部门审核')

  const county = await sign(await launch(), 'jinshui')
  await county.goto('/risk/' + id)
  await step(county, '审核确认', (box) => fill(box, '意见', '分值与现场一致，措施可行。'))
  await state(county, '管控中')
  await shot(county, 'manual-risk-record')

  await firm.goto('/risk-checklist')
  await firm.locator('.panel').getByRole('button', { name: '更新自查清单' }).click()
  await firm.getByText('已更新').first().waitFor()
  await shot(firm, 'manual-risk-checklist')
  await firm.locator('.panel').getByRole('link', { name: '班组岗位级' }).click()
  await firm.getByText('塔釜液位低低联锁切断蒸汽，每班试报警').first().waitFor()

  await firm.goto(point)
  const [card] = await Promise.all([firm.waitForEvent('popup'), firm.getByRole('link', { name: '打印风险告知卡' }).click()])
  await card.getByText(title).waitFor()
  assert.equal(await card.locator('h1').getAttribute('class'), 'orange')
  await shot(card, 'manual-risk-card')
  await card.close()

  await firm.goto('/risk_plan')
  await firm.getByRole('link', { name: '厂区安全风险四色图' }).first().click()
  await firm.locator('.site polygon').first().waitFor()
  const before = await firm.locator('.site polygon').count()
  await firm.getByRole('button', { name: '描绘区域' }).click()
  const site = await firm.locator('.site img').boundingBox()
  for (const [x, y] of [[0.68, 0.56], [0.68, 0.9], [0.62, 0.9], [0.62, 0.56]]) await firm.mouse.click(site.x + x * site.width, site.y + y * Math.min(site.height, 560))
  await choose(firm, firm.locator('.block'), '风险点', place).catch(() => choose(firm, firm, '风险点', place))
  await firm.getByRole('button', { name: '完成', exact: true }).click()
  await firm.waitForFunction((n) => document.querySelectorAll('.site polygon').length > n && !document.querySelector('.site.drawing'), before)
  await shot(firm, 'manual-risk-plan')

  const own = await (await firm.request.get('/api/me')).json()
  await county.goto('/risk_rating?enterprise=' + own.enterprise)
  await county.locator('.list .el-table__row').first().getByRole('link').first().click()
  const why = county.getByRole('region', { name: '为什么' })
  await why.getByText(/管控中的.*风险\d+条/).waitFor()
  await shot(county, 'manual-risk-rating')
  await why.getByRole('link', { name: '查看' }).first().click()
  await county.waitForURL(/\/risk\?/)
  const city = await sign(await launch(), 'leader')
  await city.goto('/risk-regions')
  await city.getByRole('row').filter({ hasText: '金水区' }).getByText('重大').waitFor()
  await city.waitForTimeout(1500) // the map is drawn
  await shot(city, 'manual-risk-regions')
  return '3×6×15=270 is orange, confirmed, on the list, on the card, on the plan'
}
