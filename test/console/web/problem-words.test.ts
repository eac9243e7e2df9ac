import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problemWords } from '../../../console/web/src/lib/problem-words.ts'
import { languages } from '../../../core/i18n/translate.ts'
import { translator } from '../../../core/i18n/translator.ts'
import { csvProblemCodes } from '../../../core/lib/csv-table.ts'
import { systemProblemCodes } from '../../../response/systems/check-system.ts'
import { unitProblemCodes } from '../../../response/units/check-units.ts'

test('whatever can be wrong with units, systems and files that are imported has words in both languages', () => {
  const codes = [...unitProblemCodes, ...csvProblemCodes, ...systemProblemCodes.map((code) => `system-${code}`)]
  for (const language of languages) {
    const words = translator(language, 'Asia/Ho_Chi_Minh')
    for (const code of codes) assert.ok(problemWords(words, { code, params: {} }), `${code} in ${language}`)
    assert.equal(problemWords(words, { code: 'of-a-newer-release', params: {} }), undefined)
  }
})
