// The pictures of the manual: the journeys take them, here they become narrow and light enough for a repository.
import fs from 'node:fs'
import path from 'node:path'

/** The name under which the manual shows a picture, if it does: of the phones those that match, of the console those named manual-NAME. */
const phones = { phone: /^(?!.*login)/, officer: /^(?!.*(desk|failed))/, recheck: /lines|opinion|picked/, spot: /charge|decision/ }
const shown = (folder, file) => (phones[folder] ? (phones[folder].test(file) && !/failed/.test(file) ? file.replace(/^\d+-/, folder + '-') : '') : file.startsWith('manual-') ? file.slice('manual-'.length) : '')

/** Draws the pictures of the manual again, at most 1080 wide, those of a phone as wide as the phone. */
export async function shrink(browser, from, to) {
  fs.mkdirSync(to, { recursive: true })
  const page = await (await browser.newContext({ deviceScaleFactor: 1 })).newPage()
  let n = 0, bytes = 0
  for (const folder of fs.readdirSync(from)) {
    for (const file of fs.readdirSync(path.join(from, folder)).filter((f) => f.endsWith('.png') && shown(folder, f))) {
      const url = 'data:image/png;base64,' + fs.readFileSync(path.join(from, folder, file)).toString('base64')
      const size = await page.evaluate(async (url) => { const i = Object.assign(new Image(), { src: url }); await i.decode(); return [i.width, i.height] }, url)
      const width = Math.min(phones[folder] ? 390 : 1080, size[0]), height = Math.round((size[1] * width) / size[0])
      await page.setViewportSize({ width, height })
      await page.setContent(`<style>body{margin:0}img{display:block;width:${width}px;height:${height}px}</style><img src="${url}">`)
      await page.locator('img').evaluate((i) => i.decode())
      const target = path.join(to, shown(folder, file))
      await page.screenshot({ path: target })
      n++
      bytes += fs.statSync(target).size
    }
  }
  await page.context().close()
  console.log(`ok      ${n} pictures of the manual, ${(bytes / 1e6).toFixed(1)} MB`)
}
