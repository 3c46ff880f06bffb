import { defineSystem } from '@/kernel/system'

export default defineSystem({
  name: 'identity',
  label: '统一身份认证',
  panels: { identity_client: [() => import('./Client.vue')], identity_source: [() => import('./Source.vue')], identity_sync: [() => import('./Differences.vue')] },
  pages: [
    { path: '/application', label: '我的应用', page: () => import('./Applications.vue'), first: true },
    { path: '/identity-synchronise', label: '同步', page: () => import('./Synchronise.vue'), roles: ['system'] },
    { path: '/identity-sign-in', label: '登录到其他系统', page: () => import('./SignIn.vue'), hidden: true },
    { path: '/identity-consent', label: '授权', page: () => import('./Consent.vue'), hidden: true },
    { path: '/identity-sign-out', label: '退出', page: () => import('./SignOut.vue'), hidden: true },
  ],
})
