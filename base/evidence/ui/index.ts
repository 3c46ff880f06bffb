import { defineSystem } from '@/kernel/system'

export default defineSystem({ name: 'evidence', parts: { proof: () => import('./Proof.vue') } })
