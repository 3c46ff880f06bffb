import { createRouter, createWebHistory } from 'vue-router'
import { me } from './local/account'

export const router = createRouter({
  history: createWebHistory('/m/'),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: '/', component: () => import('./page/Home.vue'), meta: { tab: 'home' } },
    { path: '/login', component: () => import('./page/Login.vue'), meta: { open: true } },
    { path: '/check', component: () => import('./page/CheckPick.vue') },
    { path: '/check/run', component: () => import('./page/Check.vue') },
    { path: '/check/:id', component: () => import('./page/CheckView.vue') },
    { path: '/snap', component: () => import('./page/Snap.vue') },
    { path: '/hazards', component: () => import('./page/Hazards.vue') },
    { path: '/hazard/:id', component: () => import('./page/Hazard.vue') },
    { path: '/hazard/:id/extend', component: () => import('./page/Extend.vue') },
    { path: '/hazard_extension/:id', component: () => import('./page/Extension.vue') },
    { path: '/:type(hazard|hazard_extension)/:id/:step', component: () => import('./page/HazardStep.vue') },
    { path: '/password', component: () => import('./page/Password.vue') },
    { path: '/records', component: () => import('./page/Records.vue'), meta: { tab: 'records' } },
    { path: '/talks', component: () => import('./page/Talks.vue'), meta: { tab: 'talks' } },
    { path: '/talk/:id', component: () => import('./page/Talk.vue') },
    { path: '/todo', component: () => import('./page/Todo.vue') },
    { path: '/enterprises', component: () => import('./page/Enterprises.vue') },
    { path: '/enterprise/:id', component: () => import('./page/Enterprise.vue') },
    { path: '/pack', component: () => import('./page/Pack.vue') },
    { path: '/visits', component: () => import('./page/Visits.vue') },
    { path: '/visit/:id', component: () => import('./page/Visit.vue') },
    { path: '/:what(visit|recheck|simple)/:id/paper/:kind', component: () => import('./page/Paper.vue') },
    { path: '/recheck/:id', component: () => import('./page/Recheck.vue') },
    { path: '/simple/:id', component: () => import('./page/Simple.vue') },
    { path: '/collect', component: () => import('./page/Collect.vue') },
    { path: '/notices', component: () => import('./page/Notices.vue') },
    { path: '/notice/:id', component: () => import('./page/Notice.vue') },
    { path: '/duty', component: () => import('./page/Duty.vue') },
    { path: '/queue', component: () => import('./page/Queue.vue'), meta: { tab: 'queue' } },
    { path: '/mine', component: () => import('./page/Mine.vue'), meta: { tab: 'mine' } },
    { path: '/help', component: () => import('./page/Help.vue'), meta: { open: true } },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})

router.beforeEach((to) => {
  if (to.meta.open) return true
  if (!me.value) return { path: '/login', query: to.path === '/' ? {} : { next: to.fullPath } }
  // What is recorded here can still be looked at and sent once the password is changed.
  return me.value.password_due && !['/password', '/queue', '/mine'].includes(to.path) ? '/password' : true
})
