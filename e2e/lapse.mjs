// In the middle of a form the session ends, then the network goes: the person is told, and nothing that was written is lost.
import assert from 'node:assert/strict'
import path from 'node:path'

export default async function lapse({ accounts, launch, sign, shots }) {
  const page = await sign(await launch(), 'jinshui'), words = '配电箱没有门，线头裸露'
  await page.goto('/hazard/new/edit')
  const said = page.locator('[data-field=title]').getByRole('textbox')
  await said.fill(words)
  await page.context().clearCookies()
  await page.getByRole('button', { name: '保存', exact: true }).click()
  await page.waitForURL(/\/login/)
  await page.getByText('登录已过期，请重新登录').waitFor()
  await page.screenshot({ path: path.join(shots, 'expired.png') })
  assert.equal(await page.getByRole('dialog').count(), 0, 'nobody is asked whether to leave what has ended')
  await page.getByLabel('账号', { exact: true }).fill(accounts.jinshui.name)
  await page.getByLabel('密码', { exact: true }).fill(accounts.jinshui.password)
  await page.getByRole('button', { name: '登录' }).click()
  await page.waitForURL(/\/hazard\/new\/edit/)
  await page.getByRole('button', { name: '恢复草稿' }).click()
  await page.waitForFunction((w) => document.querySelector('[data-field=title] textarea, [data-field=title] input')?.value === w, words)

  await page.context().setOffline(true)
  const menu = page.locator('.aside').getByRole('menuitem', { name: '统计指标' })
  const leave = async () => { await menu.click(); await page.getByRole('dialog').getByRole('button', { name: '离开' }).click() }
  await leave()
  await page.getByText('网络不通，请检查网络后重试').first().waitFor()
  assert.equal(await said.inputValue(), words, 'the page stays')
  await page.screenshot({ path: path.join(shots, 'offline.png') })
  await page.context().setOffline(false)
  await leave()
  await page.waitForURL(/\/indicator/)
  await page.locator('#main h1').first().waitFor()
}
