/** Looks at a camera over WebRTC (WHEP): one connection, made anew when it breaks, until stop is called. */
import * as api from '@/kernel/api'
import { schemaOf } from '@/kernel/schema'

/** What a value of an enumeration of cameras is called. */
export const called = (column: string, value: string) => schemaOf('video')?.properties[column]?.oneOf?.find((o) => o.const === value)?.title ?? ''

export type Look = 'connecting' | 'playing' | 'waiting' | 'refused'

async function ask(camera: string, offer: string): Promise<{ answer: string; place: string }> {
  const r = await fetch(`/api/video/${camera}/whep`, { method: 'POST', body: offer, headers: { 'Content-Type': 'application/sdp' }, credentials: 'same-origin' }).catch(() => { throw new api.Problem({ code: 'network', title: '网络不通，请检查网络后重试' }) })
  if (!r.ok) throw new api.Problem({ status: r.status, ...(await r.json().catch(() => ({}))) })
  return { answer: await r.text(), place: r.headers.get('Location') ?? '' }
}

/** Shows camera in video; changed hears how it stands: waiting is that nothing has moved for some seconds. Returns how to stop. */
export function look(camera: string, video: HTMLVideoElement, changed: (how: Look, why?: string) => void): () => void {
  let conn: RTCPeerConnection | undefined, place = '', ended = false, pause = 1000, again: ReturnType<typeof setTimeout> | undefined
  let last = -1, frames = 0, moved = Date.now(), how: Look = 'connecting'
  const say = (next: Look, why?: string) => { if (next !== how || why) changed((how = next), why) }
  const drop = () => {
    conn?.close()
    conn = undefined
    if (place) void fetch(place, { method: 'DELETE', credentials: 'same-origin', keepalive: true }).catch(() => undefined)
    place = ''
  }
  const retry = () => {
    drop()
    if (ended) return
    clearTimeout(again)
    again = setTimeout(connect, pause * (0.75 + Math.random() / 2))
    pause = Math.min(15_000, pause * 2)
  }
  async function connect() {
    const own = (conn = new RTCPeerConnection())
    moved = Date.now()
    own.addTransceiver('video', { direction: 'recvonly' })
    own.ontrack = (e) => { video.srcObject = e.streams[0] ?? new MediaStream([e.track]); void video.play().catch(() => undefined) }
    own.onconnectionstatechange = () => { if (own === conn && ['failed', 'closed', 'disconnected'].includes(own.connectionState)) { say('waiting'); retry() } }
    try {
      await own.setLocalDescription(await own.createOffer())
      const got = await ask(camera, own.localDescription!.sdp)
      if (ended || own !== conn) { void fetch(got.place, { method: 'DELETE', credentials: 'same-origin' }).catch(() => undefined); return }
      place = got.place
      await own.setRemoteDescription({ type: 'answer', sdp: got.answer })
    } catch (e) {
      if (ended || own !== conn) return
      const p = e as api.Problem
      if (['login', 'forbidden', 'missing'].includes(p.code)) { drop(); say('refused', p.message) } else { say('waiting', p.code === 'conflict' || p.code === 'too_many' || p.code === 'invalid' ? p.message : undefined); retry() }
    }
  }
  // The time of a stream goes on without pictures, so pictures are counted.
  const counts = 'requestVideoFrameCallback' in HTMLVideoElement.prototype
  const count = () => { if (!ended) { frames++; video.requestVideoFrameCallback(count) } }
  if (counts) video.requestVideoFrameCallback(count)
  const tick = setInterval(() => {
    const shown = counts ? frames : video.getVideoPlaybackQuality().totalVideoFrames
    if (shown !== last && video.videoWidth) {
      last = shown
      moved = Date.now()
      pause = 1000
      say('playing')
    } else if (Date.now() - moved > 4000) say('waiting')
  }, 500)
  void connect()
  return () => { ended = true; clearInterval(tick); clearTimeout(again); drop(); video.srcObject = null }
}
