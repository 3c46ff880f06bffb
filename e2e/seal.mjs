// A paper that is sealed can be checked by whoever holds it: by its file, by the code beside the seal; a byte that was changed is named, and so is
// a paper that was voided. A record that was signed field by field says which field is no longer what was signed.
import assert from 'node:assert/strict'
import path from 'node:path'
import { step } from './hand.mjs'

export default async function sealed({ launch, sign, shots }) {
  const shot = (page, file) => page.screenshot({ path: path.join(shots, file + '.png') })
  const county = await sign(await launch(), 'jinshui'), chief = await sign(await launch(), 'jinshui.leader')
  const on = async (page, url) => (await page.request.get(url)).json()

  // a paper of a visit is issued at the desk: it has its number, its seal and its check code
  const visit = (await on(county, '/api/inspection?status=handling&limit=1')).items[0]
  await county.goto('/inspection/' + visit.id)
  await county.getByRole('button', { name: '出具文书' }).click()
  await county.getByRole('dialog', { name: '出具文书' }).getByRole('button', { name: '责令限期整改指令书', exact: true }).click()
  await county.waitForURL(/\/document\//)
  await county.locator('.paperbox iframe').waitFor()
  const paper = new URL(county.url()).pathname.split('/').at(-1)
  await step(county, '签发')
  await county.locator('.desk').getByText('已盖章').waitFor()
  const issued = await on(county, '/api/document/' + paper)
  assert.ok(issued.number, 'a number is given at issue')
  const code = (await county.frameLocator('.paperbox iframe').getByText(/校验码：[A-Z2-9]{10}/).first().textContent()).match(/校验码：(\w{10})/)[1]
  const pdf = await (await county.request.get(`/api/document/${paper}/paper/pdf`)).body()

  // anybody checks it: the file, a file with one byte changed, the number with the code
  const anyone = await launch()
  await anyone.goto('/verify')
  const check = (name, buffer) => anyone.getByLabel('选择 PDF 文件').setInputFiles({ name, mimeType: 'application/pdf', buffer })
  await check('issued.pdf', pdf)
  await anyone.getByRole('status').getByText('验证通过').waitFor()
  await anyone.getByText('签章以后没有任何改动').waitFor()
  await shot(anyone, 'verified')
  const changed = Buffer.from(pdf)
  changed[1500] ^= 1
  await check('changed.pdf', changed)
  await anyone.getByRole('status').getByText('验证不通过').waitFor()
  await anyone.getByText('签过名的内容被改动').waitFor()
  const asked = async () => {
    await anyone.goto('/verify')
    await anyone.getByText('没有电子文件').click()
    await anyone.getByLabel('文号').fill(issued.number)
    await anyone.getByLabel('校验码').fill(code)
    await anyone.getByRole('button', { name: '查询' }).click()
  }
  await asked()
  await anyone.getByText('有效', { exact: true }).waitFor()

  // void: the seal holds, the paper does not
  await step(county, '申请作废', (box) => box.getByRole('textbox').first().fill('期限写错'))
  await chief.goto('/document/' + paper)
  await step(chief, '批准作废')
  await asked()
  await anyone.getByText('文书已作废').first().waitFor()
  await check('issued.pdf', pdf)
  await anyone.getByRole('status').getByText('文书已作废').waitFor()

  // a signed field of a record: changed afterwards, it is named on the page
  const k = (await on(county, '/api/enforcement?status=investigation&limit=1')).items[0]
  await county.goto('/enforcement/' + k.id)
  await county.getByRole('button', { name: '签名盖章' }).click()
  const box = county.getByRole('dialog', { name: '字段签名' })
  await box.getByRole('button', { name: /签名 \d+ 项/ }).click()
  await box.getByText(/\d+ 项都没有变/).waitFor()
  await box.getByRole('button', { name: '关闭' }).last().click()
  const standing = county.getByRole('region', { name: '字段签名' })
  await standing.getByText(/\d+ 项都没有变/).waitFor()
  await county.getByRole('button', { name: '编辑' }).click()
  await county.getByLabel('案件基本情况', { exact: true }).fill('签名以后改写的案件基本情况')
  await county.getByRole('button', { name: '保存' }).click()
  await standing.getByText(/与签名时不同/).waitFor()
  await shot(county, 'standing')
}
