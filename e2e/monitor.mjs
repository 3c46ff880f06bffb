// A newcomer connects a device: gateway, secret, point; mosquitto_pub sends, the value is seen at once; too much gas alarms enterprise, county and city,
// each with the time of receipt; acknowledged, handled together, closed with its cause; a false alarm, a shelved one; the curve and its files.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { choose, date, fill, pick, sheet, state, step } from './hand.mjs'

const day = (n) => new Date(Date.now() + 8 * 3600e3 + n * 86400e3).toISOString().slice(0, 10)

/** The line of the timeline that names somebody. */
const said = (page, text) => page.locator('.el-timeline-item').filter({ hasText: text }).first().waitFor()

async function download(page, name) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name, exact: true }).click()])
  return fs.readFileSync(await file.path())
}

export default async function monitor({ launch, sign, shots }) {
  const shot = (page, file) => page.screenshot({ path: path.join(shots, file + '.png') })
  const firm = await sign(await launch(), 'plant')
  const n = Date.now() % 1e6, code = `E2E-${n}`, called = `泵房气体报警主机${n}`
  await firm.goto('/monitor_gateway/new')
  await fill(firm, '名称', called)
  await fill(firm, '设备编号', code)
  await pick(firm, '接入方式', 'MQTT')
  await firm.getByRole('button', { name: '保存', exact: true }).click()
  await state(firm, '未接入')
  await firm.getByRole('button', { name: '发放密钥', exact: true }).click()
  await firm.getByRole('dialog').getByRole('button', { name: '发放', exact: true }).click()
  await firm.locator('code.secret').waitFor()
  await shot(firm, 'manual-monitor-gateway')
  const secret = (await firm.locator('code.secret').innerText()).split(' / ')[1]
  const command = await firm.locator('code', { hasText: 'mosquitto_pub' }).innerText()
  const [, host, port] = command.match(/-h (\S+) -p (\d+)/)
  const topic = command.match(/-t (\S+)/)[1]
  const gateway = new URL(firm.url()).pathname
  let seq = 0
  /** Sends values as a device does: mosquitto_pub ends when the broker has acknowledged. */
  const publish = (values, password = secret) => execFileSync('mosquitto_pub', ['-h', host, '-p', port, '-q', '1', '-i', code, '-u', code, '-P', password, '-t', topic,
    '-m', JSON.stringify({ v: 1, ts: Date.now(), seq: ++seq, pts: Object.entries(values).map(([id, v]) => ({ id, v })) })], { stdio: 'pipe' })
  assert.throws(() => publish({ 'GT-9': 5 }, 'wrong'))

  for (const [id, name, kind, unit, most, hh, h] of [['GT-9', '泵房可燃气体', '可燃气体浓度', '%LEL', 100, 50, 25], ['PT-9', '泵出口压力', '压力', 'MPa', 4, '', 1.2]]) {
    await firm.goto('/monitor_point/new')
    await choose(firm, firm, '采集网关', called, called)
    await fill(firm, '设备侧编码', id)
    await fill(firm, '名称', name)
    await choose(firm, firm, '监测类型', kind, '')
    await fill(firm, '单位', unit)
    await fill(firm, '小数位数', 1)
    await fill(firm, '量程下限', 0)
    await fill(firm, '量程上限', most)
    if (hh) await fill(firm, '高高限', hh)
    await fill(firm, '高限', h)
    await firm.getByRole('button', { name: '保存', exact: true }).click()
    await firm.locator('header.top h1').filter({ hasText: name }).waitFor()
  }
  const pressure = new URL(firm.url()).pathname
  publish({ 'GT-9': 6.5, 'PT-9': 0.8, 'NONE': 1 })
  await firm.getByRole('region', { name: '实时值' }).getByText('0.8', { exact: false }).first().waitFor()
  await firm.goto(gateway)
  await state(firm, '在线') // without a reload
  await firm.getByText('设备发送了没有建测点的编码').waitFor()

  const card = firm.getByRole('link', { name: /泵房可燃气体/ })
  await firm.goto('/monitor-live')
  await card.getByText('6.5').waitFor()
  publish({ 'GT-9': 61.2 })
  await card.getByText('61.2').waitFor() // by the stream, without a reload
  await card.getByText('高高报').waitFor()
  await shot(firm, 'manual-monitor-live')

  const county = await sign(await launch(), 'jinshui'), city = await sign(await launch(), 'regulator')
  for (const page of [firm, county, city]) {
    await page.goto('/monitor_alarm?status=new')
    await page.getByRole('link', { name: /泵房可燃气体 高高报：61.2%LEL/ }).first().click()
    await state(page, '待确认')
    await said(page, '通知企业')
    await said(page, '通知县级')
    await said(page, '通知市级')
    await page.getByText('收到时间').waitFor()
  }
  const at = new URL(firm.url()).pathname
  await county.goto('/notice')
  await county.getByText(/【橙色预警】泵房可燃气体/).first().waitFor()
  await county.goto(at)
  await step(firm, '确认')
  await state(firm, '已确认')
  await step(firm, '开始处置', (box) => fill(box, '处置措施', '停泵，打开强制通风，人员撤离'))
  await city.reload()
  await step(city, '记录情况', (box) => fill(box, '处置情况', '已通知消防待命'))
  await county.reload()
  await step(county, '记录情况', (box) => fill(box, '处置情况', '执法人员已到现场'))
  publish({ 'GT-9': 72.4 })
  publish({ 'GT-9': 5.1 })
  await firm.reload()
  await said(firm, '数值恢复')
  await said(firm, '执法人员已到现场')
  await step(firm, '关闭', async (box) => { await choose(firm, box, '报警原因', '真实险情', ''); await fill(box, '处置措施', '机械密封泄漏，已更换') })
  await state(firm, '已关闭')
  await shot(firm, 'manual-monitor-alarm')

  const again = async (v) => { // the pressure alarms, and the enterprise opens its alarm
    publish({ 'PT-9': v })
    await firm.goto('/monitor_alarm?status=new')
    await firm.getByRole('link', { name: /泵出口压力 高报/ }).first().click()
    await state(firm, '待确认')
  }
  await again(1.4)
  await step(firm, '误报', (box) => fill(box, '意见', '校验压力表造成'))
  await state(firm, '已关闭')
  publish({ 'PT-9': 1.5 }) // it still holds: no second one
  assert.equal((await (await firm.request.get('/api/monitor_alarm?status=new&point=' + pressure.split('/').pop())).json()).items.length, 0)
  publish({ 'PT-9': 0.9 })
  await again(1.3)
  await step(firm, '搁置', async (box) => { await date(firm, box, '搁置到', day(3)); await fill(box, '搁置理由', '大修期间') })
  await state(firm, '已搁置')
  publish({ 'PT-9': 0.8 })

  await firm.goto(pressure)
  const curve = firm.getByRole('region', { name: '实时值' })
  await curve.getByText('1小时', { exact: true }).click()
  await curve.getByRole('img', { name: '泵出口压力' }).locator('path').first().waitFor()
  await shot(firm, 'manual-monitor-point')
  const csv = (await download(firm, 'CSV')).toString('utf8')
  assert.match(csv, /PT-9,泵出口压力,MPa,[^\n]*,1\.5,/)
  const rows = sheet(await download(firm, 'Excel'))
  assert.equal(rows[0][0], '编码')
  assert.ok(rows.slice(1).every((r) => r[0] === 'PT-9') && rows.length > 1)

  await city.goto('/monitor-compare')
  await city.getByRole('combobox', { name: '测点' }).fill('T101')
  for (const name of [/1号液氨储罐压力/, /1号液氨储罐温度/]) await city.getByRole('option', { name }).locator('visible=true').first().click()
  await city.getByRole('heading', { name: '曲线对比' }).first().click() // closes the list
  await city.getByRole('img', { name: '1号液氨储罐温度' }).locator('path').first().waitFor()
  await city.getByText('7天', { exact: true }).click()
  await city.getByRole('img', { name: '1号液氨储罐压力' }).locator('path').first().waitFor()
  await shot(city, 'manual-monitor-compare')

  await county.goto('/monitor-draw')
  await county.getByRole('button', { name: '抽查', exact: true }).click()
  await county.getByText(/等待应答，还剩/).first().waitFor()
  const call = await county.locator('.calls li.now a').first().getAttribute('href')
  await firm.goto(call)
  await step(firm, '应答', async (box) => { await fill(box, '值守人员', '李班长'); await fill(box, '当前情况', '装置正常') })
  await county.getByText(/已应答，用时/).first().waitFor()
  await county.getByText('值守人员：李班长').first().waitFor()
  await shot(county, 'manual-monitor-draw')

  await firm.goto(gateway)
  await step(firm, '停用', (box) => fill(box, '意见', '更换主机'))
  assert.throws(() => publish({ 'GT-9': 5 }))
  return `${seq} messages, an orange alarm at three levels`
}
