// A notice with a reply slip: drafted with a preview of how many it reaches, issued, told on open pages without a reload, read and answered at the
// desk and on the phone, urged, corrected with its history, public without a session. What is typed as markup stays text everywhere.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { choose, fill, state, step } from './hand.mjs'

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
async function accessible(page, where) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe)
  const found = await page.evaluate(async () => (await window.axe.run({ exclude: [['.el-popper'], ['.el-message']] }, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], elementRef: false })).violations
    .filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => `${v.id}: ${v.nodes.slice(0, 2).map((n) => n.html.slice(0, 160)).join(' | ')}`))
  assert.deepEqual(found, [], `axe at ${where}`)
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  assert.ok(wide <= 0, `${where} is ${wide} px too wide`)
}

const hostile = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>'

export default async function notice({ launch, sign, shots, manual }) {
  const evil = manual ? '' : hostile // not in the pictures of the manual
  const shot = (page, name) => page.screenshot({ path: path.join(shots, `manual-notice-${name}.png`) })
  const title = `粉尘涉爆专项整治通知${manual ? '' : Date.now() % 1e5}`
  const safety = await sign(await launch(), 'safety')
  await safety.getByRole('note').filter({ hasText: '短信只记录、不发出' }).waitFor()
  const before = Number((await safety.locator('.bell .number').textContent({ timeout: 2000 }).catch(() => '0')) || 0)

  const clerk = await sign(await launch(), 'clerk')
  await clerk.goto('/office_notice/new')
  await clerk.getByRole('heading', { name: '拟稿' }).waitFor()
  await fill(clerk, '标题', title + evil)
  await fill(clerk, '正文', '各有关企业：\n请于月底前完成自查。' + evil)
  await clerk.locator('[data-field=public] .el-switch').click()
  const count = clerk.locator('.howmany b')
  await clerk.locator('[data-field=to_firms] .el-switch').click()
  await clerk.waitForFunction(() => Number(document.querySelectorAll('.howmany b')[1]?.textContent) > 100)
  const all = Number(await count.nth(1).textContent())
  await clerk.locator('[data-field=trades] .el-select__wrapper').click()
  await clerk.getByRole('option', { name: '机械', exact: true }).locator('visible=true').click()
  await clerk.waitForFunction((n) => { const now = Number(document.querySelectorAll('.howmany b')[1]?.textContent); return now > 0 && now < n }, all)
  const some = Number(await count.nth(1).textContent())
  await clerk.getByRole('heading', { name: '拟稿' }).click()
  const slip = clerk.locator('[data-field=questions]')
  await slip.getByRole('button', { name: '添加一行' }).click()
  const row = slip.locator('tbody tr').first()
  await fill(row, '项目', '涉粉作业人数')
  await choose(clerk, row, '填法', '数字')
  await accessible(clerk, 'the editor')
  await shot(clerk, 'editor')
  await clerk.getByRole('button', { name: '保存草稿' }).click()
  await state(clerk, '草稿')
  const where = new URL(clerk.url()).pathname
  await step(clerk, '提交审核')
  await state(clerk, '待审核')

  const leader = await sign(await launch(), 'leader')
  await leader.goto(where)
  await step(leader, '签发')
  await state(leader, '已发布')

  // The open page of the enterprise is told without a reload; the bell leads to the notice; opening it is reading it.
  await safety.waitForFunction((n) => Number(document.querySelector('.bell .number')?.textContent ?? 0) > n, before, { timeout: 30_000 })
  await safety.getByRole('button', { name: /^通知消息/ }).click()
  await safety.locator('.bell-list .item').filter({ hasText: title }).first().waitFor()
  await shot(safety, 'bell')
  await safety.locator('.bell-list .item').filter({ hasText: title }).first().click()
  await safety.locator('.letter h2').filter({ hasText: title }).waitFor()
  if (evil) assert.match(await safety.locator('.letter .body').innerText(), /<img src=x onerror/, 'markup is shown as text')
  await safety.getByRole('button', { name: '提交回执' }).click()
  await safety.getByRole('alert').filter({ hasText: '涉粉作业人数' }).waitFor({ timeout: 3000 }).catch(() => undefined)
  await safety.getByRole('textbox', { name: '涉粉作业人数' }).fill('十个')
  await safety.getByRole('button', { name: /回执$/ }).last().click()
  await safety.getByText('涉粉作业人数应为数字').first().waitFor()
  await safety.getByRole('textbox', { name: '涉粉作业人数' }).fill('12')
  await safety.getByRole('button', { name: /回执$/ }).last().click()
  await safety.getByText('已提交', { exact: true }).waitFor()
  await accessible(safety, 'the notice')
  await shot(safety, 'read')
  await safety.goto('/notice')
  await safety.getByRole('heading', { name: '消息中心' }).waitFor()
  await accessible(safety, 'the inbox')
  await shot(safety, 'inbox')

  // The sender sees who has not read it, and reminds them in one go.
  await clerk.goto(where)
  const figure = (label) => clerk.locator('.reach .figures button').filter({ hasText: label })
  await figure('已回执').filter({ hasText: '1' }).waitFor()
  await clerk.waitForFunction(() => !document.querySelector('.reach h2 small'), null, { timeout: 60_000 }).catch(() => undefined)
  const asked = Number(await figure('应阅').locator('b').textContent())
  assert.ok(asked >= some, `${asked} receipts for ${some} enterprises`)
  await clerk.getByText('12', { exact: true }).first().waitFor()
  await clerk.getByRole('button', { name: '催阅' }).click()
  await clerk.getByText(/已催阅 \d+ 人/).waitFor()
  await accessible(clerk, 'the progress')
  await shot(clerk, 'progress')
  const taking = clerk.waitForEvent('download')
  await clerk.getByRole('link', { name: '导出' }).click()
  const file = path.join(shots, 'replies.csv')
  await (await taking).saveAs(file)
  assert.match(fs.readFileSync(file, 'utf8'), /涉粉作业人数[\s\S]*,12/)

  // A correction: a new edition, to be read again; the old one stays.
  await leader.goto(where)
  await step(leader, '更正', async (box) => { await fill(box, '正文', '各有关企业：\n请于六月底前完成自查。'); await fill(box, '意见', '期限写错') })
  await leader.getByText('第 2 版').waitFor()
  await leader.getByRole('tab', { name: /历史版本/ }).click()
  await leader.getByRole('link', { name: new RegExp(title) }).first().waitFor()

  // The phone: the inbox, the notice, the slip.
  const phone = await launch({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true })
  await phone.goto('/m/login')
  await phone.getByLabel('账号').fill('safety')
  await phone.getByLabel('密码').fill('Yanshi-2018')
  await phone.getByRole('button', { name: '登录' }).click()
  await phone.getByRole('link', { name: /^消息/ }).first().click()
  await phone.getByRole('button', { name: new RegExp('更正：' + title) }).click()
  await phone.getByText('请于六月底前完成自查。').waitFor()
  await phone.getByLabel('涉粉作业人数').fill('15')
  await accessible(phone, 'the phone')
  await phone.screenshot({ path: path.join(shots, 'manual-notice-phone.png') })
  await phone.getByRole('button', { name: '修改回执' }).or(phone.getByRole('button', { name: '提交回执' })).click()
  await phone.getByText('回执已提交').waitFor()

  // Anybody reads what is public, without a session; withdrawn, nobody does.
  const anybody = await launch()
  await anybody.goto('/notices')
  await anybody.getByRole('link', { name: new RegExp(title) }).click()
  await anybody.getByText('请于六月底前完成自查。').waitFor()
  await accessible(anybody, 'the public page')
  await leader.goto(where) // that it was sent to all is written into it meanwhile
  await step(leader, '撤回', async (box) => fill(box, '撤回原因', '政策有变'))
  await state(leader, '已撤回')
  await anybody.reload()
  await anybody.getByText('没有这条公告，或已撤回').waitFor()

  // Settings: what the law asks for cannot be switched off; a test message arrives.
  await safety.goto('/notice_preference')
  const must = safety.getByRole('row', { name: /^通知公告/ }).getByRole('switch').nth(1)
  assert.ok(await must.isDisabled(), 'SMS of notices can be switched off')
  await safety.getByRole('row', { name: /即将到期/ }).locator('.el-switch').first().click()
  await safety.getByText('每天汇总', { exact: true }).click()
  await safety.getByRole('button', { name: '保存' }).click()
  await safety.getByText('已保存').waitFor()
  await accessible(safety, 'the settings')
  await shot(safety, 'settings')
  await clerk.goto('/notice-usage')
  await clerk.getByText('合计').or(clerk.getByText('这段时间没有发送')).first().waitFor() // the people of the demonstration have no mobile numbers
  await accessible(clerk, 'the usage')
  await shot(clerk, 'usage')
  for (const page of [safety, clerk, leader, anybody, phone]) assert.notEqual(await page.title(), 'owned', 'a script that was typed has run')
  return `${some} of ${all} enterprises`
}
