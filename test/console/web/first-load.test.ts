import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'

/** What a browser with an empty cache loads before a page works, its scripts, sheets, texts and fonts, packed: bytes. */
const limit = 350_000
/** The queue's, a twentieth above what it was when this was written. */
const queueLimit = 326_000
/** The sign-in page's, likewise: somebody in a commune may open it over a telephone line. */
const doorLimit = 198_000
/** What a page may bring in by itself once it stands. */
const laterLimit = 130_000
const dist = join(import.meta.dirname, '../../../console/web/dist')
const manifestFile = join(dist, '.vite', 'manifest.json')
const skip = existsSync(manifestFile) || process.env.CI ? false : 'the console is not built: node bootstrap.mjs'

interface Chunk {
  readonly file: string
  readonly isEntry?: boolean
  readonly imports?: readonly string[]
  readonly dynamicImports?: readonly string[]
  readonly css?: readonly string[]
}
type Manifest = Readonly<Record<string, Chunk>>

const json = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as unknown

/** The files of a chunk and of all that it imports at once. */
function filesOf(manifest: Manifest, key: string, found = new Set<string>()): Set<string> {
  const chunk = manifest[key]
  if (chunk === undefined || found.has(chunk.file)) return found
  found.add(chunk.file)
  for (const sheet of chunk.css ?? []) found.add(sheet)
  for (const other of chunk.imports ?? []) filesOf(manifest, other, found)
  return found
}

const packedSize = (files: Iterable<string>) =>
  [...files].reduce((sum, name) => {
    const bytes = readFileSync(join(dist, name))
    // Fonts are packed as they are.
    return sum + (name.endsWith('.woff2') ? bytes.length : gzipSync(bytes).length)
  }, 0)

/** What every page needs: the entry, index.html and, once there is text to draw, the fonts. */
function shared(manifest: Manifest): Set<string> {
  const entry = Object.keys(manifest).find((key) => manifest[key]?.isEntry)
  assert.ok(entry !== undefined, 'no entry among the built files')
  const fonts = readdirSync(join(dist, 'assets')).filter((name) => /\.woff2?$/.test(name))
  assert.equal(fonts.length, 4, 'three weights of one family and one of the other')
  return new Set([...filesOf(manifest, entry), 'index.html', ...fonts.map((name) => `assets/${name}`)])
}

test('every page of the console loads less than 350 kB at first, fonts and all; the queue and the sign-in page far less', {
  skip,
}, (t) => {
  const manifest = json(manifestFile) as Manifest
  const all = shared(manifest)
  const door = packedSize(new Set([...all, ...filesOf(manifest, 'src/pages/sign-in/SignIn.tsx')]))
  t.diagnostic(`sign-in: ${door} bytes`)
  assert.ok(door < doorLimit, `the sign-in page loads ${door} bytes`)
  const pages = json(join(dist, 'page-files.json')) as Readonly<Record<string, readonly string[]>>
  assert.ok(Object.keys(pages).length > 20, `only ${Object.keys(pages).length} pages`)
  for (const [path, files] of Object.entries(pages)) {
    const size = packedSize(new Set([...all, ...files.map((name) => name.slice(1))]))
    t.diagnostic(`${path}: ${size} bytes`)
    assert.ok(size < (path === '/alerts' ? queueLimit : limit), `${path} loads ${size} bytes`)
  }
})

test('nobody loads the texts of a language that he does not read', { skip }, () => {
  const chunks = Object.entries(json(manifestFile) as Manifest)
  for (const language of ['vi', 'en']) {
    const texts = chunks.find(([, { file }]) => file.startsWith(`assets/${language}-`))?.[0]
    assert.ok(texts !== undefined, `the texts of ${language} are a file of their own`)
    const pulling = chunks.filter(([, { imports }]) => imports?.includes(texts)).map(([key]) => key)
    assert.deepEqual(pulling, [], language)
  }
})

test('the files that are named to the browser with a page are all that the page imports', { skip }, () => {
  const manifest = json(manifestFile) as Manifest
  const all = shared(manifest)
  const pages = json(join(dist, 'page-files.json')) as Readonly<Record<string, readonly string[]>>
  const named = new Set(Object.values(pages).map((files) => [...files].sort().join(' ')))
  const modules = Object.keys(manifest).filter((key) => /^src\/pages\/(?!sign-in)/.test(key))
  const texts = Object.keys(manifest).find((key) => manifest[key]?.file.startsWith('assets/vi-')) ?? ''
  const inside = [...filesOf(manifest, 'src/app/Inside.tsx'), ...filesOf(manifest, texts)]
  const registered = readFileSync(join(dist, '../src/app/pages.ts'), 'utf8')
  const heads = modules.filter((key) => registered.includes(`'../${key.slice('src/'.length)}'`))
  assert.ok(heads.length > 20, `only ${heads.length} pages are loaded when they are opened`)
  for (const key of heads) {
    const files = new Set([...inside, ...filesOf(manifest, key)])
    const wanted = [...files].filter((name) => !all.has(name)).map((name) => `/${name}`)
    assert.ok(named.has(wanted.sort().join(' ')), key)
  }
})

test('what a page brings in by itself once it stands is no second load', { skip }, (t) => {
  const manifest = json(manifestFile) as Manifest
  const all = shared(manifest)
  for (const [key, { dynamicImports = [] }] of Object.entries(manifest)) {
    if (!key.startsWith('src/pages/')) continue
    const own = filesOf(manifest, key)
    for (const later of dynamicImports) {
      const size = packedSize([...filesOf(manifest, later)].filter((name) => !own.has(name) && !all.has(name)))
      t.diagnostic(`${key} brings in ${later}: ${size} bytes`)
      assert.ok(size < laterLimit, `${key} brings in ${size} bytes for ${later}`)
    }
  }
})
