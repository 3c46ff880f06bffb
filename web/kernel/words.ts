import { ref, watch } from 'vue'

/** The texts of the shell in two languages; labels of fields stay Chinese, as the law and the papers have them. */
const english: Record<string, string> = {
  安全生产综合监管: 'Work Safety Supervision', 工作台: 'Workbench', 地图: 'Map', 统计指标: 'Indicators', 导入记录: 'Imports', 搜索: 'Search', 帮助: 'Help', 退出登录: 'Sign out', 修改密码: 'Change password',
  深色: 'Dark', 浅色: 'Light', 登录: 'Sign in', 账号: 'Account', 密码: 'Password', 新建: 'New', 导入: 'Import', 导出: 'Export', 查询: 'Search', 重置: 'Reset', 更多筛选: 'More filters', 收起: 'Fewer filters', 列设置: 'Columns',
  全部: 'All', 上一页: 'Previous', 下一页: 'Next', 保存: 'Save', 取消: 'Cancel', 确定: 'OK', 编辑: 'Edit', 打印: 'Print', 列表: 'List', 看板: 'Board', 待我办理: 'Waiting for me', 下级超期: 'Late below', 本区域情况: 'Figures of my region',
  办理过程: 'History', 基本情况: 'Record', 保存为视图: 'Save view', 手机端: 'Phone app', 接口文档: 'API', 菜单: 'Menu', 用户: 'User', 企业自主注册: 'Register an enterprise', 主菜单: 'Main menu',
  丢弃: 'Discard', 关键词: 'Keywords', '关键词、拼音首字母': 'keywords or pinyin initials', 删除: 'Delete', '名称、代码、拼音首字母…': 'Name, code, pinyin initials…', 已超期: 'Overdue', 已选: 'Selected', 恢复草稿: 'Restore draft',
  恢复默认: 'Reset columns', 意见: 'Opinion', 我的账号: 'My account', 期限: 'Time limit', 未填写: 'not filled in', 未评级: 'not graded', 条: 'records', '条/页': '/ page', 查看完整信息: 'Show masked data', 每页条数: 'Page size', 没有: 'None',
  清除筛选: 'Clear filters', 登录与令牌: 'Sessions and tokens', 重试: 'Try again', 隐藏未填项: 'Hide empty', 没有这个页面: 'No such page',
}

export const language = ref<'zh' | 'en'>((localStorage.getItem('language') as 'zh' | 'en') || (document.documentElement.lang === 'en' ? 'en' : 'zh'))
watch(language, (v) => {
  localStorage.setItem('language', v)
  document.documentElement.lang = v === 'zh' ? 'zh-CN' : 'en'
}, { immediate: true })

export const t = (zh: string) => (language.value === 'en' ? (english[zh] ?? zh) : zh)

export const dark = ref(localStorage.getItem('theme') === 'dark')
watch(dark, (v) => {
  localStorage.setItem('theme', v ? 'dark' : 'light')
  document.documentElement.classList.toggle('dark', v)
}, { immediate: true })
