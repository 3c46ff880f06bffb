import { defineSystem } from '@/kernel/system'

const payers = ['system', 'clerk', 'leader', 'audit']

export default defineSystem({
  name: 'notice',
  minor: ['notice_reply', 'notice_gap', 'notice_chain'],
  tools: [() => import('./Bell.vue')],
  pages: [
    { path: '/notice', label: '消息中心', help: '发给您的提醒和通知都在这里。点一条打开所涉的记录；要求“确认”的，确认后其他人的同一提醒会停止。怎样用短信、邮件收到，在“消息设置”里选。', page: () => import('./Inbox.vue'), first: true },
    { path: '/notice_preference', label: '消息设置', help: '选哪些消息除了消息中心还用短信、邮件或浏览器推送告诉您，什么时候不打扰，要不要汇总成一条。依法必须通知的不能关闭。邮箱先验证才能用。', page: () => import('./Preference.vue') },
    { path: '/notice-usage', label: '短信用量', help: '一段时间发了多少短信、邮件，送达多少、失败多少、费用多少，可按地区、机构、类别看并导出。“联系不上的人员”列出没有有效号码的人，请他们本人或管理员补上。', page: () => import('./Usage.vue'), roles: payers },
  ],
})
