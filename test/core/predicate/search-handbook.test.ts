import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { en } from '../../../core/i18n/en.ts'
import { vi } from '../../../core/i18n/vi.ts'
import { parseSearch } from '../../../core/predicate/search-language.ts'
import { searchLimits } from '../../../core/predicate/search-problem.ts'

test('every query of the handbook reads without a fault or a doubt, and its limits are the real ones', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/operations/search-language.md'), 'utf8')
  const table = [...page.matchAll(/^\| `([^`]+)`/gm)].map(([, query = '']) => query)
  const shown = [...page.matchAll(/^ {4}(\S.*)$/gm)].map(([, query = '']) => query)
  assert.ok(table.length >= 10 && shown.length === 1)
  for (const query of [...table, ...shown]) {
    const parsed = parseSearch(query)
    assert.ok(parsed.ok && parsed.value.warnings.length === 0, query)
  }
  const { length, depth, terms, words } = searchLimits
  const numbers = [length, depth, terms, words].map((n) => n.toLocaleString('de-DE'))
  assert.match(page, new RegExp(`Giới hạn: ${numbers.join('.*')}`))
})

test('every fault and doubt has its words in both languages', () => {
  const codes = Object.keys(vi).filter((key) => /^query\.[^.]+\.hint$/.test(key))
  assert.ok(codes.length >= 29)
  for (const hint of codes) {
    const message = hint.replace(/\.hint$/, '')
    for (const texts of [vi, en] as Readonly<Record<string, string>>[]) assert.ok(texts[hint] && texts[message], hint)
  }
})
