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
