import { defineConfig } from 'vite'
import vue from '@vitejs/plugin-vue'
import Components from 'unplugin-vue-components/vite'
import { VantResolver } from '@vant/auto-import-resolver'
import { VitePWA } from 'vite-plugin-pwa'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

// The papers as WebAssembly (scripts/paperwasm) are kept by their hash: a newer app fetches newer ones.
const wasm = here('./web/mobile/public/paper.wasm.gz')
const version = existsSync(wasm) ? createHash('sha256').update(readFileSync(wasm)).digest('hex').slice(0, 16) : 'none'

// The phone app, served at /m/. It is built after the console, whose build empties web/dist.
export default defineConfig({
  root: 'web/mobile',
  base: '/m/',
  publicDir: 'public',
  plugins: [
    // Vant's icon font comes as a data: address with another host behind it; the content policy allows neither.
    {
      name: 'own-icons', enforce: 'pre',
      resolveId: (id, from) => (id.endsWith('icon/index.css') || (id.endsWith('/index.css') && /vant\/(es|lib)\/icon\/style/.test(from ?? '')) ? here('./web/mobile/icons.css') : null),
    },
    vue(),
    Components({ dts: false, dirs: [], resolvers: [VantResolver()] }),
    VitePWA({
      strategies: 'injectManifest', srcDir: '.', filename: 'sw.ts', registerType: 'prompt', injectRegister: false,
      injectManifest: { globPatterns: ['**/*.{js,css,html,svg,png}'] },
      manifest: {
        id: '/m/', name: '安全生产移动端', short_name: '安监', lang: 'zh-CN', start_url: '/m/', scope: '/m/', display: 'standalone', orientation: 'portrait',
        theme_color: '#1257b0', background_color: '#f3f5f8', description: '自查、随手拍隐患、整改、复查、企业采集，没有网络也能用',
        icons: [
          { src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: 'icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: 'icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
        shortcuts: [{ name: '随手拍隐患', url: '/m/snap' }, { name: '自查', url: '/m/check' }],
      },
    }),
  ],
  define: { __PAPER__: JSON.stringify(version) },
  resolve: { alias: { '@': here('./web') } },
  server: { host: '127.0.0.1', proxy: { '/api': 'http://127.0.0.1:8080' } },
  build: { outDir: '../dist/m', emptyOutDir: true },
})
