import { schemaOf, type Field } from '@/kernel/schema'
import { defineSystem } from '@/kernel/system'

/** What belongs to which kind of account; an administrator, who reads no business, finds enterprises and agencies by their names. */
const kinds: Record<string, string[]> = { enterprise: ['enterprise'], agency: ['agency'], org: ['regulator'], post: ['regulator'], trades: ['regulator'] }
function holder(f: Field, typed: Record<string, any>): Field | undefined {
  if (kinds[f.name] && typed.kind && !kinds[f.name]!.includes(typed.kind)) return undefined
  return (f.name === 'enterprise' || f.name === 'agency') && !schemaOf(f.name) ? { ...f, 'x-find': '/api/account/candidate?of=' + f.name } : f
}

export default defineSystem({
  name: 'account',
  panels: { account_handover: [() => import('./Handover.vue')], account: [() => import('./Steward.vue')], account_provider: [() => import('./Provider.vue')] },
  narrow: { account: holder },
  pages: [
    { path: '/security', label: '账号安全', help: '这里管自己怎样登录。按要求设置两步验证（动态口令、通行密钥、短信）并保存好恢复码；下面列出登录过的电脑和手机，不认识的马上结束并改密码。关联本单位的统一认证后，可以用那里的账号登录。', page: () => import('./Security.vue'), hidden: true },
    { path: '/account_protection', label: '登录安全设置', help: '登录规则对全平台所有账号有效：密码长度和更换周期、输错几次锁定、多久不用自动退出、谁必须两步验证。安全管理员修改后立即生效，其他管理员只能查看。', page: () => import('./Protection.vue'), roles: ['security', 'system', 'audit'] },
    { path: '/register', label: '企业自主注册', page: () => import('./Register.vue'), hidden: true, open: true },
    { path: '/register/public', label: '公众注册', page: () => import('./Public.vue'), hidden: true, open: true },
    { path: '/forgot', label: '忘记密码', page: () => import('./Forgot.vue'), hidden: true, open: true },
  ],
})
