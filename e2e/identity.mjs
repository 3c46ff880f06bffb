// Another system signs in with the accounts of the platform: an administrator registers it in the browser, a public JavaScript client
// (openid-client) takes somebody through sign-in, consent, user information, refresh and sign-out, and hears by the back channel that the
// sign-in has ended. Then a roster of people is compared, looked at, applied and taken back.
import assert from 'node:assert/strict'
import { createPublicKey, verify } from 'node:crypto'
import http from 'node:http'
import path from 'node:path'
import * as oidc from 'openid-client'
import { fill, pick, state, step } from './hand.mjs'

/** The other system: where browsers come back to, and where the platform says that a sign-in has ended. */
async function relying() {
  const came = [], heard = []
  const server = http.createServer((req, res) => {
    let body = ''
    req.on('data', (chunk) => { body += chunk })
    req.on('end', () => {
      if (req.method === 'POST') heard.push(new URLSearchParams(body).get('logout_token'))
      else if (!req.url.startsWith('/favicon')) came.push(req.url)
      res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end('<!doctype html><html lang="zh-CN"><title>检查执法系统</title><link rel="icon" href="data:,"><h1>检查执法系统</h1>')
    })
  })
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready))
  const base = 'http://127.0.0.1:' + server.address().port
  const until = async (list, what) => {
    for (let i = 0; i < 300; i++) {
      if (list.length) return list.shift()
      await new Promise((r) => setTimeout(r, 100))
    }
    throw new Error('never came: ' + what)
  }
  return { base, back: () => until(came, 'the browser').then((url) => new URL(url, base)), told: () => until(heard, 'the logout token'), close: () => server.close() }
}

const decode = (part) => JSON.parse(Buffer.from(part, 'base64url').toString())

export default async function identity({ base, launch, sign, shots }) {
  const rp = await relying()
  const shot = (page, name) => page.screenshot({ path: path.join(shots, name + '.png') })
  try {
    const admin = await sign(await launch(), 'admin')
    await admin.goto('/identity_client')
    await admin.getByRole('button', { name: '新建' }).first().click()
    await fill(admin, '系统名称', '检查执法系统')
    await fill(admin, '用途', '现场检查和执法文书，由市局执法监督科管理')
    await fill(admin, '首页地址', rp.base + '/')
    await pick(admin, '类型', '服务器应用')
    await fill(admin, '登录回调地址', rp.base + '/cb')
    await fill(admin, '退出回调地址', rp.base + '/bye')
    await fill(admin, '退出通知地址', rp.base + '/back')
    for (const scope of ['姓名、登录名、机构、属地', '角色', '在登录期间续期']) await admin.getByText(scope, { exact: true }).click()
    await shot(admin, 'manual-identity-form')
    await admin.getByRole('button', { name: '保存', exact: true }).click()
    await admin.waitForURL(/\/identity_client\/[0-9a-f]{20,}$/)
    const id = admin.url().split('/').at(-1)
    await admin.getByRole('button', { name: '生成密钥' }).click()
    await admin.getByRole('dialog').getByRole('button', { name: '生成', exact: true }).click()
    const secret = await admin.getByRole('textbox', { name: '客户端密钥' }).inputValue()
    await shot(admin, 'identity-secret')
    await admin.getByRole('button', { name: '我已保存' }).click()
    await admin.getByRole('dialog').waitFor({ state: 'hidden' })
    await shot(admin, 'manual-identity-client')

    // the other system, with a public client
    const config = await oidc.discovery(new URL(base), id, secret, undefined, { execute: [oidc.allowInsecureRequests] })
    const verifier = oidc.randomPKCECodeVerifier(), nonce = oidc.randomNonce(), mark = oidc.randomState()
    const start = oidc.buildAuthorizationUrl(config, { redirect_uri: rp.base + '/cb', scope: 'openid profile roles offline_access', code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', nonce, state: mark })
    const user = await launch({ also: [new URL(rp.base).host] })
    await user.goto(start.href)
    await user.getByLabel('账号', { exact: true }).fill('regulator')
    await user.getByLabel('密码', { exact: true }).fill('Yanshi-2018')
    await user.getByRole('button', { name: '登录' }).click()
    await user.getByText('检查执法系统').first().waitFor()
    await user.getByText('姓名、登录名、机构、属地').waitFor()
    await shot(user, 'manual-identity-consent')
    await user.getByRole('button', { name: '同意并登录' }).click()
    const tokens = await oidc.authorizationCodeGrant(config, await rp.back(), { pkceCodeVerifier: verifier, expectedNonce: nonce, expectedState: mark })
    const claims = tokens.claims()
    assert.equal(claims.preferred_username, 'regulator')
    assert.deepEqual(claims.roles, ['regulator'])
    assert.equal(claims.region, '4101')
    const info = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
    assert.equal(info.name, claims.name)
    const next = await oidc.refreshTokenGrant(config, tokens.refresh_token)
    assert.notEqual(next.refresh_token, tokens.refresh_token)
    await assert.rejects(oidc.fetchUserInfo(config, tokens.access_token, claims.sub), 'the access token from before the refresh is over')

    await user.goto(base + '/application')
    const tile = user.locator('.tile').filter({ hasText: '检查执法系统' }).first()
    await tile.getByText('最近登录').waitFor()
    await shot(user, 'manual-identity-application')
    await user.goto(start.href) // signed in and agreed: no question
    assert.ok((await rp.back()).searchParams.get('code'))

    // sign-out from the other system
    const end = oidc.buildEndSessionUrl(config, { id_token_hint: next.id_token, post_logout_redirect_uri: rp.base + '/bye', state: mark })
    await user.goto(end.href)
    const bye = await rp.back()
    assert.equal(bye.pathname + bye.searchParams.get('state'), '/bye' + mark)
    const [head, body, signature] = (await rp.told()).split('.')
    const keys = (await (await fetch(config.serverMetadata().jwks_uri)).json()).keys
    const key = keys.find((k) => k.kid === decode(head).kid)
    assert.ok(verify('RSA-SHA256', Buffer.from(head + '.' + body), createPublicKey({ key, format: 'jwk' }), Buffer.from(signature, 'base64url')), 'the logout token is signed')
    assert.equal(decode(body).sid, claims.sid)
    await assert.rejects(oidc.refreshTokenGrant(config, next.refresh_token), 'the tokens end with the sign-in')
    await user.goto(base + '/application')
    await user.getByLabel('密码', { exact: true }).waitFor()

    const auditor = await sign(await launch(), 'auditor')
    await auditor.goto('/identity_client/' + id)
    await auditor.getByRole('tab', { name: '办理过程' }).click()
    await auditor.getByText('登录到其他系统').first().waitFor()

    // a roster: compared, looked at, applied, taken back
    await admin.goto('/identity-synchronise')
    await admin.getByText('还没有用户来源').waitFor()
    await shot(admin, 'identity-empty')
    await admin.goto('/identity_source/new')
    await fill(admin, '名称', '市局花名册')
    await pick(admin, '方式', '表格')
    await admin.getByRole('button', { name: '保存', exact: true }).click()
    await admin.waitForURL(/\/identity_source\/[0-9a-f]{20,}$/)
    const serial = Date.now() % 1e6
    await admin.getByLabel('上传花名册').setInputFiles({ name: '花名册.csv', mimeType: 'text/csv', buffer: Buffer.from(`登录名,姓名,手机,部门\nxin${serial},新来的,13812345678,办公室\nlai${serial},后来的,,办公室\nregulator,冒名的,,\n`) })
    await admin.waitForURL(/\/identity_sync\/[0-9a-f]{20,}$/)
    await state(admin, '待确认')
    const lines = admin.locator('.differences tbody tr')
    assert.equal(await lines.count(), 2)
    await lines.filter({ hasText: '新来的' }).getByText('138****5678').waitFor()
    await lines.filter({ hasText: '后来的' }).locator('.el-switch').click()
    await lines.filter({ hasText: '后来的' }).and(admin.locator('.off')).waitFor()
    await shot(admin, 'manual-identity-differences')
    await step(admin, '应用')
    await state(admin, '已应用')
    await lines.filter({ hasText: '新来的' }).getByText('已应用').waitFor()
    await lines.filter({ hasText: '新来的' }).getByRole('link').click()
    await admin.getByText('xin' + serial).first().waitFor()
    await admin.goBack()
    await step(admin, '撤销', (box) => fill(box, '意见', '名单有误'))
    await state(admin, '已撤销')
    await admin.goto('/identity-synchronise')
    await admin.getByRole('link', { name: /市局花名册 20/ }).first().waitFor()
    await shot(admin, 'manual-identity-synchronise')
    await admin.setViewportSize({ width: 390, height: 844 })
    await shot(admin, 'identity-narrow')
  } finally { rp.close() }
}
