import { defineSystem } from '@/kernel/system'

export default defineSystem({
  name: 'office',
  minor: ['office_edition'],
  form: { office_notice: () => import('./Editor.vue') },
  panels: { office_notice: [() => import('./Reader.vue')] },
  shown: { office_notice: ['title', 'number', 'body', 'files', 'questions', 'reply_by', 'issued_on', 'issuer', 'edition', 'withdrawn_for'] },
  pages: [
    { path: '/office_notice/:id/edit', label: '修改通知公告', help: '写标题和正文，选发给谁（下面写着共多少人、多少家，没有账号的发短信）。需要对方填报的，加回执项目和期限。先存草稿，审签后发出。', page: () => import('./Editor.vue'), hidden: true },
    { path: '/notices', label: '公开的通知公告', page: () => import('./Public.vue'), hidden: true, open: true },
  ],
})
