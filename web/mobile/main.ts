import { createApp, ref, watch } from 'vue'
import { registerSW } from 'virtual:pwa-register'
import './style.css'
import App from './App.vue'
import { me, recall } from './local/account'
import { begin } from './local/live'
import { listen } from './local/talk'
import { router } from './router'

/** A newer app waits; taking it reloads the page, so a person decides when. */
const renewal = ref<() => void>()
const update = registerSW({ immediate: true, onNeedRefresh() { renewal.value = () => void update(true) } })

// The browser offers installation once, often before the page that shows the button is open.
addEventListener('beforeinstallprompt', (e) => { (window as { installPrompt?: Event }).installPrompt = e })

watch(() => me.value?.password_due, (due) => { if (due) void router.push('/password') })

void recall().then(() => {
  createApp(App).provide('renewal', renewal).use(router).mount('#app')
  begin()
  listen()
})
