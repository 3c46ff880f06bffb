import { defineSystem } from '@/kernel/system'

const viewers = ['regulator', 'leader', 'clerk', 'safety', 'worker']

export default defineSystem({
  name: 'video',
  minor: ['video_outage', 'video_device'],
  panels: {
    video: [() => import('./CameraPanel.vue')],
    video_clip: [() => import('./FilmPanel.vue')],
    video_device: [() => import('./DevicePanel.vue')],
  },
  parts: { clips: () => import('./ClipsPanel.vue') },
  aside: { ...Object.fromEntries(['video', 'enterprise', 'majorhazard'].map((type) => [type, [() => import('./Aside.vue')]])), monitor_alarm: [() => import('./ClipsPanel.vue')] },
  pages: [{ path: '/video-live', label: '实时视频', page: () => import('./Live.vue'), roles: viewers, first: true }],
})
