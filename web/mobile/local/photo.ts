import { address, Problem, type FileRef } from '@/kernel/api'
import { db } from './db'
import { logged } from './evidence'
import { takenAt } from './exif'
import { stamp } from './time'
import type { Place } from './place'

const longest = 1600

/** Shrinks a picture, burns time and place into it and keeps it here. What it says about itself goes along as the file's time and place. */
export async function keep(file: Blob, words: string, place?: Place, record?: string): Promise<FileRef> {
  const original = await file.arrayBuffer()
  const now = new Date()
  const taken = takenAt(original) ?? (file instanceof File && file.lastModified ? new Date(file.lastModified) : now)
  const fresh = Math.abs(now.getTime() - taken.getTime()) < 10 * 60_000
  let image: ImageBitmap
  try {
    image = await createImageBitmap(new Blob([original], { type: file.type || 'image/jpeg' }), { imageOrientation: 'from-image' })
  } catch {
    throw new Problem({ title: '这张图片打不开，请换一张或重新拍摄' })
  }
  const scale = Math.min(1, longest / Math.max(image.width, image.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(image.width * scale))
  canvas.height = Math.max(1, Math.round(image.height * scale))
  const g = canvas.getContext('2d')!
  g.drawImage(image, 0, 0, canvas.width, canvas.height)
  image.close()
  burn(g, [
    fresh ? '拍摄 ' + stamp(taken) : `相册照片 ${stamp(taken)}（${stamp(now)} 选用）`,
    [fresh && place ? `${place.lng.toFixed(5)}, ${place.lat.toFixed(5)} ±${Math.round(place.accuracy)}米` : '', words].filter(Boolean).join('  '),
  ].filter(Boolean))
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.8))
  if (!blob) throw new Problem({ title: '手机内存不足，照片没有保存，请关闭其他应用后重拍' })
  const content = await blob.arrayBuffer()
  const sha = await address(content)
  const ref: FileRef = { sha, name: `照片-${stamp(taken).replace(/[-: ]/g, '')}.jpg`, type: 'image/jpeg', size: content.byteLength, at: taken.toISOString() }
  if (fresh && place) Object.assign(ref, { lng: place.lng, lat: place.lat })
  try {
    await db.photos.put({ sha, content, ref, uploaded: 0, at: Date.now() })
    if (record) {
      const source = await address(original)
      await db.originals.put({ sha: source, of: sha, content: original, at: Date.now() })
      await logged('photo', { record, sha, place, note: source + (fresh ? '' : ' 相册') })
    }
  } catch (e) {
    if ((e as Error).name.includes('Quota')) throw new Problem({ title: '手机存储空间已满，照片没有保存。请先上报队列里的记录，或清理手机空间' })
    throw e
  }
  return ref
}

function burn(g: CanvasRenderingContext2D, lines: string[]) {
  const { width, height } = g.canvas
  const size = Math.max(11, Math.round(Math.max(width, height) / 52))
  g.font = `${size}px sans-serif`
  const line = Math.round(size * 1.45), tall = line * lines.length + size * 0.6
  g.fillStyle = 'rgba(0,0,0,.55)'
  g.fillRect(0, height - tall, width, tall)
  g.fillStyle = '#fff'
  g.textBaseline = 'middle'
  lines.forEach((s, n) => g.fillText(s, size * 0.6, height - tall + size * 0.3 + line * (n + 0.5), width - size * 1.2))
}

const shown = new Map<string, string>()
/** An address under which a picture that is kept here can be shown. */
export async function view(sha: string): Promise<string | undefined> {
  const known = shown.get(sha)
  if (known) return known
  const p = await db.photos.get(sha)
  if (!p) return
  const url = URL.createObjectURL(new Blob([p.content], { type: p.ref.type }))
  shown.set(sha, url)
  return url
}
