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
  const content = await new Blob(pieces.map((p) => p.content)).arrayBuffer()
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
