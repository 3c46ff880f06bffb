import { defineSystem } from '@/kernel/system'

const payers = ['system', 'clerk', 'leader', 'audit']

export default defineSystem({
  name: 'notice',
  minor: ['notice_reply', 'notice_gap', 'notice_chain'],
  tools: [() => import('./Bell.vue')],
  pages: [
    { path: '/notice', label: '消息中心', page: () => import('./Inbox.vue'), first: true },
    { path: '/notice_preference', label: '消息设置', page: () => import('./Preference.vue') },
    { path: '/notice-usage', label: '短信用量', page: () => import('./Usage.vue'), roles: payers },
  ],
})
