import assert from 'node:assert/strict'
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')

test('every link within the documents leads to a file that is there', () => {
  const pages = ['README.md', ...globSync('docs/**/*.md', { cwd: root })]
  assert.ok(pages.length > 30, String(pages.length))
  const broken = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\(([^)#:\s]+)(?:#[^)\s]*)?\)/g)]
      .map(([, link = '']) => join(dirname(page), link))
      .filter((file) => !existsSync(join(root, file)))
      .map((file) => `${page}: ${file}`),
  )
  assert.deepEqual(broken, [])
})

test('the handbook and the list of decisions name every page of theirs', () => {
  for (const folder of ['docs/operations', 'docs/adr']) {
    const index = read(`${folder}/README.md`)
    const missing = readdirSync(join(root, folder)).filter(
      (file) => file !== 'README.md' && !index.includes(`(${file})`),
    )
    assert.deepEqual(missing, [], folder)
  }
})

test('the table of bad input names tests that are there', () => {
  const named = [...read('docs/operations/bad-input.md').matchAll(/`(test\/[a-z0-9/-]+)`((?:, `[a-z0-9-]+`)*)/g)]
  const paths = named.flatMap(([, first = '', more = '']) => [
    first,
    ...[...more.matchAll(/`([a-z0-9-]+)`/g)].map(([, name = '']) => join(dirname(first), name)),
  ])
  assert.ok(paths.length > 10, String(paths.length))
  assert.deepEqual(
    paths.filter((path) => !existsSync(join(root, path)) && !existsSync(join(root, `${path}.test.ts`))),
    [],
  )
})
