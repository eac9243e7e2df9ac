import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problemWords } from '../../../console/web/src/lib/problem-words.ts'
import { languages } from '../../../core/i18n/translate.ts'
import { translator } from '../../../core/i18n/translator.ts'
import { csvProblemCodes } from '../../../core/lib/csv-table.ts'
import { parseSearch } from '../../../core/predicate/search-language.ts'
import { searchRefusal } from '../../../core/predicate/search-refusal.ts'
import { systemProblemCodes } from '../../../response/systems/check-system.ts'
import { unitProblemCodes } from '../../../response/units/check-units.ts'

test('a query that cannot be read is told in the language of the screen, with what helps', () => {
  const parsed = parseSearch('source.ip: 10.0.0.0/8 and (', { timeZone: 'Asia/Ho_Chi_Minh' })
  assert.ok(!parsed.ok)
  const [problem] = searchRefusal(parsed.error, 'Asia/Ho_Chi_Minh').problems ?? []
  assert.ok(problem !== undefined)
  const [vi = '', en = ''] = languages.map((language) =>
    problemWords(translator(language, 'Asia/Ho_Chi_Minh'), problem),
  )
  assert.match(vi, /ngoặc/)
  assert.match(en, /not closed/)
})

test('whatever can be wrong with units, systems and files that are imported has words in both languages', () => {
  const codes = [...unitProblemCodes, ...csvProblemCodes, ...systemProblemCodes.map((code) => `system-${code}`)]
  for (const language of languages) {
    const words = translator(language, 'Asia/Ho_Chi_Minh')
    for (const code of codes) assert.ok(problemWords(words, { code, params: {} }), `${code} in ${language}`)
    assert.equal(problemWords(words, { code: 'of-a-newer-release', params: {} }), undefined)
  }
})

test('a day that a refusal names is written as people write it', () => {
  const words = translator('vi', 'Asia/Ho_Chi_Minh')
  const params = { unit: 'Xã An Cư', day: '2026-11-30' }
  assert.equal(problemWords(words, { code: 'unit-ended', params }), 'Xã An Cư chấm dứt từ 30/11/2026.')
})
