/** Voice messages: recorded as browsers do it, MP4 where they can, for that is played everywhere. */
import { ref } from 'vue'

export interface Recording { blob: Blob; seconds: number }
const kinds = ['audio/mp4', 'audio/mp4;codecs=opus', 'audio/webm;codecs=opus', 'audio/webm']
export const longest = 120

export function useVoice(done: (r: Recording) => void, wrong: (why: string) => void) {
  const seconds = ref(0), recording = ref(false)
  let recorder: MediaRecorder | undefined, timer: ReturnType<typeof setInterval> | undefined, kept = true
  async function start() {
    const type = kinds.find((k) => window.MediaRecorder?.isTypeSupported(k))
    if (!type || !navigator.mediaDevices) { wrong('此浏览器不能录音，请通过 https 访问或换用新版浏览器'); return }
    let sound: MediaStream
    try { sound = await navigator.mediaDevices.getUserMedia({ audio: true }) } catch { wrong('没有取得麦克风，请允许使用麦克风'); return }
    const parts: Blob[] = []
    recorder = new MediaRecorder(sound, { mimeType: type, audioBitsPerSecond: 24_000 })
    kept = true
    const began = Date.now()
    recorder.ondataavailable = (e) => { if (e.data.size) parts.push(e.data) }
    recorder.onstop = () => {
      clearInterval(timer)
      sound.getTracks().forEach((x) => x.stop())
      recording.value = false
      const length = Math.round((Date.now() - began) / 1000)
      if (!kept) return
      if (length < 1) wrong('说话时间太短')
      else done({ blob: new Blob(parts, { type: type.split(';')[0] }), seconds: Math.min(length, longest) })
    }
    recorder.start()
    recording.value = true
    seconds.value = 0
    timer = setInterval(() => { seconds.value = Math.round((Date.now() - began) / 1000); if (seconds.value >= longest) stop(true) }, 250)
  }
  function stop(keep: boolean) {
    kept = keep
    if (recorder?.state === 'recording') recorder.stop()
  }
  return { recording, seconds, start, stop }
}
