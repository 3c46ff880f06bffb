import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { signals } from '@/kernel/api'
import { schemaOf } from '@/kernel/schema'
import { enter, failure, me } from '@/kernel/session'
import { systems } from '@/kernel/system'
import { t } from '@/kernel/words'

const own: RouteRecordRaw[] = Object.values(systems).flatMap((s) => (s.pages ?? []).map((p) => ({ path: p.path, component: p.page, meta: { title: p.label, open: p.open, help: p.help } })))

/** Pages of records are named by the record type; what a system brings itself comes first. */
export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', component: () => import('./Workbench.vue'), meta: { title: '工作台' } },
    { path: '/login', component: () => import('./Login.vue'), meta: { title: '登录', open: true } },
    { path: '/password', component: () => import('./Password.vue'), meta: { title: '修改密码', bare: true } },
    { path: '/map', redirect: (to) => ({ path: '/onemap', query: to.query }) },
    { path: '/indicator', component: () => import('@/kernel/pages/Indicator.vue'), meta: { title: '统计指标' } },
    { path: '/import', component: () => import('@/kernel/pages/Imports.vue'), meta: { title: '导入记录' } },
    ...own,
    { path: '/:type([a-z_]+)', component: () => import('@/kernel/pages/List.vue'), props: (r) => ({ type: r.params.type, key: r.params.type }) },
    { path: '/:type([a-z_]+)/import', component: () => import('@/kernel/pages/Import.vue'), props: true },
    { path: '/:type([a-z_]+)/:id', component: () => import('@/kernel/pages/Record.vue'), props: true },
    { path: '/:type([a-z_]+)/:id/edit', component: () => import('@/kernel/pages/Form.vue'), props: true },
    { path: '/:all(.*)*', name: 'missing', component: () => import('./Missing.vue'), meta: { title: '没有这个页面' } },
  ],
})

/** The page is left before the account is: what is being filled in there is kept as a draft. */
async function toLogin() {
  const at = router.currentRoute.value
  if (at.meta.open) return
  if (!(await router.push({ path: '/login', query: { next: at.fullPath, expired: '1' } }))) me.value = null
}
signals.login = toLogin
signals.password = () => router.push('/password')
signals.enrol = () => router.push('/security')

router.beforeEach(async (to) => {
  if (to.meta.open) return
  const who = me.value ?? (await enter())
  if (failure.value) return
  if (!who) return { path: '/login', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  if (who.password_due) return to.path === '/password' ? undefined : '/password'
  if (who.factor_due) return ['/security', '/password'].includes(to.path) ? undefined : '/security'
  const hand = '/' + to.params.type + '-' + to.params.id // typed by hand: the page of a system stands beside its records, not below them
  if (to.params.id && own.some((p) => p.path === hand)) return { path: hand, query: to.query }
  if (typeof to.params.type === 'string' && !schemaOf(to.params.type)) return { name: 'missing', params: { all: to.path.slice(1).split('/') }, query: to.query }
})

// The page scrolls inside of #main: a new page begins at its top, the way back leads to where one was.
const tops = new Map<string, number>()
const main = () => document.getElementById('main')
router.beforeEach((to, from) => { const el = main(); if (el && to.path !== from.path) tops.set(from.fullPath, el.scrollTop) })
let popped = false
addEventListener('popstate', () => { popped = true })
router.afterEach((to, from) => {
  const top = popped ? (tops.get(to.fullPath) ?? 0) : 0
  popped = false
  if (to.path !== from.path) setTimeout(() => main()?.scrollTo({ top }), top ? 350 : 0)
})

router.afterEach((to) => {
  const type = typeof to.params.type === 'string' ? schemaOf(to.params.type)?.title : undefined
  document.title = `${to.meta.title ?? type ?? ''} - ${t('安全生产综合监管')}`
})
