import { defineSystem } from '@/kernel/system'

export default defineSystem({
  name: 'identity',
  label: '统一身份认证',
  panels: { identity_client: [() => import('./Client.vue')], identity_source: [() => import('./Source.vue')], identity_sync: [() => import('./Differences.vue')] },
  pages: [
    { path: '/application', label: '我的应用', help: '用本平台账号可以直接进入的其他系统，点开即可，不用再输密码。不想再让某个系统取得您的信息，点“撤回授权”。', page: () => import('./Applications.vue'), first: true },
    { path: '/identity-synchronise', label: '同步', help: '把单位目录或花名册里的人员变化带进平台。先“比对”，只列出差异，什么也不改；逐处看过、去掉不要的，再“应用”；发现不对可以整批撤销。', page: () => import('./Synchronise.vue'), roles: ['system'] },
    { path: '/identity-sign-in', label: '登录到其他系统', help: '您正从其他系统转来登录。登录后自动返回那个系统；没有返回的，回到那个系统重新点登录。', page: () => import('./SignIn.vue'), hidden: true },
    { path: '/identity-consent', label: '授权', help: '另一个系统想用您在本平台的账号登录。看清它的名称和要取得的信息，是您自己打开的才同意；以后可以在“我的应用”里撤回。', page: () => import('./Consent.vue'), hidden: true },
    { path: '/identity-sign-out', label: '退出', help: '另一个系统请求您退出登录。确认后本平台和用本平台登录的其他系统都会退出。', page: () => import('./SignOut.vue'), hidden: true },
  ],
})
