import { defineConfig } from 'vite'
import vue from '@vitejs/plugin-vue'
import Components from 'unplugin-vue-components/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import { fileURLToPath } from 'node:url'

// The console, served at /. The phone app has its own configuration in vite.mobile.ts.
export default defineConfig({
  root: 'web',
  publicDir: 'public',
  plugins: [vue(), Components({ dts: false, dirs: [], resolvers: [ElementPlusResolver({ importStyle: 'css' })] })],
  resolve: { alias: { '@': fileURLToPath(new URL('./web', import.meta.url)) } },
  server: { host: '127.0.0.1', proxy: { '/api': process.env.ANJIAN_URL ?? 'http://127.0.0.1:8080' } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    chunkSizeWarningLimit: 1500,
    rollupOptions: { input: { index: fileURLToPath(new URL('./web/index.html', import.meta.url)), docs: fileURLToPath(new URL('./web/docs.html', import.meta.url)) } },
  },
})
