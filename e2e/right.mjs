// Work changes hands: the administrator draws the list up, the giver, the taker and the chief sign it, the security administrator grants the
// rights that come with it. Somebody looks at personal data for a reason, and the auditor finds it; who may do what is explained both ways.
import assert from 'node:assert/strict'
import path from 'node:path'
import { choose, fill, pick, state, step } from './hand.mjs'

export default async function right({ launch, sign, shots }) {
  const shot = (page, name) => page.screenshot({ path: path.join(shots, name + '.png') })
  // What follows from what is typed is shown above the form; times that nobody has set are not.
  const form = await sign(await launch(), 'admin')
  await form.goto('/account/new')
  const derived = form.waitForResponse((r) => r.url().endsWith('/api/account/derive'))
  await fill(form, '姓名', '新来的')
  await derived
  await form.waitForTimeout(300)
  assert.equal(await form.getByText('最近登录', { exact: true }).count(), 0, 'a new account has no last sign-in to show')
  await fill(form, '登录名', `firm${Date.now() % 1e6}`) // an enterprise that others put on record gets its account from an administrator, who reads no files
  await pick(form, '账号类型', '企业')
  assert.equal(await form.getByLabel('监管行业', { exact: true }).count(), 0, 'what only regulators have is not asked')
  await choose(form, form, '企业', '酒店')
  await form.getByRole('combobox', { name: '角色', exact: true }).click({ force: true })
  await form.getByRole('option', { name: '企业安全管理员' }).click()
  await form.keyboard.press('Escape')
  await form.getByRole('button', { name: '保存', exact: true }).click()
  await form.getByText('已保存').waitFor()
  await state(form, '正常')

  const admin = await sign(await launch(), 'admin')
  await admin.goto('/account?q=gaoxin')
  const giver = await admin.locator('.el-table__row').first().locator('a.link').first().innerText()
  await admin.locator('.el-table__row').first().locator('a.link').first().click()
  await admin.getByRole('button', { name: '工作交接' }).click()
  const box = admin.getByRole('dialog', { name: '工作交接' })
  await choose(admin, box, '接手人', '高建业')
  await choose(admin, box, '监交负责人', '郑守安')
  await box.getByText('接手人权限增加').waitFor({ state: 'hidden' })
  await box.getByRole('button', { name: '添加一件' }).click()
  await box.getByLabel('名称', { exact: true }).fill('档案柜钥匙')
  await box.getByLabel('编号、数量', { exact: true }).fill('2把')
  await box.getByPlaceholder('例如：岗位调动').fill('借调省厅')
  await shot(admin, 'manual-handover-form')
  await box.getByRole('button', { name: '发起交接' }).click()
  await state(admin, '待移交人签字')
  const at = new URL(admin.url()).pathname
  const signs = async (who, name, then) => {
    const page = await sign(await launch(), who)
    await page.goto(at)
    await step(page, name)
    await state(page, then)
    return page
  }
  await signs('gaoxin', '签字移交', '待接手人签字')
  await signs('regulator', '签字接手', '待负责人签字')
  const chief = await signs('leader', '签字监交', '已交接')
  await shot(chief, 'manual-handover')
  const paper = await chief.request.get('/api' + at + '/paper?format=html')
  assert.ok((await paper.text()).includes('档案柜钥匙') && (await paper.text()).includes(giver), 'the paper names what was handed over and by whom')

  const clerk = await sign(await launch(), 'clerk')
  await clerk.goto('/person')
  await clerk.locator('.el-table__row .el-checkbox').first().click()
  const seen = await clerk.locator('.el-table__row').first().locator('a.link').first().innerText()
  await clerk.getByRole('button', { name: '查看完整信息' }).click()
  await clerk.locator('.el-message-box input').fill('核对持证人员名册')
  await clerk.locator('.el-message-box .el-button--primary').click()
  await clerk.locator('.el-table__row').first().getByText(/^410199\d{11}[\dX]$/).waitFor()
  const auditor = await sign(await launch(), 'auditor')
  await auditor.goto('/audit')
  const line = auditor.locator('tbody tr').filter({ hasText: '核对持证人员名册' })
  await line.first().waitFor()
  assert.ok((await line.first().innerText()).includes(seen), 'the auditor sees whose')
  await shot(auditor, 'manual-audit')
  await clerk.request.get('/api/enterprise/export.csv?columns=name,status,region,credit_code,trade,address,principal,operating,confirmed_on,completeness&region=410105')
  await auditor.getByRole('tab', { name: '全部操作' }).click()
  await auditor.locator('tbody tr').filter({ hasText: 'credit_code,trade' }).first().waitFor()
  assert.ok(await auditor.locator('table.grid').evaluate((t) => t.offsetWidth <= t.parentElement.clientWidth), 'a long text does not push the table out of its panel')

  await auditor.goto('/hazard')
  await auditor.locator('.el-table__row a.link').first().click()
  await auditor.getByRole('button', { name: '谁能看、谁能办' }).click()
  await auditor.locator('tbody tr').filter({ hasText: '郑守安' }).getByText('属地在河南省郑州市及以下').waitFor()
  await shot(auditor, 'manual-right-record')
  await auditor.getByRole('link', { name: '郑守安' }).click()
  await auditor.locator('td').filter({ hasText: '可以' }).first().waitFor()
  const guard = await sign(await launch(), 'security')
  await guard.goto('/orphans')
  await guard.getByText('建立后从未登录').first().waitFor()
  await shot(guard, 'manual-right-orphans')
  await guard.goto('/account?waiting=true')
  await guard.locator('.el-table__row a.link').first().click()
  await step(guard, '批准权限')
  await guard.getByRole('button', { name: '批准权限' }).waitFor({ state: 'hidden' })
}
