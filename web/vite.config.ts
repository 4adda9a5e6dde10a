import { defineConfig } from 'vite'

// `npx vite web` serves the page while it is being worked on; the pictures come from a server that runs beside it
const server = 'http://127.0.0.1:5556'

export default defineConfig({
  root: import.meta.dirname,
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', modulePreload: false, assetsInlineLimit: 0 },
  server: { proxy: { '/api': { target: server, ws: true, headers: { origin: server } } } },
})
