import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SystemRow } from '../../../console/api/schemas/systems.ts'
import { dayWords } from '../../../console/web/src/lib/day-words.ts'
import { blankSystem, draftOf, wordsOf } from '../../../console/web/src/pages/systems/system-draft.ts'
import { countViews, shownSystems } from '../../../console/web/src/pages/systems/system-list.ts'

const row = (code: string, name: string, more: Partial<SystemRow> = {}): SystemRow => ({
  id: code,
  code,
  name,
  level: 2,
  decision: { number: `${code}/QĐ`, date: '2026-01-01', issuer: '' },
  owner: { id: 'so', name: 'Sở Y tế' },
  ownerEnded: false,
  begins: null,
  ended: null,
  hosts: 1,
  sources: { declared: 1, silent: 0, missing: 0 },
  minimum: { months: 1, law: 1, reason: null },
  kept: 12,
  retention: 'enough',
  ...more,
})
const rows = [
  row('A', 'Đăng ký'),
  row('B', 'Bệnh án', { level: 4, retention: 'short', kept: 3 }),
  row('C', 'Cũ', { ended: '2026-01-01', retention: 'nothing-arrives', decision: null }),
  row('D', 'Dịch vụ công', { level: 4, retention: 'nothing-arrives', sources: { declared: 2, silent: 1, missing: 1 } }),
  row('E', 'Email', { decision: null }),
]
const codes = (...of: Parameters<typeof shownSystems>) => shownSystems(...of).map(({ code }) => code)

test('the highest level first, then by name; what is out of use only when asked for', () => {
  assert.deepEqual(codes(rows, 'all', '', false), ['B', 'D', 'A', 'E'])
  assert.ok(codes(rows, 'all', '', true).includes('C'))
  assert.deepEqual(codes(rows, 'short', '', false), ['B', 'D'])
  assert.deepEqual(codes(rows, 'silent', '', false), ['D'])
  assert.deepEqual(countViews(rows), { all: 4, short: 2, silent: 1, undecided: 1 })
})

test('found by code, name, owner and number of the decision, without diacritics', () => {
  assert.deepEqual(codes(rows, 'all', 'dang ky', false), ['A'])
  assert.deepEqual(codes(rows, 'all', 'b/qd', false), ['B'])
  assert.equal(codes(rows, 'all', 'so y te', false).length, 4)
})

test('a form says what was there, and empty fields say nothing', () => {
  const words = wordsOf({
    ...blankSystem('so'),
    name: ' X ',
    hosts: 'a, b\na',
    sources: 'fw tỉnh, cửa 1; b',
    notes: ' ',
  })
  assert.deepEqual([words.name, words.hosts, words.sources], ['X', ['a', 'b'], ['fw tỉnh, cửa 1', 'b']])
  assert.deepEqual([words.decision, words.logMonths, words.notes], [null, null, ''])
  const full = {
    ...words,
    logMonths: { months: 6, reason: 'vì' },
    decision: { number: '1', date: '2026-01-02', issuer: 'U' },
  }
  assert.deepEqual(wordsOf(draftOf({ code: 'X', words: full })), full)
  assert.equal(wordsOf({ ...blankSystem('so'), months: 'sáu' }).logMonths?.months, 0, 'refused, not taken for nothing')
  assert.equal(dayWords('2026-11-30'), '30/11/2026')
})
