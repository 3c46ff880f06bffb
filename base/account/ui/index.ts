import { defineSystem } from '@/kernel/system'

export default defineSystem({
  name: 'account',
  panels: { account: [() => import('./Steward.vue')] },
  pages: [
    { path: '/sessions', label: '登录与令牌', page: () => import('./Sessions.vue'), hidden: true },
    { path: '/register', label: '企业自主注册', page: () => import('./Register.vue'), hidden: true, open: true },
  ],
})
