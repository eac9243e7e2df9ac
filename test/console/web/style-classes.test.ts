import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const web = join(import.meta.dirname, '../../../console/web')
const read = (pattern: string) =>
  globSync(pattern, { cwd: web }).map((file) => ({ file, text: readFileSync(join(web, file), 'utf8') }))

/** Of CodeMirror and Mantine, which set them themselves. */
const foreign = /^(cm|mantine|m)[-_]/

test('every class that has a style is set somewhere: as it is, or by a template that begins as it does', () => {
  const sheets = read('src/**/*.css')
  assert.ok(sheets.length > 10, String(sheets.length))
  const source = [...read('src/**/*.{ts,tsx}'), ...read('index.html')].map(({ text }) => text).join('\n')
  const words = new Set(source.match(/[\w-]+/g))
  const beginnings = [...source.matchAll(/([\w-]+-)\$\{/g)].map(([, beginning = '']) => beginning)
  let seen = 0
  const unused = sheets.flatMap(({ file, text }) => {
    const selectors = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\{[^{}]*\}/g, ' ')
    return [...new Set([...selectors.matchAll(/\.([a-zA-Z][\w-]*)/g)].map(([, name = '']) => name))]
      .filter((name) => !foreign.test(name))
      .filter((name) => {
        seen++
        return !words.has(name) && !beginnings.some((beginning) => name.startsWith(beginning))
      })
      .map((name) => `${file}: .${name}`)
  })
  assert.ok(seen > 300, String(seen))
  assert.deepEqual(unused, [])
})
