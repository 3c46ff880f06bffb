import { defineSystem } from '@/kernel/system'

export default defineSystem({
  name: 'office',
  minor: ['office_edition'],
  form: { office_notice: () => import('./Editor.vue') },
  panels: { office_notice: [() => import('./Reader.vue')] },
  shown: { office_notice: ['title', 'number', 'body', 'files', 'questions', 'reply_by', 'issued_on', 'issuer', 'edition', 'withdrawn_for'] },
  pages: [
    { path: '/office_notice/:id/edit', label: '修改通知公告', page: () => import('./Editor.vue'), hidden: true },
    { path: '/notices', label: '公开的通知公告', page: () => import('./Public.vue'), hidden: true, open: true },
  ],
})
