/** When a picture was taken, as its own data say (Exif 2.32, tags DateTimeOriginal 0x9003 and OffsetTimeOriginal 0x9011). */
export function takenAt(content: ArrayBuffer): Date | undefined {
  const v = new DataView(content)
  if (v.byteLength < 12 || v.getUint16(0) !== 0xffd8) return
  for (let at = 2; at + 10 < v.byteLength; ) {
    const marker = v.getUint16(at), size = v.getUint16(at + 2)
    if (marker < 0xff00 || marker === 0xffda || size < 2) return
    if (marker === 0xffe1 && v.getUint32(at + 4) === 0x45786966) {
      try { return read(new DataView(content, at + 10, Math.min(size - 8, v.byteLength - at - 10))) } catch { return }
    }
    at += 2 + size
  }
}

function read(t: DataView): Date | undefined {
  const little = t.getUint16(0) === 0x4949
  const entries = (at: number) => {
    const out = new Map<number, number>()
    for (let n = t.getUint16(at, little), i = 0; i < n; i++) out.set(t.getUint16(at + 2 + i * 12, little), at + 2 + i * 12)
    return out
  }
  const text = (at: number) => {
    const length = t.getUint32(at + 4, little), from = length > 4 ? t.getUint32(at + 8, little) : at + 8
    let s = ''
    for (let i = 0; i < Math.min(length, 40) && t.getUint8(from + i); i++) s += String.fromCharCode(t.getUint8(from + i))
    return s
  }
  const sub = entries(t.getUint32(4, little)).get(0x8769)
  if (sub === undefined) return
  const exif = entries(t.getUint32(sub + 8, little))
  const when = exif.get(0x9003), zone = exif.get(0x9011)
  const m = when === undefined ? null : /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(text(when))
  if (!m) return
  const offset = zone === undefined ? '' : text(zone)
  const d = new Date(`${m[1]}-${m[2]}-${m[3]}T${m[4]}${/^[+-]\d\d:\d\d$/.test(offset) ? offset : '+08:00'}`)
  return Number.isNaN(d.getTime()) ? undefined : d
}
