// A regulator makes the account safe: a code by an app, recovery codes, a passkey (the browser's own virtual authenticator); signs in with
// each; a stranger's link leads nowhere; what is important asks again and then goes on; the security administrator changes the rules.
import assert from 'node:assert/strict'
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { fill } from './hand.mjs'

/** The code that an app shows (RFC 6238), steps from now. */
function totp(secret, steps = 0) {
  const bits = [...secret.replace(/\s/g, '')].map((ch) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(ch).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps))
  const sum = crypto.createHmac('sha1', key).update(counter).digest()
  const at = sum[19] & 15
  return String((sum.readUInt32BE(at) & 0x7fffffff) % 1e6).padStart(6, '0')
}

export default async function signin({ base, accounts, launch, sign, shots }) {
  const shot = (page, file, options = {}) => page.screenshot({ path: path.join(shots, file + '.png'), ...options })
  const at = base.replace('127.0.0.1', 'localhost') // passkeys want a name
  const who = accounts.zhongmu
  const enter = async (page, to = '/login') => {
    await page.goto(to)
    await fill(page, '账号', who.name)
    await fill(page, '密码', who.password)
    await page.getByRole('button', { name: '登录', exact: true }).click()
  }
  const inside = (page) => page.getByRole('button', { name: '用户', exact: true }).waitFor()
  const leave = async (page) => {
    await page.getByRole('button', { name: '用户', exact: true }).click()
    await page.getByRole('menuitem', { name: '退出登录' }).click()
    await page.waitForURL('**/login')
  }

  // the rules: a proof of identity serves for one minute while this journey runs
  const guard = await sign(await launch(), 'province.security')
  const rule = async (minutes) => {
    await guard.goto('/account_protection')
    await guard.getByLabel('再次验证后', { exact: true }).fill(String(minutes))
    await guard.getByLabel('再次验证后', { exact: true }).press('Tab')
    const answer = guard.waitForResponse((r) => r.request().method() === 'PATCH' && r.url().includes('/api/account_protection/'))
    await guard.getByRole('button', { name: '保存', exact: true }).click()
    return answer
  }
  assert.equal((await rule(1)).status(), 200)
  await shot(guard, 'manual-account-protection')
  const began = Date.now()

  const page = await launch({ baseURL: at, also: [new URL(at).host] })
  await page.goto('/login')
  await page.getByRole('button', { name: '使用通行密钥' }).waitFor()
  await shot(page, 'manual-login')
  await enter(page, '/login?next=//evil.example/steal')
  await inside(page)
  assert.equal(new URL(page.url()).origin + new URL(page.url()).pathname, at.replace(/\/$/, '') + '/', 'a link of a stranger leads to the first page')

  await page.getByRole('button', { name: '用户', exact: true }).click()
  await page.getByRole('menuitem', { name: '账号安全' }).click()
  await page.getByRole('button', { name: '设置动态口令' }).click()
  const secret = await page.locator('code').innerText()
  await page.getByRole('img', { name: '动态口令二维码' }).waitFor()
  await page.getByLabel('6位数字', { exact: true }).fill('000000')
  await page.getByRole('button', { name: '确认启用' }).click()
  await page.getByText('验证码不正确，请核对手机时间后再试').waitFor()
  await page.getByLabel('6位数字', { exact: true }).fill(totp(secret))
  await page.getByRole('button', { name: '确认启用' }).click()
  await page.getByRole('dialog', { name: '请保存恢复码' }).waitFor()
  const codes = await page.locator('.codes li').allInnerTexts()
  assert.equal(codes.length, 10)
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: '下载', exact: true }).click()
  assert.ok(fs.readFileSync(await (await download).path(), 'utf8').includes(codes[9]), 'the file holds the codes')
  await page.getByRole('button', { name: '我已保存' }).click()

  await leave(page)
  await enter(page)
  await page.getByRole('heading', { name: '第二步验证' }).waitFor()
  await shot(page, 'manual-login-factor')
  await page.getByRole('textbox', { name: '动态口令' }).fill('000000')
  await page.getByRole('button', { name: '验证', exact: true }).click()
  await page.getByText('验证码不正确').waitFor()
  await page.getByRole('textbox', { name: '动态口令' }).fill(totp(secret, 1)) // the code of this step has served
  await page.getByRole('button', { name: '验证', exact: true }).click()
  await inside(page)

  // a passkey on this machine: a key ring that the browser plays
  const wire = await page.context().newCDPSession(page)
  await wire.send('WebAuthn.enable')
  const { authenticatorId } = await wire.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } })
  await page.goto('/security')
  await page.getByRole('button', { name: '添加通行密钥' }).click()
  const naming = page.getByRole('dialog', { name: '通行密钥的名称' })
  await naming.getByRole('textbox').fill('办公电脑')
  await naming.getByRole('button', { name: '保存' }).click()
  await page.locator('li').filter({ hasText: '办公电脑' }).getByRole('button', { name: '改名' }).waitFor()
  await naming.waitFor({ state: 'hidden' })
  await page.waitForTimeout(3_500) // until what was said is gone
  await shot(page, 'manual-account-security')
  await page.setViewportSize({ width: 390, height: 844 })
  await shot(page, 'security-390', { fullPage: true })
  await page.setViewportSize({ width: 1440, height: 900 })
  await leave(page)
  await page.getByRole('button', { name: '使用通行密钥' }).click()
  await inside(page)
  const { credentials } = await wire.send('WebAuthn.getCredentials', { authenticatorId })
  assert.equal(credentials.length, 1)
  assert.equal(credentials[0].rpId, 'localhost')

  // with the password, the passkey is the second step; the page offers every way
  await leave(page)
  await enter(page)
  await page.getByRole('radiogroup', { name: '验证方式' }).getByText('恢复码').click()
  await page.getByRole('textbox', { name: '恢复码' }).fill(codes[0])
  await page.getByRole('button', { name: '验证', exact: true }).click()
  await inside(page)
  await page.goto('/security')
  await page.getByText('还剩 9 个').waitFor()
  const proved = Date.now()

  // after a minute an export asks again, and goes on by itself
  await page.goto('/hazard')
  await page.waitForTimeout(Math.max(0, 62_000 - (Date.now() - proved)))
  await page.getByRole('button', { name: '导出' }).click()
  const file = page.waitForEvent('download', { timeout: 60_000 })
  await page.getByRole('menuitem', { name: 'CSV（.csv）' }).click()
  const again = page.getByRole('dialog', { name: '再次验证身份' })
  await again.waitFor()
  await page.waitForTimeout(500)
  await shot(page, 'manual-reauthenticate')
  await fill(again, '您的登录密码', 'wrong')
  await again.getByRole('button', { name: '验证', exact: true }).click()
  await again.getByText('密码不正确').waitFor()
  await again.getByRole('radiogroup', { name: '验证方式' }).getByText('通行密钥').click()
  await again.getByRole('button', { name: '验证', exact: true }).click()
  assert.match((await file).suggestedFilename(), /^隐患_.*\.csv$/)

  const done = rule(15)
  const proof = guard.getByRole('dialog', { name: '再次验证身份' })
  await proof.waitFor()
  await fill(proof, '您的登录密码', accounts['province.security'].password)
  await proof.getByRole('button', { name: '验证', exact: true }).click()
  await done
  await guard.getByText('已保存，立即生效').waitFor()
  return `${Math.round((Date.now() - began) / 1000)} s of which a minute is waiting`
}
