// What a hand does in the console, by the names that a person reads.
import zlib from 'node:zlib'

/** Types into a field of a form. */
export async function fill(scope, label, value) {
  const field = scope.getByLabel(label, { exact: true }).locator('visible=true').first()
  await field.fill(String(value))
}

/** Picks from a select box; what is typed narrows the choice, on the server where it has to be asked. */
export async function choose(page, scope, label, option, typed = option) {
  const box = scope.getByRole('combobox', { name: label, exact: true }).locator('visible=true').first()
  await box.click()
  if (typed) await box.fill(typed)
  await page.getByRole('option', { name: option }).locator('visible=true').first().click()
}

/** Picks a place from the tree of places, by what is typed. */
export async function place(page, scope, label, name) {
  const box = scope.getByRole('combobox', { name: label, exact: true }).locator('visible=true').first()
  await box.click()
  await box.fill(name)
  await page.getByRole('treeitem').locator('visible=true').getByText(name, { exact: true }).click()
}

/** Picks a record of whose name there may be two, by what is typed: what was offered before the answer came is not touched. */
export async function chooseFound(page, scope, label, option, typed) {
  const box = scope.getByRole('combobox', { name: label, exact: true }).locator('visible=true').first()
  await box.click()
  const answer = page.waitForResponse((r) => r.url().includes('q=' + encodeURIComponent(typed)))
  await box.fill(typed)
  const { items } = await (await answer).json()
  const offered = page.getByRole('option').locator('visible=true')
  for (const until = Date.now() + 10_000; (await offered.count()) !== items.length; await page.waitForTimeout(50)) if (Date.now() > until) throw new Error(`${label}: ${typed} finds ${items.length}, others are still offered`)
  await page.getByRole('option', { name: option }).locator('visible=true').first().click()
}

/** Picks a radio button of a named group. */
export const pick = (scope, group, option) => scope.getByRole('radiogroup', { name: group, exact: true }).locator('visible=true').getByText(option, { exact: true }).click()

/** Writes a date as a clerk does: type it, Enter. */
export async function date(page, scope, label, value) {
  const field = scope.getByLabel(label, { exact: true }).locator('visible=true').first()
  await field.fill(value)
  await field.press('Enter')
  await page.keyboard.press('Tab')
}

/** Takes the record on the page through a step: the button, what its window asks for, and the button in the window. */
export async function step(page, name, fillIn = async () => undefined) {
  await page.locator('header.top').getByRole('button', { name, exact: true }).click()
  const box = page.getByRole('dialog', { name })
  await box.waitFor()
  await fillIn(box)
  const answer = page.waitForResponse((r) => r.request().method() === 'POST' && /^\/api\/[a-z_]+\/[^/]+\/[a-z]+$/.test(new URL(r.url()).pathname) && !r.url().endsWith('/derive'))
  await box.getByRole('button', { name, exact: true }).click()
  const r = await answer
  if (r.status() !== 200) throw new Error(`${name}: ${r.status()} ${await r.text()}`)
  await box.waitFor({ state: 'hidden' })
}

/** The state that the record on the page is in. */
export const state = (page, label) => page.locator('header.top .el-tag').filter({ hasText: label }).waitFor()

/** Finds a record through its list and opens it. */
export async function open(page, type, word, name = word) {
  await page.goto('/' + type)
  await page.getByRole('textbox', { name: '关键词' }).fill(word)
  const found = page.getByRole('link', { name, exact: true }).first()
  for (let n = 0; n < 10 && !(await found.isVisible()); n++) { // the words of what was just written are found a moment later, after a large import some seconds
    await page.getByRole('button', { name: '查询' }).click()
    await found.waitFor({ timeout: 2_000 }).catch(() => undefined)
  }
  await found.click()
  await page.locator('header.top h1').filter({ hasText: name }).waitFor()
}

/** A photograph for the file picker, drawn in the page. */
export async function photo(page, words, colour) {
  const data = await page.evaluate(([words, colour]) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 800, height: 600 }), g = canvas.getContext('2d')
    const sky = g.createLinearGradient(0, 0, 0, 600)
    sky.addColorStop(0, colour)
    sky.addColorStop(1, '#dfe5ea')
    g.fillStyle = sky
    g.fillRect(0, 0, 800, 600)
    g.fillStyle = '#fff'
    g.font = '600 56px sans-serif'
    g.fillText(words, 60, 320)
    return canvas.toDataURL('image/jpeg', 0.85).split(',')[1]
  }, [words, colour])
  return { name: words + '.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(data, 'base64') }
}

/** Adds a photograph to a field and waits until the server has it. */
export async function attach(page, scope, label, words, colour) {
  const sent = page.waitForResponse((r) => r.request().method() === 'PUT' && r.url().includes('/api/file/'))
  await scope.getByLabel('添加' + label, { exact: true }).setInputFiles(await photo(page, words, colour))
  const r = await sent
  if (!r.ok()) throw new Error(`${label}: ${r.status()} ${await r.text()}`)
  await scope.getByRole('img', { name: words + '.jpg' }).or(scope.locator(`img[alt="${words}.jpg"]`)).first().waitFor()
}

/** A unified social credit code (GB 32100-2015) of a district, with both of its check characters. */
export function creditCode(district, serial) {
  const plain = '0123456789ABCDEFGHJKLMNPQRTUWXY'
  const body = String(serial).padStart(8, '0')
  const sum = [...body].reduce((n, ch, i) => n + Number(ch) * [3, 7, 9, 10, 5, 8, 4, 2][i], 0)
  const organisation = body + '0X987654321'[sum % 11]
  const code = '91' + district + organisation
  const total = [...code].reduce((n, ch, i) => n + plain.indexOf(ch) * 3 ** i % 31, 0)
  return code + plain[(31 - (total % 31)) % 31]
}

/** The files of a ZIP archive (xlsx, docx), by name. */
export function unzip(buffer) {
  const files = {}
  let at = buffer.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  const count = buffer.readUInt16LE(at + 10)
  at = buffer.readUInt32LE(at + 16)
  for (let i = 0; i < count; i++) {
    const method = buffer.readUInt16LE(at + 10), size = buffer.readUInt32LE(at + 20), name = buffer.readUInt16LE(at + 28), extra = buffer.readUInt16LE(at + 30), comment = buffer.readUInt16LE(at + 32), from = buffer.readUInt32LE(at + 42)
    const start = from + 30 + buffer.readUInt16LE(from + 26) + buffer.readUInt16LE(from + 28)
    const raw = buffer.subarray(start, start + size)
    files[buffer.toString('utf8', at + 46, at + 46 + name)] = (method === 8 ? zlib.inflateRawSync(raw) : raw).toString('utf8')
    at += 46 + name + extra + comment
  }
  return files
}

const words = (xml) => [...xml.matchAll(/<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)<\/(?:\w+:)?t>/g)].map((m) => m[1].replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, '&'))

/** The first sheet of a workbook, row by row. */
export function sheet(buffer) {
  const files = unzip(buffer)
  const shared = [...(files['xl/sharedStrings.xml'] ?? '').matchAll(/<si>([\s\S]*?)<\/si>/g)].map((m) => words(m[1]).join(''))
  return [...files['xl/worksheets/sheet1.xml'].matchAll(/<row[^>]*>([\s\S]*?)<\/row>/g)].map((row) => {
    const cells = []
    for (const [, attributes, , inner = ''] of row[1].matchAll(/<c\s([^>]*?)(\/>|>([\s\S]*?)<\/c>)/g)) {
      const column = [...attributes.match(/r="([A-Z]+)/)[1]].reduce((n, ch) => n * 26 + ch.charCodeAt(0) - 64, 0) - 1
      const value = inner.match(/<v>([^<]*)<\/v>/)?.[1] ?? ''
      cells[column] = /t="s"/.test(attributes) ? shared[Number(value)] : /t="inlineStr"/.test(attributes) ? words(inner).join('') : value
    }
    return Array.from(cells, (c) => c ?? '')
  })
}

/** What a reader sees of a DOCX, in order. */
export const document = (buffer) => words(unzip(buffer)['word/document.xml']).join('').replace(/ /g, '')

export const csv = (rows) => '\ufeff' + rows.map((r) => r.map((v) => (/[",\n]/.test(v) ? `"${String(v).replace(/"/g, '""')}"` : v)).join(',')).join('\r\n') + '\r\n'
