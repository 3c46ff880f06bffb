import { speak, t } from '@/kernel/words'
import { createApp } from 'vue'
import { ElMessage } from 'element-plus'
import 'element-plus/theme-chalk/base.css'
import 'element-plus/theme-chalk/dark/css-vars.css'
import 'element-plus/es/components/message/style/css'
import './shell/base.css'
import { Problem } from './kernel/api'
import App from './shell/App.vue'
import { router } from './shell/router'

const app = createApp(App)

/** What no page has foreseen is told to the person and to the console, and the page stays. */
app.config.errorHandler = (e) => {
  if (e instanceof Problem) return void ElMessage.error(e.message)
  console.error(e)
  ElMessage.error(t('页面出错了，请刷新后重试；如果还是这样，请把操作步骤告诉管理员'))
}

// After an upgrade the parts that an open page still asks for are gone: load the new ones, but not for ever.
addEventListener('vite:preloadError', (e) => {
  const last = Number(sessionStorage.getItem('reloaded') ?? 0)
  if (Date.now() - last < 10_000) return
  e.preventDefault()
  sessionStorage.setItem('reloaded', String(Date.now()))
  location.reload()
})

speak().then(() => app.use(router).mount('#app'))
