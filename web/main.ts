import { createApp } from 'vue'
import 'element-plus/theme-chalk/base.css'
import 'element-plus/theme-chalk/dark/css-vars.css'
import './shell/base.css'
import App from './shell/App.vue'
import { router } from './shell/router'

createApp(App).use(router).mount('#app')
