import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { vi } from '../../../core/i18n/vi.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const rooms = ['collector', 'console', 'core', 'demo', 'response', 'roles', 'rules']
const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\-]/g, '\\$&')
const hole = /\$\{(?:[^{}]|\{[^{}]*\})*\}/

test('every text is used: its key stands in the source as it is, or is made by a template there', () => {
  const files = globSync(
    rooms.map((room) => `${room}/**/*.{ts,tsx}`),
    { cwd: root, exclude: (name) => /^(node_modules|dist)$/.test(name) },
  ).filter((file) => !/^core\/i18n\/.*(vi|en)\.ts$/.test(file))
  assert.ok(files.length > 500, String(files.length))
  const written = new Set<string>()
  const made = new Set<string>()
  for (const file of files) {
    const text = readFileSync(join(root, file), 'utf8')
    for (const [, key = ''] of text.matchAll(/['"`]([A-Za-z][\w-]*\.[\w.-]+)['"`]/g)) written.add(key)
    // A template counts from its first dot on: one that is all hole would make any key.
    for (const [, key = ''] of text.matchAll(/`([A-Za-z][\w-]*\.(?:[\w.-]|\$\{(?:[^{}]|\{[^{}]*\})*\})+)`/g))
      made.add(key)
  }
  const templates = [...made]
    .filter((key) => hole.test(key))
    .map((key) => new RegExp(`^${key.split(new RegExp(hole, 'g')).map(literal).join('.+')}$`))
  const unused = Object.keys(vi).filter((key) => !written.has(key) && !templates.some((one) => one.test(key)))
  assert.deepEqual(unused, [])
})
