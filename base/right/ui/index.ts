import { defineSystem } from '@/kernel/system'

export default defineSystem({
  name: 'right',
  label: '权限与审计',
  pages: [
    { path: '/rights', label: '权限说明', help: '想知道谁能做什么、某人为什么能或不能做，在这里查：选账号看他全部权限和依据；选业务和操作看有哪些账号。长期没用过的权限应当收回。', page: () => import('./Rights.vue') },
    { path: '/orphans', label: '账号清理', help: '每季度看一次：企业已注销、没有机构岗位、从未登录或长期没登录的账号。核实后勾选停用并写明理由；还有没办完的事，先到该账号页面办理工作交接。', page: () => import('./Orphans.vue'), roles: ['system', 'security', 'audit'] },
    { path: '/audit', label: '操作审计', help: '审计员在这里看谁做了什么、谁看过谁的完整个人信息、管理员做了哪些操作。按时间、人员、业务筛选，可导出、打印。记录不能修改，被改动过会由核验发现。', page: () => import('./Audit.vue'), roles: ['audit'] },
  ],
  actions: [() => import('./Who.vue')],
})
