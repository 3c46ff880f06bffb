import { call, newKey, Problem } from './api'
import { t } from './words'

const text = (b: ArrayBuffer | null) => btoa(String.fromCharCode(...new Uint8Array(b ?? new ArrayBuffer(0)))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
const bytes = (s: string) => Uint8Array.from(atob(s.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))

/** Whether this browser can be told with its pages closed, and the platform's key for it; empty if not. */
export async function pushKey(): Promise<string> {
  if (!isSecureContext || !('PushManager' in window)) return ''
  return (await call<{ key: string }>('/api/notice/push')).key
}

/** Lets this browser be told, or no longer. What goes wrong is said in words that a person understands. */
export async function push(worker: ServiceWorkerRegistration, key: string, want: boolean): Promise<void> {
  try {
    const old = await worker.pushManager.getSubscription()
    if (!want) {
      if (old) { await call('/api/notice/push', { method: 'POST', body: { endpoint: old.endpoint, off: true }, key: newKey() }); await old.unsubscribe() }
      return
    }
    if ((await Notification.requestPermission()) !== 'granted') throw new Problem({ title: t('浏览器没有允许通知，请在地址栏的网站设置里允许') })
    const s = old ?? (await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) }))
    await call('/api/notice/push', { method: 'POST', body: { endpoint: s.endpoint, p256dh: text(s.getKey('p256dh')), auth: text(s.getKey('auth')) }, key: newKey() })
  } catch (e) {
    throw e instanceof Problem ? e : new Problem({ title: t('连不上浏览器的推送服务，内网里通常如此') })
  }
}
