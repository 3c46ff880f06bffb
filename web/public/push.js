// Shows what the message centre pushes to this browser, and opens what it is about. It keeps no pages and answers no requests.
self.addEventListener('push', (e) => {
  let m = {}
  try { m = e.data.json() } catch { /* shown without words rather than not at all */ }
  e.waitUntil(self.registration.showNotification(m.title || '安全生产综合监管', { body: m.body || '', tag: m.tag, data: { link: m.link }, icon: '/icon.svg' }))
})
self.addEventListener('notificationclick', (e) => {
  e.notification.close()
  const link = String(e.notification.data?.link || '/notice')
  const to = new URL(link.startsWith('/') ? link : '/notice', self.location.origin).href
  e.waitUntil(self.clients.matchAll({ type: 'window' }).then((open) => {
    const page = open.find((c) => new URL(c.url).origin === self.location.origin && !new URL(c.url).pathname.startsWith('/m/'))
    return page ? page.focus().then((c) => c.navigate(to)) : self.clients.openWindow(to)
  }))
})
