import { defineSystem } from '@/kernel/system'

export default defineSystem({ name: 'calendar', bench: [() => import('./Lacking.vue')] })
