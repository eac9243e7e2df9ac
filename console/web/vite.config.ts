import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { pageFiles } from './page-files.ts'

const api = 'http://localhost:8080'

/** Builds the console to `dist/`, without inline scripts or data URLs, so that a strict Content-Security-Policy holds. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), pageFiles(import.meta.dirname), packed()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // Which files belong together: what a page loads at first is tested by it.
    manifest: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
  },
  server: {
    proxy: {
      '/api/live': { target: api, ws: true },
      '/api': { target: api },
    },
  },
})

/** Below this many bytes a packed file saves nothing that is worth a request's look for it. */
const worthPacking = 1_000

/** Writes each text of the build as gzip and brotli too, as small as they get: the server sends what the browser takes. */
function packed(): Plugin {
  return {
    name: 'packed',
    apply: 'build',
    async writeBundle({ dir = '' }, bundle) {
      for (const { fileName, ...file } of Object.values(bundle)) {
        const text = Buffer.from('code' in file ? file.code : file.source)
        if (!/\.(?:js|css|html)$/.test(fileName) || text.length < worthPacking) continue
        const path = join(dir, fileName)
        await Promise.all([
          promisify(gzip)(text, { level: 9 }).then((bytes) => writeFile(`${path}.gz`, bytes)),
          promisify(brotliCompress)(text).then((bytes) => writeFile(`${path}.br`, bytes)),
        ])
      }
    },
  }
}
