import { defineSystem } from '@/kernel/system'

const government = ['regulator', 'leader', 'clerk']

export default defineSystem({
  name: 'document',
  minor: ['document_signature', 'document_block', 'document_template'],
  parts: { papers: () => import('./Papers.vue') },
  panels: { document: [() => import('./Desk.vue')], document_template: [() => import('./Sample.vue')] },
  shown: { document: ['title', 'number', 'provisional', 'paper', 'sealed', 'opinions', 'stage', 'void_asked'], document_template: ['unknown', 'problems', 'lost'] },
  pages: [
    { path: '/document/forms', label: '文书样式一览', help: '平台能出的全部文书。点“样张”看印出来的样子；要按本地格式印，先下载样式（DOCX），用文字处理软件改好，花括号里的填写项留着，再上传为新的一版。', page: () => import('./Forms.vue'), roles: government },
    { path: '/document/ledger', label: '文号登记簿', help: '每种文书每年的文号用到几号、哪些作废、有没有缺号。文书签发时自动取号，不用在这里登记；要给没有网络的手机或预印文书留号，点“预留”。', page: () => import('./Ledger.vue'), roles: government },
  ],
})
