import { defineSystem } from '@/kernel/system'

export default defineSystem({
  name: 'account',
  panels: { account_handover: [() => import('./Handover.vue')], account: [() => import('./Steward.vue')], account_provider: [() => import('./Provider.vue')] },
  pages: [
    { path: '/security', label: '账号安全', page: () => import('./Security.vue'), hidden: true },
    { path: '/account_protection', label: '登录安全设置', page: () => import('./Protection.vue'), roles: ['security', 'system', 'audit'] },
    { path: '/register', label: '企业自主注册', page: () => import('./Register.vue'), hidden: true, open: true },
    { path: '/register/public', label: '公众注册', page: () => import('./Public.vue'), hidden: true, open: true },
    { path: '/forgot', label: '忘记密码', page: () => import('./Forgot.vue'), hidden: true, open: true },
  ],
})
