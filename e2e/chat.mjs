// A regulator discusses a hazard with the enterprise, and both with everything that a message can be; what one reads the other sees as read; a message is
// taken back; markup stays text; a cut network loses nothing; the phone sends later what was written without a network, once. The month of duty is planned.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { choose, photo } from './hand.mjs'

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

async function violations(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe)
  return page.evaluate(async () => {
    const r = await window.axe.run({ exclude: [['.maplibregl-map'], ['.el-popper']] }, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], elementRef: false })
    return r.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => `${v.id}: ${v.nodes.slice(0, 2).map((n) => n.html.slice(0, 160)).join(' | ')}`)
  })
}

export default async function chat({ base, accounts, launch, sign, shots }) {
  const faults = []
  const shot = (page, file) => page.screenshot({ path: path.join(shots, file + '.png') })
  const look = async (page, name) => {
    await page.waitForTimeout(400)
    await shot(page, name)
    for (const v of await violations(page)) faults.push(`${name}: ${v}`)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    if (wide > 0) faults.push(`${name}: ${wide} px too wide`)
  }
  const county = await sign(await launch(), 'jinshui')
  const leader = await sign(await launch(), 'jinshui.leader')
  const said = (page) => page.locator('.chat-entry')
  const write = async (page, words) => { await page.getByRole('textbox', { name: '输入消息' }).fill(words); await page.getByRole('textbox', { name: '输入消息' }).press('Enter') }
  const hear = (page, words) => said(page).filter({ hasText: words }).first().waitFor()

  // the directory, by the sound of a name
  const other = await (await leader.request.get('/api/me')).json()
  await county.goto('/directory')
  await county.getByRole('heading', { name: '通讯录' }).waitFor()
  await look(county, 'manual-chat-directory')
  const initials = await county.request.get('/api/chat/people?q=' + encodeURIComponent(other.label))
  assert.ok((await initials.json()).items.some((x) => x.id === other.id), 'found by name')
  await county.getByRole('textbox', { name: '找人' }).fill(other.label)
  await county.locator('.cards li').filter({ hasText: other.label }).first().getByRole('button', { name: '发消息' }).click()
  await county.waitForURL(/\/chat\?talk=/)
  const talk = new URL(county.url()).searchParams.get('talk')

  // two browsers
  await leader.goto('/portal')
  await leader.getByRole('heading', { name: /好|夜深/ }).waitFor()
  const attack = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>[x](javascript:window.hit=1)'
  await write(county, attack)
  await write(county, '今晚的联合检查几点集合？')
  await leader.getByRole('button', { name: '聊天，2 条未读' }).waitFor()
  await look(leader, 'manual-portal')
  await leader.getByRole('button', { name: '聊天，2 条未读' }).click()
  await leader.locator('.talks a').first().click()
  await hear(leader, '几点集合')
  assert.equal(await leader.locator('.bubble').filter({ hasText: '<img' }).first().innerText(), attack, 'markup is shown as it was typed')
  assert.equal(await leader.evaluate(() => window.hit), undefined, 'markup ran')
  await county.locator('[data-read="1"]').first().waitFor() // the leader has read it
  await write(leader, '七点半，局门口。')
  await hear(county, '七点半')

  // a picture, a file, a place, a voice
  await leader.getByLabel('发送图片').setInputFiles(await photo(leader, '检查路线', '#3c6e8c'))
  await county.locator('.chat-entry .picture img').first().waitFor()
  await leader.getByLabel('发送文件').setInputFiles({ name: '检查分工.txt', mimeType: 'text/plain', buffer: Buffer.from('一组：冲压车间\n二组：危化品库\n') })
  await hear(county, '检查分工.txt')
  await leader.getByLabel('发送文件').setInputFiles({ name: '页面.html', mimeType: 'text/html', buffer: Buffer.from('<!doctype html><script>alert(1)</script>') })
  await leader.getByText(/不能上传网页/).waitFor()
  await leader.getByRole('button', { name: '发送位置' }).click()
  await leader.getByRole('textbox', { name: '地点名称' }).fill('局门口')
  await leader.locator('.maplibregl-canvas').click({ position: { x: 200, y: 160 } })
  await leader.getByRole('dialog').getByRole('button', { name: '确定' }).click()
  await hear(county, '局门口')
  await leader.getByRole('button', { name: '录语音' }).click()
  await leader.getByText('正在录音 2 秒').waitFor()
  await leader.getByRole('button', { name: '发送语音' }).click()
  await hear(county, '语音 2 秒')
  const voice = await county.locator('.voice audio').getAttribute('src')
  const played = await county.evaluate((src) => new Promise((done) => { const a = new Audio(src); a.onloadedmetadata = () => done('plays'); a.onerror = () => done('does not play: ' + a.error?.message); a.load() }), voice)
  assert.equal(played, 'plays')

  // taken back
  await write(leader, '发错群的一句话')
  await hear(county, '发错群')
  await said(leader).filter({ hasText: '发错群' }).getByRole('button', { name: '撤回' }).click()
  await said(county).filter({ hasText: '发错群' }).first().waitFor({ state: 'detached' })
  await county.locator('.chat-note').filter({ hasText: '撤回了一条消息' }).first().waitFor()
  await look(county, 'manual-chat')
  await look(leader, 'chat-leader')

  // the network is cut: nothing is lost, nothing comes twice
  await county.context().setOffline(true)
  await county.evaluate(() => window.dispatchEvent(new Event('offline')))
  for (let i = 1; i <= 5; i++) await write(leader, `断网时的第${i}句`)
  await write(county, '我这边断网了')
  await county.waitForTimeout(1200)
  await county.context().setOffline(false)
  await hear(county, '断网时的第5句')
  await hear(leader, '我这边断网了')
  const lines = await county.locator('.chat-entry .bubble').allInnerTexts()
  assert.deepEqual(lines.filter((x) => x.startsWith('断网时')), [1, 2, 3, 4, 5].map((i) => `断网时的第${i}句`))
  assert.equal(await leader.locator('.bubble').filter({ hasText: '我这边断网了' }).count(), 1)

  // a hazard and its discussion
  const hazard = (await (await county.request.get('/api/hazard?status=open&limit=1')).json()).items[0]
  await county.goto('/hazard/' + hazard.id)
  await county.locator('header.top').getByRole('button', { name: '讨论' }).click()
  await county.waitForURL(/\/chat\?talk=/)
  await county.getByText('发起讨论').first().waitFor()
  await county.getByRole('button', { name: '会话信息' }).click()
  const drawer = county.getByRole('dialog', { name: /隐患/ })
  await drawer.getByText('成员').first().waitFor()
  await look(county, 'chat-members')
  await county.keyboard.press('Escape')
  await write(county, '请说明整改进度')
  await hear(county, '请说明整改进度')
  const matter = new URL(county.url()).searchParams.get('talk')
  assert.equal((await leader.request.get(`/api/chat/talk/${matter}/entries`)).status(), 404, 'who is no member reads nothing')

  // the auditor sees that they talk, not what
  const auditor = await sign(await launch(), 'auditor')
  await auditor.goto('/chat_talk')
  await auditor.locator('.list .el-table__row').first().waitFor()
  await look(auditor, 'chat-audit')
  assert.equal((await auditor.request.get(`/api/chat/talk/${talk}/entries`)).status(), 404, 'the auditor reads')

  // narrow
  const small = await sign(await launch({ viewport: { width: 390, height: 844 } }), 'jinshui')
  await small.goto('/chat')
  await small.locator('.talks a').first().waitFor()
  await look(small, 'chat-narrow-list')
  await small.goto('/chat?talk=' + talk)
  await hear(small, '七点半')
  await look(small, 'chat-narrow')
  await small.goto('/portal')
  await small.getByRole('heading', { name: /好|夜深/ }).waitFor()
  await look(small, 'portal-narrow')

  // the phone: what is said without a network arrives later, once and in order
  const phone = await launch({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  await phone.goto('/m/login')
  await phone.getByLabel('账号').fill(accounts['jinshui.leader'].name)
  await phone.getByLabel('密码', { exact: true }).fill(accounts['jinshui.leader'].password)
  await phone.getByRole('button', { name: '登录' }).click()
  await phone.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: /聊天/ }).click()
  await phone.locator('.entry').first().waitFor()
  await look(phone, 'phone-talks')
  await phone.goto('/m/talk/' + talk)
  await phone.getByText('我这边断网了').waitFor()
  await phone.context().setOffline(true)
  for (let i = 1; i <= 3; i++) { await phone.getByRole('textbox', { name: '输入消息' }).fill(`路上写的第${i}句`); await phone.getByRole('button', { name: '发送' }).click() }
  await phone.getByText('联网后发出').nth(2).waitFor()
  await look(phone, 'phone-talk-offline')
  await phone.context().setOffline(false)
  await phone.evaluate(() => window.dispatchEvent(new Event('online')))
  await county.goto('/chat?talk=' + talk)
  await hear(county, '路上写的第3句')
  await county.waitForTimeout(500)
  const road = (await county.locator('.chat-entry .bubble').allInnerTexts()).filter((x) => x.startsWith('路上写的'))
  assert.deepEqual(road, [1, 2, 3].map((i) => `路上写的第${i}句`))
  await phone.locator('.said .bubble').filter({ hasText: '路上写的第3句' }).first().waitFor()
  await look(phone, 'manual-chat-phone')

  // duty: a post, its month, who is there now
  const staff = (await (await leader.request.get('/api/chat/people?q=' + encodeURIComponent('金水'))).json()).items.filter((x) => x.region === other.region).slice(0, 4).map((x) => x.id)
  const people = [...new Set([other.id, ...staff])]
  const made = await leader.request.post('/api/roster_post', { headers: { 'Idempotency-Key': 'post-' + Date.now() }, data: { name: '应急值班室', telephone: '0371-63990000', turn: 'shift', warn: 5, people, shifts: [{ name: '白班', from_time: '08:00', to_time: '20:00', people: 1 }, { name: '夜班', from_time: '20:00', to_time: '08:00', people: 1 }] } })
  assert.equal(made.status(), 201, await made.text())
  await leader.goto('/roster?post=' + (await made.json()).id)
  await leader.getByRole('button', { name: '生成排班' }).click()
  await leader.getByText('这是预排，还没有保存').waitFor()
  await leader.getByRole('button', { name: '保存排班' }).click()
  await leader.getByRole('dialog').getByRole('button', { name: '保存' }).click()
  await leader.getByText('已保存').waitFor()
  await leader.locator('.cell .who').first().waitFor()
  await look(leader, 'manual-roster')
  // a seat that is empty leads to where somebody is put there
  const [seat] = (await (await leader.request.get('/api/roster_duty?limit=1')).json()).items
  const freed = await leader.request.delete('/api/roster_duty/' + seat.id, { headers: { 'If-Match': `"${seat.rev}"`, 'Idempotency-Key': 'free-' + Date.now() } })
  assert.ok(freed.ok(), await freed.text())
  await leader.reload()
  await leader.locator('.cell a.gap').last().click()
  await choose(leader, leader, '值班人', seat.display.person)
  await leader.getByRole('button', { name: '保存', exact: true }).click()
  await leader.getByRole('heading', { name: seat.title }).waitFor()
  // his own duty leads to asking for a swap, which offers his duties only
  const person = (await (await leader.request.get('/api/me')).json()).id
  const duty = (await (await leader.request.get(`/api/roster_duty?person=${person}&sort=-day&limit=1`)).json()).items[0]
  await leader.goto('/roster_duty/' + duty.id)
  await leader.getByRole('link', { name: '申请换班' }).click()
  await leader.getByRole('combobox', { name: '我的班', exact: true }).click()
  const offered = leader.getByRole('option').locator('visible=true')
  await offered.filter({ hasText: duty.title }).waitFor()
  assert.ok((await offered.allInnerTexts()).every((x) => x.includes(duty.display.person)), 'duties of others are offered to be given away')
  await leader.goto('/roster-now')
  await leader.locator('.posts article').first().waitFor()
  await look(leader, 'manual-roster-now')
  await leader.setViewportSize({ width: 390, height: 844 })
  await leader.waitForTimeout(300)
  await look(leader, 'roster-now-narrow')
  await leader.goto('/roster')
  await leader.locator('.cell').first().waitFor()
  await look(leader, 'roster-narrow')

  if (faults.length) throw new Error(faults.join('\n'))
  return `${(await (await county.request.get(`/api/chat/talk/${talk}/entries?limit=200`)).json()).items.length} entries of one talk`
}
