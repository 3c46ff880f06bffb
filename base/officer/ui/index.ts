import { defineSystem } from '@/kernel/system'

export default defineSystem({
  name: 'officer',
  pages: [{ path: '/officers', label: '执法人员公示', page: () => import('./Public.vue'), hidden: true, open: true }],
})
