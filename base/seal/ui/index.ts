import { defineSystem } from '@/kernel/system'

export default defineSystem({
  name: 'seal',
  minor: ['seal_certificate', 'seal_signature', 'seal_root'],
  form: { seal: () => import('./Editor.vue'), seal_request: () => import('./Place.vue') },
  panels: { '*': [() => import('./Standing.vue')], seal: [() => import('./Card.vue')], seal_request: [() => import('./Sealed.vue')] },
  shown: { seal: ['text', 'label', 'code', 'diameter'] },
  actions: [() => import('./Fields.vue')],
  pages: [
    { path: '/seal/:id/edit', label: '修改印章', page: () => import('./Editor.vue'), hidden: true },
    { path: '/seal_request/:id/edit', label: '修改用印申请', page: () => import('./Place.vue'), hidden: true },
    { path: '/verify', label: '文书验证', page: () => import('./Verify.vue'), hidden: true, open: true },
  ],
})
