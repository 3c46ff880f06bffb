// A re-check without a network to its end: what was ordered is looked at item by item, the opinion is signed, numbered from the block of the phone and
// printed; it arrives once over a network that fails. Meanwhile somebody has re-checked another enterprise at the desk, answered items of a visit that the
// phone has taken along, and changed a finding of which an order was already handed over: each is shown beside what the phone has, and the officer chooses.
import assert from 'node:assert/strict'
import { client } from './phone.mjs'
import { bare, edited, pocket } from './pocket.mjs'

export default async function recheck({ base, accounts, launch, sign, dist, shots }) {
  const api = await client(base, accounts.jinshui)
  const p = await pocket({ base, account: accounts.jinshui, dist, shots })
  try {
    const waits = []
    for (const v of (await api.get('/api/inspection?status=rectifying&limit=50')).items.filter((v) => v.region.startsWith('410105'))) {
      const open = (await api.get('/api/inspection_finding?inspection=' + v.id)).items.filter((f) => ['ordered', 'remedied', 'failed'].includes(f.status))
      const states = await Promise.all(open.map(async (f) => (await api.get('/api/hazard/' + f.hazard)).status))
      if (!states.includes('pending')) waits.push({ ...v, open, states })
    }
    const ready = (await api.get('/api/inspection?status=ready&limit=50')).items.filter((v) => v.region.startsWith('410105') && !v.needs_plan)
    assert.ok(waits.length >= 2 && ready.length >= 1, `the demonstration has ${waits.length} re-checks and ${ready.length} visits to come`)
    const second = waits.find((v) => v.states.includes('open')), first = waits.find((v) => v !== second), visit = ready[0]
    // What turns out to be major nobody has confirmed from then on.
    const criterion = (await api.get('/api/library_criterion?limit=1')).items[0].id
    const major = async (f) => {
      const h = await api.get('/api/hazard/' + f.hazard)
      if (h.status !== 'open') return
      assert.equal((await api.act(`/api/hazard/${h.id}/grade`, { level: 'major', criteria: [criterion], opinion: '对照判定标准属于重大隐患' }, h.rev)).status, 'pending')
    }
    const doubtful = second.open[second.states.indexOf('open')]
    await major(doubtful)
    // The clerk has edited the opinion in an office program: the phone carries that version.
    const clerk = await client(base, accounts['jinshui.clerk'])
    const docx = edited(await clerk.get('/api/document/form?code=recheck_opinion&format=docx'), (xml) => { assert.ok(xml.includes('提出如下意见'), 'the template as DOCX'); return xml.replace('提出如下意见', '现将复查意见告知如下') })
    const file = await clerk.put(docx, 'application/vnd.openxmlformats-officedocument.wordprocessingml.document')
    const version = await clerk.act('/api/document_template', { kind: 'recheck_opinion', note: '改了一句话', file: [{ sha: file.sha, name: '整改复查意见书.docx', type: file.type, size: file.size }], region: '410105' })
    await clerk.act(`/api/document_template/${version.id}/publish`, {}, version.rev)
    await p.load()
    await p.offline()
    await p.go('/visits')
    await p.page.locator(`a[href$="/recheck/${first.id}"]`).waitFor()
    await p.shot('1-visits')

    /** Re-checks a visit: the first item is in order, the others are not. */
    const look = async (v, shoot) => {
      await p.go('/visits')
      await p.page.locator(`a[href$="/recheck/${v.id}"]`).click()
      await p.page.locator('[data-start]').click()
      const lines = () => p.page.locator('[data-line]')
      await lines().first().waitFor()
      const n = await lines().count()
      if (!shoot) { // of what nobody has confirmed the phone offers what the server takes, and says why
        await p.page.locator('[data-early]').filter({ hasText: '还没有核查确认' }).waitFor()
        assert.equal(await p.page.locator('[data-verdict=accepted]:disabled').count(), 1)
        await p.shot('2-unconfirmed')
      }
      for (let i = 0; i < n; i++) {
        const line = lines().nth(i)
        if (i > 0 || !shoot) {
          await line.locator('[data-verdict=partly]').click()
          await line.locator(`[data-note="${i}"]`).fill(`还差一半没有做完${i + 1}`)
        } else {
          await line.locator('[data-verdict=accepted]').click()
          await p.page.locator('[data-decide]').click()
          await line.getByRole('alert').waitFor() // accepted unseen
        }
        if (i === 0 && shoot) await p.photo('r0', line)
      }
      const id = p.page.url().split('/').pop()
      if (shoot) {
        await p.shot('2-lines')
        await p.page.waitForFunction((id) => new Promise((done) => { const r = indexedDB.open('anjian'); r.onsuccess = () => { const q = r.result.transaction('kits').objectStore('kits').get(id); q.onsuccess = () => { r.result.close(); done(q.result?.form.lines.every((l) => l.verdict)) } } }), id)
        await p.again() // the browser is killed before it is done
        await p.go('/visits')
        await p.page.locator(`a[href$="/recheck/${id}"]`).first().click()
        await lines().first().waitFor()
        assert.equal(await p.page.locator('[data-verdict].on').count(), n, 'what was tapped is there again')
      }
      await p.page.locator('[data-decide]').click()
      await p.page.locator('[data-paper=recheck_opinion]').waitFor()
      return { id, n }
    }
    const one = await look(first, true)
    await p.shot('3-ended')
    const printed = await p.issue('recheck_opinion')
    await p.shot('4-opinion')
    await p.print('opinion')
    assert.match(printed, /现将复查意见告知如下/, 'written with the template that the clerk edited')
    const number = await p.page.locator('[data-issued]').getAttribute('data-issued')
    assert.match(number, /复查〔\d{4}〕\d+号/, 'a number of the block')
    const two = await look(second, false)
    await p.issue('recheck_opinion')
    const given = await p.page.locator('[data-issued]').getAttribute('data-issued')

    // A visit that the desk has made ready.
    await p.go('/visits')
    await p.page.locator(`a[href*="inspection=${visit.id}"]`).click()
    await p.page.locator('[data-officer]').first().waitFor()
    for (const n of [0, 1]) if (!(await p.page.locator('[data-officer]').nth(n).isChecked())) await p.page.locator('[data-officer]').nth(n).check()
    await p.page.fill('[data-present]', '张厂长')
    await p.page.locator('[data-certificate]').click()
    await p.page.locator('[data-shown]').click()
    await p.page.locator('[data-start]').click()
    const items = p.page.locator('[data-line]')
    await items.first().waitFor()
    await items.first().locator('[data-outcome=fail]').click()
    await p.page.fill('[data-title=p0]', '二号车床传动部位没有防护罩')
    await p.page.locator('[data-seen]').check()
    await p.page.locator('[data-rest]').click()
    await p.page.getByRole('button', { name: '都看过，合格' }).click()
    for (const must of await items.all()) if (!(await must.locator('.on').count())) await must.locator('[data-outcome=pass]').click()
    await p.page.locator('[data-finish]').click()
    await p.page.locator('[data-paper=rectification_order]').waitFor()
    for (const kind of ['inspection_record', 'rectification_order']) {
      await p.go('/visit/' + visit.id)
      await p.issue(kind)
    }

    // Meanwhile at the desk.
    const opened = await api.act(`/api/inspection_recheck`, { inspection: second.id })
    await api.act(`/api/inspection_recheck/${opened.id}`, { lines: opened.lines.map((l) => ({ ...l, verdict: 'returned', note: '电脑上登记：没有动', due_on: l.due_on || new Date(Date.now() + 5 * 864e5).toISOString().slice(0, 10) })) }, opened.rev, 'PATCH')
    await api.act(`/api/inspection_recheck/${opened.id}/decide`, {}, opened.rev + 1)
    const laid = (await api.get(`/api/inspection_item?inspection=${visit.id}&sort=number&limit=100`)).items
    await api.act(`/api/inspection/${visit.id}/begin`, { officers: visit.officers, place: visit.place, position: visit.position ?? [113.6, 34.7], present: '李主任', present_post: '' }, visit.rev)
    await api.act(`/api/inspection/${visit.id}/answer`, { id: visit.id, replies: [{ item: laid[1].id, outcome: 'fail', note: '培训记录不全', photos: [], at: new Date().toISOString() }, { item: laid[2].id, outcome: 'na', note: '', photos: [], at: new Date().toISOString() }], rest: false })

    await p.send(true)
    await p.shot('5-conflicts', true)
    const conflict = (title) => p.page.locator('article[data-state=conflict]', { hasText: title })
    assert.equal(await p.page.locator('article[data-state=conflict]').count(), 2, 'the other re-check and the visit: ' + (await p.page.locator('article[data-state]').allInnerTexts()).join(' | '))
    const r = await api.get('/api/inspection_recheck/' + one.id)
    assert.equal(r.status, 'decided')
    assert.equal(r.paper_number, number, 'the opinion under the number of the phone')
    assert.equal(r.origin, 'offline', 'classed by its log')
    assert.equal(r.lines[0].photos.length, 1)
    assert.equal((await api.get(`/api/inspection_recheck?inspection=${first.id}&status=decided`)).items.filter((x) => x.id === one.id).length, 1, 'once')
    const panel = await api.get(`/api/document/panel?type=inspection&id=${first.id}`)
    const paper = panel.papers.filter((x) => x.kind === 'recheck_opinion' && x.number === number)
    assert.equal(paper.length, 1, 'its paper once')
    assert.equal(bare((await api.post(`/api/document/${paper[0].id}/preview`, { id: paper[0].id })).html), printed, 'the text as it was printed')

    // Somebody else's re-check holds: the opinion of the phone is void and its number a gap with a reason.
    await conflict('整改复查').locator('[data-differs]').first().waitFor()
    await conflict('整改复查').locator('[data-theirs]').click()
    await p.page.getByRole('button', { name: '确认' }).click()
    await conflict('整改复查').waitFor({ state: 'detached' })
    // Of the visit one item is taken from the desk; the first finding stays as the phone has it.
    const beside = conflict('现场检查')
    assert.ok((await beside.locator('[data-differs]').count()) >= 2, 'items that differ')
    await beside.locator(`[data-pick-theirs="${laid[2].id}"]`).click()
    await p.shot('6-picked', true)
    p.net.block = /inspection\/paper/ // its papers are still on their way when the desk changes what they say
    await beside.locator('[data-mine]').click()
    await beside.waitFor({ state: 'detached' })
    let changed
    for (let tries = 0; !changed && tries < 60; tries++) {
      changed = (await api.get(`/api/inspection_finding?inspection=${visit.id}`)).items.find((f) => f.title.startsWith('二号车床'))
      if (changed) break
      const now = p.page.getByRole('button', { name: '立即上报' })
      if (await now.isEnabled().catch(() => false)) await now.click().catch(() => undefined)
      await p.page.waitForTimeout(1000)
    }
    assert.ok(changed, 'the visit has arrived')
    await api.act('/api/inspection_finding/' + changed.id, { title: '二号车床和三号车床没有防护罩' }, changed.rev, 'PATCH')
    p.net.block = undefined
    const paper2 = conflict('责令限期整改指令书')
    for (let tries = 0; tries < 20 && !(await paper2.count()); tries++) {
      const now = p.page.getByRole('button', { name: '立即上报' })
      if (await now.isEnabled().catch(() => false)) await now.click().catch(() => undefined)
      await paper2.waitFor({ timeout: 5_000 }).catch(() => undefined)
    }
    assert.match(await paper2.locator('[data-differs]').innerText(), /二号车床传动部位没有防护罩[^]*二号车床和三号车床没有防护罩/, 'the paper beside the finding')
    await p.shot('7-paper', true)
    await paper2.locator('[data-mine]').click() // it was handed over
    await paper2.waitFor({ state: 'detached' })
    await p.page.getByText('全部已上报').waitFor({ timeout: 60_000 })
    const back = await api.get('/api/inspection_finding/' + changed.id)
    assert.equal(back.title, '二号车床传动部位没有防护罩', 'the finding says again what the paper says')
    assert.equal(back.status, 'ordered')

    const came = await api.get('/api/inspection/' + visit.id)
    const now = (await api.get(`/api/inspection_item?inspection=${visit.id}&sort=number&limit=100`)).items
    assert.deepEqual([now[0].outcome, now[1].outcome, now[2].outcome], ['fail', 'pass', 'na'], 'mine, mine, theirs')
    assert.equal(came.found, 1)
    assert.ok(came.record_number, 'its record followed')
    await p.go('/queue')
    await p.page.getByText('全部已上报').waitFor()
    await p.shot('8-sent')
    const spoilt = (await api.get(`/api/document_number?state=returned&limit=100`)).items.find((n) => n.text === given)
    assert.equal(spoilt?.state, 'returned', 'the number that was given up is a gap')
    assert.match(spoilt.reason, /以服务器上的为准/)
    assert.deepEqual(p.faults, [], 'no page threw an error')
    assert.ok(p.net.before > 0 && p.net.after > 0, 'the network failed before and after the commit')

    // Everything that is left of the other visit is unconfirmed and within its new term: no re-check is offered, and the list and the address say why.
    for (const f of second.open) await major(f)
    await p.renew()
    await p.go('/visits')
    const early = p.page.locator(`[data-again="${second.id}"]`)
    await early.getByText('还没有核查确认').waitFor()
    assert.equal(await early.getAttribute('href'), null, 'no re-check is offered')
    await p.shot('9-early')
    await p.go('/recheck/' + second.id)
    await p.page.getByText('还没有核查确认').waitFor()
    assert.equal(await p.page.locator('[data-start]').count(), 0)

    const desk = await sign(await launch(), 'jinshui')
    await desk.goto('/inspection_recheck/' + one.id)
    await desk.getByText('离线可证').first().waitFor()
    return `${one.n} items re-checked, one opinion once; ${two.n} given up for another's, a visit merged item by item; ${p.net.before} lost before and ${p.net.after} after the commit`
  } catch (e) { await p.shot('failed', true).catch(() => undefined); throw e } finally { await p.end() }
}
