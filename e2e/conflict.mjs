// The same hazards at the desk and on a phone without a network: the phone shows both side by side, and whoever holds it chooses. What was
// not typed on the phone takes nothing back that was written at the desk meanwhile, neither from the queue nor from a form left half filled.
import assert from 'node:assert/strict'
import { client } from './phone.mjs'
import { pocket } from './pocket.mjs'

export default async function conflict({ base, accounts, dist, shots }) {
  const desk = await client(base, accounts.safety)
  const p = await pocket({ base, account: accounts.safety, dist, shots })
  const day = (n) => new Date(Date.now() + 8 * 3600e3 + n * 86400e3).toISOString().slice(0, 10)
  const read = async (h) => { const r = await desk.get('/api/hazard/' + h.id); return [r.status, r.responsible, r.measures, r.remedy, (r.photos_after ?? []).length] }
  const drafts = () => p.page.evaluate(() => new Promise((done) => { const r = indexedDB.open('anjian'); r.onsuccess = () => { const q = r.result.transaction('drafts').objectStore('drafts').getAll(); q.onsuccess = () => { r.result.close(); done(q.result) } } }))
  try {
    const mark = Date.now() % 1e6, made = {}
    for (const name of ['保留', '放弃', '已办', '半填']) {
      const h = await desk.act('/api/hazard', { title: `${name}：叉车通道堆料${mark}`, category: 'premises', responsible: '甲班长', measures: '清走', due_on: day(6), source: 'self' })
      made[name] = await desk.act(`/api/hazard/${h.id}/submit`, {}, h.rev)
      assert.equal(made[name].status, 'open')
    }
    await p.go('/')
    await p.login()
    await p.page.getByText('离线数据更新于 刚刚').waitFor()
    await p.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await p.page.reload()
    await p.page.waitForFunction(() => !!navigator.serviceWorker.controller)

    await p.offline()
    for (const [name, h] of Object.entries(made)) {
      await p.go('/hazard/' + h.id)
      await p.page.locator('[data-step=rectify]').click()
      await p.page.locator('[name=remedy]').fill('已清走，划了线')
      await p.photo('after', p.page.locator('.sides'))
      if (name === '半填') {
        while (!(await drafts()).some((d) => d.id.includes(h.id) && d.data.photos_after.length)) await p.page.waitForTimeout(50)
        break
      }
      await p.page.locator('[data-submit]').click()
      await p.page.waitForURL('**/m/queue')
    }
    await p.go('/queue')
    await p.page.locator('article[data-state=queued]').nth(2).waitFor()
    await p.shot('1-queue')

    const seen = await desk.put(Buffer.from((await p.picture('#955')).buffer), 'image/jpeg')
    for (const [name, h] of Object.entries(made)) {
      if (name === '已办') await desk.act(`/api/hazard/${h.id}/rectify`, { remedy: '电脑上已报整改', photos_after: [{ sha: seen.sha, name: '改后.jpg', type: seen.type, size: seen.size }] }, h.rev)
      else await desk.act(`/api/hazard/${h.id}/assign`, { responsible: '乙主任', measures: '加围挡，专人看守' }, h.rev)
    }

    await p.send()
    const both = (name) => p.page.locator('article[data-state=conflict]', { hasText: made[name].title })
    await both('已办').waitFor()
    assert.equal(await p.page.locator('article[data-state=conflict]').count(), 3)
    await p.shot('2-conflicts', true)
    await both('保留').getByText('整改措施：清走 → 加围挡，专人看守').waitFor() // what only the desk has changed is told, and is no choice
    assert.ok(await both('已办').locator('[data-mine]').isDisabled(), 'what is done cannot be done again')
    for (const name of ['放弃', '已办']) {
      await both(name).locator('[data-theirs]').click()
      await p.page.getByRole('button', { name: '确认' }).click()
      await both(name).waitFor({ state: 'detached' })
    }
    await both('保留').locator('[data-mine]').click()
    await p.page.getByText('全部已上报').waitFor()

    await p.go(`/hazard/${made['半填'].id}/rectify`)
    await p.page.waitForFunction(() => document.querySelector('[name=measures]')?.value === '加围挡，专人看守' && document.querySelector('[name=remedy]').value === '已清走，划了线')
    await p.page.locator('.sides .pic img').first().waitFor()
    await p.page.locator('[data-submit]').click()
    await p.page.waitForURL('**/m/queue')
    await p.page.locator('a', { hasText: made['半填'].title }).waitFor() // has arrived
    await p.shot('3-sent')

    assert.deepEqual(await read(made['保留']), ['fixed', '乙主任', '加围挡，专人看守', '已清走，划了线', 1])
    assert.deepEqual(await read(made['放弃']), ['open', '乙主任', '加围挡，专人看守', '', 0])
    assert.deepEqual(await read(made['已办']), ['fixed', '甲班长', '清走', '电脑上已报整改', 1])
    assert.deepEqual(await read(made['半填']), ['fixed', '乙主任', '加围挡，专人看守', '已清走，划了线', 1])
    const trail = (await desk.get(`/api/hazard/${made['保留'].id}/trail`)).items
    assert.deepEqual(trail.map((l) => l.verb), ['rectify', 'assign', 'submit', 'create'])
    assert.ok(trail[0].done_at && trail[0].device, 'when and on which device it was done')
    assert.deepEqual(p.faults, [], 'no page threw an error')
    return 'one kept, one given up, one done at the desk, one half filled'
  } catch (e) { await p.shot('failed', true).catch(() => undefined); throw e } finally { await p.end() }
}
