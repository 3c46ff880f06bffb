import { defineSystem } from '@/kernel/system'

export default defineSystem({
  name: 'chat',
  label: '统一通讯',
  tools: [() => import('./Badge.vue')],
  actions: [() => import('./Discuss.vue'), () => import('./Forward.vue')],
  pages: [
    { path: '/portal', label: '我的门户', help: '一打开就能看到的个人首页：待办、到期提醒、值班、日历、消息和能直接进入的系统。每一块点标题进入完整页面。', page: () => import('./Portal.vue') },
    { path: '/chat', label: '聊天', help: '左边选会话，右边收发消息，可以发图片、文件和记录卡片。点加号发起单聊或建群；在记录页面也能就这条记录发起讨论。发出后短时间内可以撤回。', page: () => import('./Chat.vue') },
    { path: '/directory', label: '通讯录', help: '按机构找人，或写姓名、拼音首字母、岗位、单位搜索，点“发消息”直接联系。手机号是个人信息，在有权查看的账号页面写明理由后显示。', page: () => import('./Directory.vue') },
  ],
})
