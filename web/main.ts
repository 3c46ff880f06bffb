import { speak, t } from '@/kernel/words'
import { createApp } from 'vue'
import { ElMessage } from 'element-plus'
import 'element-plus/theme-chalk/base.css'
import 'element-plus/theme-chalk/dark/css-vars.css'
import 'element-plus/es/components/message/style/css'
import './shell/base.css'
import './kernel/print'
import { Problem } from './kernel/api'
import App from './shell/App.vue'
import { router } from './shell/router'

const app = createApp(App)

/** Where one was going, and what did not come on the way. */
let wanted = ''
const lost = new Set<unknown>()

/** What no page has foreseen is told to the person and to the console, and the page stays. */
app.config.errorHandler = (e) => {
  if (lost.has(e)) return
  if (e instanceof Problem) return void ElMessage.error(e.message)
  console.error(e)
  ElMessage.error(t('页面出错了，请刷新后重试；如果还是这样，请把操作步骤告诉管理员'))
}

router.onError((_, to) => { wanted = to.fullPath })
// A part of the program does not come. Without a network the page stays, with what is filled in on it; after an upgrade, when the parts that
// an open page still asks for are gone, the new ones are loaded, but not for ever.
addEventListener('unhandledrejection', (e) => { if (lost.has(e.reason)) e.preventDefault() })
addEventListener('vite:preloadError', async (e) => {
  lost.add((e as Event & { payload: unknown }).payload)
  const there = await fetch('/healthz', { cache: 'no-store' }).then((r) => r.ok, () => false)
  if (!there) return void ElMessage.error(t('网络不通，请检查网络后重试'))
  const last = Number(sessionStorage.getItem('reloaded') ?? 0)
  if (Date.now() - last < 10_000) return
  sessionStorage.setItem('reloaded', String(Date.now()))
  if (wanted) location.assign(wanted)
  else location.reload()
})

speak().then(() => app.use(router).mount('#app'))
