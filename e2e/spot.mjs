// A penalty on the spot without a network (简易程序): after a visit the officers charge what they found, are held to the limits and to the range of the place,
// hear the party, sign and print the notice and the decision under numbers of the phone. It arrives once, is decided and served on the day it was made. A
// second one may not stand when it arrives, says why, and goes the ordinary way.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { client } from './phone.mjs'
import { bare, pocket } from './pocket.mjs'

export default async function spot({ base, accounts, launch, sign, dist, shots }) {
  const api = await client(base, accounts.jinshui)
  const p = await pocket({ base, account: accounts.jinshui, dist, shots })
  try {
    await p.load()
    await p.offline()
    await p.go('/enterprises?for=visit')
    await p.page.locator('.list .entry').nth(3).click()
    await p.page.locator('[data-officer]').first().waitFor()
    for (const n of [0, 1]) if (!(await p.page.locator('[data-officer]').nth(n).isChecked())) await p.page.locator('[data-officer]').nth(n).check()
    await p.page.fill('[data-present]', '张厂长')
    await p.page.locator('[data-certificate]').click()
    await p.page.locator('[data-shown]').click()
    await p.page.locator('[data-start]').click()
    const lines = p.page.locator('[data-line]')
    await lines.first().waitFor()
    const found = ['二号车床传动部位没有防护罩', '特种作业人员没有持证上岗']
    for (const n of [0, 1]) {
      await lines.nth(n).locator('[data-outcome=fail]').click()
      await p.page.fill(`[data-title=p${n}]`, found[n])
    }
    await p.page.locator('[data-seen]').check()
    await p.page.locator('[data-rest]').click()
    await p.page.getByRole('button', { name: '都看过，合格' }).click()
    for (const must of await lines.all()) if (!(await must.locator('.on').count())) await must.locator('[data-outcome=pass]').click()
    await p.page.locator('[data-finish]').click()
    await p.page.locator('[data-paper=inspection_record]').waitFor()
    const visit = p.page.url().split('/').pop()

    /** Fills a penalty in: of the visit, for the n-th finding. */
    const charge = async (n, who) => {
      await p.go('/visit/' + visit)
      await p.page.locator('[data-punish]').click()
      await p.page.locator('[data-strike]').waitFor()
      if (await p.page.locator('[data-finding]').inputValue() !== found[n]) await p.page.selectOption('[data-finding]', found[n])
      const acts = await p.page.locator('[data-act] option').evaluateAll((o) => o.map((x) => [x.value, x.textContent]).filter(([v]) => v))
      assert.ok(acts.length > 3, 'acts that may be punished on the spot: ' + acts.length)
      await p.page.selectOption('[data-act]', (acts.find(([, t]) => /检测|警示标志|培训/.test(t)) ?? acts[n])[0])
      await who?.()
      await p.page.locator('[data-span]').waitFor()
      return p.page.locator('[data-span] option').evaluateAll((o) => o.map((x) => [x.value, x.textContent]).filter(([v]) => v))
    }
    const spans = await charge(0)
    const light = spans.find(([v]) => v.startsWith('lighter'))
    assert.ok(light, 'a span below the limit: ' + JSON.stringify(spans))
    await p.page.selectOption('[data-span]', light[0])
    await p.page.fill('[data-asked]', '5000')
    await p.page.locator('[data-strike]').click()
    await p.page.getByRole('alert').filter({ hasText: '行政处罚法（2021年修订）第五十一条' }).waitFor() // above the limit
    await p.page.fill('[data-asked]', '1000')
    await p.page.locator('[data-strike]').click()
    await p.page.getByRole('alert').filter({ hasText: '须有法律规定的情节' }).waitFor() // lighter for no reason
    await p.page.locator('[data-factor=first_time]').check()
    await p.page.fill('[data-proof=first_time]', '一年内没有处罚记录，当场停机')
    await p.page.locator('[data-strike]').click()
    await p.page.getByRole('alert').filter({ hasText: '第四十四条' }).waitFor() // the party was not told
    await p.shot('2-refused')
    await p.page.locator('[data-told]').check()
    await p.page.fill('[data-pleas]', '没有意见，愿意改正')
    await p.page.locator('[data-span]').evaluate((e) => e.closest('section').scrollIntoView({ block: 'start' }))
    await p.shot('1-charge')
    await p.page.locator('[data-strike]').click()
    const printed = { penalty_notice: await p.issue('penalty_notice') }
    assert.match(printed.penalty_notice, /请当场向执法人员提出/)
    await p.page.goBack()
    const id = p.page.url().split('/').pop()
    printed.simple_decision_unit = await p.issue('simple_decision_unit')
    assert.match(printed.simple_decision_unit, /罚款人民币壹仟元整（1000元）/)
    assert.match(printed.simple_decision_unit, /没有意见，愿意改正/)
    await p.shot('3-decision')
    await p.print('decision')
    const [pdf] = await Promise.all([p.page.waitForEvent('download'), p.page.locator('[data-pdf]').click()])
    assert.ok(fs.statSync(await pdf.path()).size > 10_000, 'a PDF made without a network')
    const number = await p.page.locator('[data-issued]').getAttribute('data-issued')

    // A person, on the same visit.
    await charge(1, async () => {
      await p.page.selectOption('[data-party]', 'person')
      await p.page.fill('[data-name]', '赵操作')
      await p.page.fill('[data-identity]', '41010519900307001x')
      assert.equal(await p.page.inputValue('[data-age]'), '', 'nothing by a number that cannot be right')
      await p.page.fill('[data-identity]', '410105199003070018')
      assert.equal(await p.page.inputValue('[data-gender]'), '男', 'by the number')
      assert.ok(Number(await p.page.inputValue('[data-age]')) >= 36, 'by the number')
      await p.page.fill('[data-address]', '金水区花园路9号')
      await p.page.selectOption('[data-party]', 'unit')
    })
    await p.page.selectOption('[data-span]', light[0])
    await p.page.fill('[data-asked]', '900')
    await p.page.locator('[data-factor=first_time]').check()
    await p.page.fill('[data-proof=first_time]', '初次违法')
    await p.page.locator('[data-told]').check()
    await p.page.fill('[data-pleas]', '没有意见')
    await p.page.locator('[data-strike]').click()
    await p.issue('penalty_notice')
    await p.page.goBack()
    const second = p.page.url().split('/').pop()
    await p.issue('simple_decision_unit')
    await p.again() // the browser is killed with everything on the phone

    await p.send(true)
    await p.shot('4-queue', true)
    const k = await api.get('/api/enforcement/' + id)
    assert.equal(k.decision, number)
    assert.deepEqual([k.simple, k.status, k.amount, k.decided_on, k.served_on], [true, 'execution', 1000, k.found_on, k.found_on])
    const panel = await api.get(`/api/document/panel?type=enforcement&id=${id}`)
    assert.deepEqual(panel.papers.map((x) => x.kind).sort(), Object.keys(printed).sort(), 'each paper once')
    for (const x of panel.papers) {
      assert.equal(x.status, 'served', x.title + ' was handed over')
      assert.equal(bare((await api.post(`/api/document/${x.id}/preview`, { id: x.id })).html), printed[x.kind], `the text of ${x.title}`)
    }
    // The same act of the same enterprise again: refused with the article, and the officer takes the ordinary way.
    const failed = p.page.locator('article[data-state=failed]', { hasText: '当场处罚' })
    await failed.waitFor()
    assert.match(await failed.innerText(), /第二十九条/)
    await p.go('/simple/' + second)
    await p.page.locator('[data-ordinary]').waitFor()
    await p.shot('5-failed', true)
    await p.page.locator('[data-ordinary]').click()
    await p.page.getByRole('button', { name: '确认' }).click()
    await p.page.getByText('处罚已送达').waitFor({ timeout: 60_000 })
    const o = await api.get('/api/enforcement/' + second)
    assert.deepEqual([o.simple, o.status, o.decision], [false, 'clue', ''])
    await p.send()
    assert.equal(await p.page.locator('article[data-state]').count(), 0, 'nothing is left')
    const spoilt = (await api.get('/api/document_number?state=returned&limit=100')).items.filter((n) => /普通程序/.test(n.reason))
    assert.equal(spoilt.length, 2, 'the numbers of the papers that were taken back')
    assert.deepEqual(p.faults, [], 'no page threw an error')
    const desk = await sign(await launch(), 'jinshui')
    await desk.goto('/enforcement/' + id)
    await desk.getByText(number).first().waitFor()
    if (shots) await desk.screenshot({ path: shots + '/6-desk.png' })
    return `1000 yuan on the spot, two papers once; a second one refused and opened the ordinary way; ${p.net.before} lost before and ${p.net.after} after the commit`
  } catch (e) { await p.shot('failed', true).catch(() => undefined); throw e } finally { await p.end() }
}
