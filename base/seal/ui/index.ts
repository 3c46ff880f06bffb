import { defineSystem } from '@/kernel/system'

export default defineSystem({
  name: 'seal',
  minor: ['seal_certificate', 'seal_signature', 'seal_root'],
})
