import { defineSystem } from '@/kernel/system'

export default defineSystem({ name: 'org', panels: { org: [() => import('./Departments.vue')] } })
