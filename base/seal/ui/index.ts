import { defineSystem } from '@/kernel/system'

export default defineSystem({
  name: 'seal',
  minor: ['seal_certificate', 'seal_signature', 'seal_root'],
  form: { seal: () => import('./Editor.vue'), seal_request: () => import('./Place.vue') },
  panels: { '*': [() => import('./Standing.vue')], seal: [() => import('./Card.vue')], seal_request: [() => import('./Sealed.vue')] },
  shown: { seal: ['text', 'label', 'code', 'diameter'] },
  actions: [() => import('./Fields.vue')],
  pages: [
    { path: '/seal/:id/edit', label: '修改印章', help: '选好机构、填好名称和直径，右边就是印模的样子，和盖在纸上一样大小。保存后按程序审批启用，启用前不能用印。', page: () => import('./Editor.vue'), hidden: true },
    { path: '/seal_request/:id/edit', label: '修改用印申请', help: '选要盖章的文书和印章，在页面图上点一下盖章的位置，方向键微调，也可以直接填毫米数。盖章一般压住成文日期。保存后提交审批。', page: () => import('./Place.vue'), hidden: true },
    { path: '/verify', label: '文书验证', page: () => import('./Verify.vue'), hidden: true, open: true },
  ],
})
