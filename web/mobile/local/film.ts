import { address, Problem, type FileRef } from '@/kernel/api'
import { db } from './db'
import { logged } from './evidence'
import { fresh, header } from './place'
import { stamp } from './time'

/** Sound and film of the work on the spot (音像记录): kept piece by piece while they are recorded, so that a killed browser loses two seconds at most. */
export interface Take { stream: MediaStream; began: number; full: () => boolean; stop: () => Promise<FileRef> }

const largest = 18 << 20 // one recording; the server takes 20 MB unless it was set otherwise
const slice = 2000

const kinds = { sound: ['audio/webm;codecs=opus', 'audio/mp4'], film: ['video/webm;codecs=vp8,opus', 'video/mp4', 'video/webm'] }

export async function record(kind: 'sound' | 'film', of: string, words: string): Promise<Take> {
  const type = kinds[kind].find((t) => globalThis.MediaRecorder?.isTypeSupported(t))
  if (!type || !navigator.mediaDevices) throw new Problem({ title: '这个浏览器不能录音录像，请用手机自带的相机录好后从相册选' })
  let stream: MediaStream
  try {
    stream = await navigator.mediaDevices.getUserMedia(kind === 'sound' ? { audio: true } : { audio: true, video: { facingMode: 'environment', width: { ideal: 960 }, height: { ideal: 540 } } })
  } catch {
    throw new Problem({ title: kind === 'sound' ? '没有录音权限，请在手机设置里允许浏览器使用麦克风' : '没有录像权限，请在手机设置里允许浏览器使用相机和麦克风' })
  }
  const id = `${of}|${kind}|${crypto.randomUUID()}`, began = Date.now(), place = header(fresh())
  const recorder = new MediaRecorder(stream, { mimeType: type, videoBitsPerSecond: 500_000, audioBitsPerSecond: 32_000 })
  let n = 0, size = 0
  let writing: Promise<unknown> = Promise.resolve()
  recorder.ondataavailable = (e) => {
    if (!e.data.size) return
    size += e.data.size
    const mine = n++
    writing = writing.then(async () => db.clips.put({ id, n: mine, type: type.split(';')[0], content: await e.data.arrayBuffer(), at: began, words, place }))
  }
  const ended = new Promise<void>((done) => { recorder.onstop = () => done() })
  recorder.start(slice)
  return {
    stream, began, full: () => size >= largest,
    async stop() {
      if (recorder.state !== 'inactive') recorder.stop()
      await ended
      for (const t of stream.getTracks()) t.stop()
      await writing
      return assemble(id)
    },
  }
}

/** Puts the pieces of a recording together and keeps it like a picture. */
async function assemble(id: string): Promise<FileRef> {
  const pieces = await db.clips.where('id').equals(id).sortBy('n')
  const [of, kind] = id.split('|')
  if (!pieces.length) throw new Problem({ title: '没有录到内容' })
  const all = await new Blob(pieces.map((p) => p.content)).arrayBuffer()
  const content = all.slice(0, whole(new DataView(all), pieces[0].type))
  const sha = await address(content)
  const { at, type, words, place } = pieces[0]
  const [lng, lat] = (place ?? '').split(',').map(Number)
  const ref: FileRef = { sha, name: `${words}-${stamp(at).replace(/[-: ]/g, '')}.${type.includes('mp4') ? (kind === 'sound' ? 'm4a' : 'mp4') : 'webm'}`, type, size: content.byteLength, at: new Date(at).toISOString(), ...(place ? { lng, lat } : {}) }
  await db.transaction('rw', db.photos, db.clips, async () => {
    await db.photos.put({ sha, content, ref, uploaded: 0, at: Date.now() })
    await db.clips.where('id').equals(id).delete()
  })
  await logged(kind as 'sound' | 'film', { record: of, sha })
  return ref
}

/** Recordings of a record that a killed browser left unfinished. */
export async function recover(of: string): Promise<FileRef[]> {
  const ids = [...new Set((await db.clips.where('id').startsWith(of + '|').toArray()).map((c) => c.id))]
  const out: FileRef[] = []
  for (const id of ids) out.push(await assemble(id))
  return out
}

/** How far a recording is whole: one that broke off ends in the middle of an element (WebM, RFC 9559) or a box (ISO/IEC 14496-12), which goes. */
function whole(v: DataView, type: string): number {
  const size = v.byteLength
  if (type.includes('mp4')) {
    let at = 0
    for (; at + 8 <= size; ) {
      const n = v.getUint32(at) === 1 && at + 16 <= size ? Number(v.getBigUint64(at + 8)) : v.getUint32(at)
      if (n < 8 || at + n > size) break
      at += n
    }
    return at
  }
  const segment = 0x18538067, cluster = 0x1f43b675
  const number = (at: number, keep: boolean): [number, number] | undefined => {
    if (at >= size) return
    const length = Math.clz32(v.getUint8(at)) - 23
    if (length > 8 || at + length > size) return
    let n = keep ? v.getUint8(at) : v.getUint8(at) & ((1 << (8 - length)) - 1), ones = n === (1 << (8 - length)) - 1
    for (let i = 1; i < length; i++) { const b = v.getUint8(at + i); n = n * 256 + b; ones &&= b === 0xff }
    return [!keep && ones ? -1 : n, at + length]
  }
  let at = 0
  for (;;) {
    const id = number(at, true), length = id && number(id[1], false)
    if (!id || !length) return at
    const into = id[0] === segment || id[0] === cluster
    if (!into && (length[0] < 0 || length[1] + length[0] > size)) return at
    at = into ? length[1] : length[1] + length[0]
  }
}
