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
  pages: [{ path: '/video-live', label: '实时视频', help: '同时看几台摄像机的画面，“画面数”选一屏几个，“下一屏”看其余的；可以抓拍，抓拍的图片在“视频抓拍”里查。没有画面的先看摄像机是否在线。每次观看都有记录。', page: () => import('./Live.vue'), roles: viewers, first: true }],
})
