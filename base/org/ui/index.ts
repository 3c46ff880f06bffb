import { defineSystem } from '@/kernel/system'

export default defineSystem({ name: 'org', bench: [() => import('./Begin.vue')], panels: { org: [() => import('./Departments.vue')] } })
