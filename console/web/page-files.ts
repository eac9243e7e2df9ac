import { join } from 'node:path'
import type { Plugin } from 'vite'

/** Where each page's code is named: `path: '/alerts'` … `import('../pages/alerts/Alerts.tsx')`. */
const registry = 'src/app/pages.ts'
const entry = /path: '([^']+)',[^}]*?import\('([^']+)'\)/gs
/** What every page behind the sign-in needs besides. */
const always = ['src/app/Inside.tsx', '../../core/i18n/vi.ts']

/**
 * Writes `page-files.json`: for each page's address, the files that a signed-in browser needs for it and that index.html does
 * not name. The server sends their names with the page, so that they come at once and not one behind the other.
 */
export function pageFiles(root: string): Plugin {
  const pages: { readonly path: string; readonly module: string }[] = []
  return {
    name: 'page-files',
    enforce: 'pre',
    apply: 'build',
    transform(code, id) {
      if (id !== join(root, registry)) return
      for (const [, path = '', from = ''] of code.matchAll(entry)) {
        pages.push({ path, module: join(root, 'src/app', from) })
      }
    },
    // After Vite has taken out the files that held nothing but a sheet.
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
        const named = new Map(chunks.map((chunk) => [chunk.fileName, chunk]))
        const filesOf = (chunk: (typeof chunks)[number] | undefined, found = new Set<string>()): Set<string> => {
          if (chunk === undefined || found.has(chunk.fileName)) return found
          found.add(chunk.fileName)
          for (const sheet of chunk.viteMetadata?.importedCss ?? []) found.add(sheet)
          for (const other of chunk.imports) filesOf(named.get(other), found)
          return found
        }
        const first = filesOf(chunks.find((chunk) => chunk.isEntry))
        const ofModule = (id: string) => filesOf(chunks.find((chunk) => chunk.moduleIds.includes(id)))
        const shared = always.flatMap((name) => [...ofModule(join(root, name))])
        const files = pages.map(({ path, module }) => {
          const all = new Set([...shared, ...ofModule(module)])
          return [path, [...all].filter((name) => !first.has(name)).map((name) => `/${name}`)]
        })
        this.emitFile({
          type: 'asset',
          fileName: 'page-files.json',
          source: JSON.stringify(Object.fromEntries(files), null, 1),
        })
      },
    },
  }
}
