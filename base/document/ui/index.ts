import { defineSystem } from '@/kernel/system'

const government = ['regulator', 'leader', 'clerk']

export default defineSystem({
  name: 'document',
  minor: ['document_signature', 'document_block', 'document_template'],
  parts: { papers: () => import('./Papers.vue') },
  panels: { document: [() => import('./Desk.vue')], document_template: [() => import('./Sample.vue')] },
  shown: { document: ['title', 'number', 'provisional', 'paper', 'sealed', 'opinions', 'stage', 'void_asked'], document_template: ['unknown', 'problems', 'lost'] },
  pages: [
    { path: '/document/forms', label: '文书样式一览', page: () => import('./Forms.vue'), roles: government },
    { path: '/document/ledger', label: '文号登记簿', page: () => import('./Ledger.vue'), roles: government },
  ],
})
