/// <reference lib="webworker" />
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import { pass } from './local/send'

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] }

cleanupOutdatedCaches()
precacheAndRoute(self.__WB_MANIFEST)
// Answers of the API are not cached here: what is needed without a network lies in IndexedDB, in one place, with a time that people see.
registerRoute(new NavigationRoute(createHandlerBoundToURL('/m/index.html'), { allowlist: [/^\/m(\/|$)/] }))

self.addEventListener('message', (e) => { if (e.data?.type === 'SKIP_WAITING') void self.skipWaiting() })
self.addEventListener('activate', (e) => e.waitUntil(self.clients.claim()))
// Where the browser can, the queue is sent with the app closed; elsewhere the page does it when it is opened.
self.addEventListener('sync', (e) => {
  const event = e as unknown as ExtendableEvent & { tag: string }
  if (event.tag === 'queue') event.waitUntil(pass().then((r) => { if (r.left && !r.halted) throw new Error('more to send') }))
})

// What the message centre pushes to this phone; a tap opens the inbox, or the notice itself.
self.addEventListener('push', (e) => {
  const m = (() => { try { return e.data?.json() as { title?: string; body?: string; tag?: string; link?: string } } catch { return undefined } })() ?? {}
  e.waitUntil(self.registration.showNotification(m.title || '安全生产', { body: m.body ?? '', tag: m.tag, data: { link: m.link }, icon: '/m/icon-192.png' }))
})
self.addEventListener('notificationclick', (e) => {
  e.notification.close()
  const id = /^\/office_notice\/([0-9a-z]+)$/.exec(String(e.notification.data?.link ?? ''))?.[1]
  e.waitUntil(self.clients.openWindow(id ? '/m/notice/' + id : '/m/notices'))
})
