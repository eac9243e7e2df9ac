import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'

/** What a browser with an empty cache loads before the console works, packed: bytes. Fonts are packed already and come after. */
const limit = 350_000
/** The part that every page shares; what only some pages need has no business in it. */
const sharedLimit = 260_000
/** What a page may bring in by itself once it stands. */
const laterLimit = 130_000
const dist = join(import.meta.dirname, '../../../console/web/dist')
const file = join(dist, '.vite', 'manifest.json')

interface Chunk {
  readonly file: string
  readonly src?: string
  readonly isEntry?: boolean
  readonly isDynamicEntry?: boolean
  readonly imports?: readonly string[]
  readonly dynamicImports?: readonly string[]
  readonly css?: readonly string[]
}

/** The files of a chunk and of all that it imports at once. */
function filesOf(manifest: Readonly<Record<string, Chunk>>, key: string, found = new Set<string>()): Set<string> {
  const chunk = manifest[key]
  if (chunk === undefined || found.has(chunk.file)) return found
  found.add(chunk.file)
  for (const sheet of chunk.css ?? []) found.add(sheet)
  for (const other of chunk.imports ?? []) filesOf(manifest, other, found)
  return found
}

const packedSize = (files: Iterable<string>) =>
  [...files].reduce((sum, name) => sum + gzipSync(readFileSync(join(dist, name))).length, 0)

test('every page of the console loads less than 350 kB at first', {
  skip: existsSync(file) || process.env.CI ? false : 'the console is not built: node bootstrap.mjs',
}, (t) => {
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, Chunk>>
  const entry = Object.keys(manifest).find((key) => manifest[key]?.isEntry)
  assert.ok(entry !== undefined, 'no entry among the built files')
  const shared = new Set([...filesOf(manifest, entry), 'index.html'])
  const sharedSize = packedSize(shared)
  t.diagnostic(`shared: ${sharedSize} bytes`)
  assert.ok(sharedSize < sharedLimit, `what all pages share is ${sharedSize} bytes`)
  const pages = (manifest[entry]?.dynamicImports ?? []).filter((key) => key.includes('/pages/'))
  assert.ok(pages.length > 15, `only ${pages.length} pages are loaded when they are opened`)
  for (const page of pages) {
    const files = new Set([...shared, ...filesOf(manifest, page)])
    const size = packedSize(files)
    // An editor, for one, comes once the page stands.
    const later = new Set((manifest[page]?.dynamicImports ?? []).flatMap((key) => [...filesOf(manifest, key)]))
    const laterSize = packedSize([...later].filter((name) => !files.has(name)))
    t.diagnostic(`${page}: ${size} bytes${laterSize === 0 ? '' : `, and ${laterSize} once it stands`}`)
    assert.ok(size < limit, `${page} loads ${size} bytes`)
    assert.ok(laterSize < laterLimit, `${page} loads another ${laterSize} bytes`)
  }
})
