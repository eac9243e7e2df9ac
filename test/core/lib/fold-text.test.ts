import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { foldCase, foldSearch } from '../../../core/lib/fold-text.ts'

const folds = { foldCase, foldSearch }

/** Letters that fold in odd ways, marks that combine, and any character at all. */
const texts = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      ...'aAđĐơƯßẞΣςσİıſKÅµŉǰﬁΐᾳᾼͅ',
      '\u0300',
      '\u0301',
      '\u0323',
      '\u031b',
      '\u0302',
      '\u0307',
      '\ud800',
      '\udc00',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
})

for (const [name, fold] of Object.entries(folds)) {
  test(`${name}: every character folds as its upper case, its lower case and its normal forms do, and once is enough`, () => {
    for (let code = 0; code < 0x110000; code++) {
      const text = String.fromCodePoint(code)
      const folded = fold(text)
      const same = [folded, text.toUpperCase(), text.toLowerCase(), text.normalize('NFD'), text.normalize('NFC')]
      for (const other of same) assert.equal(fold(other), folded, `U+${code.toString(16)}`)
    }
  })

  test(`${name}: texts fold as their upper case, their lower case and their normal forms do, and once is enough`, () => {
    fc.assert(
      fc.property(texts, (text) => {
        const folded = fold(text)
        const apart = text.normalize('NFD')
        // The cases of the text with its marks in canonical order: U+0345 becomes a letter, which marks may not pass.
        const cases = [apart.toUpperCase(), apart.toLowerCase()]
        for (const other of [folded, apart, text.normalize('NFC'), ...cases]) {
          assert.equal(fold(other), folded)
        }
      }),
      { numRuns: 5_000 },
    )
  })

  test(`${name}: ASCII takes the short way to the same result`, () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (text) =>
        assert.equal(fold(text), fold(`${text}ä`).slice(0, -1)),
      ),
    )
  })
}

test('foldCase keeps what Vietnamese tells apart, foldSearch does not', () => {
  assert.equal(foldCase('ĐẶNG Ưng'), 'đặng ưng')
  assert.equal(foldCase('\u0110A\u0323\u0306NG'), 'đặng')
  assert.equal(foldSearch('ĐẶNG Ưng'), 'dang ung')
  assert.equal(
    foldSearch('Thừa Thiên Huế, Quảng Ngãi, Đắk Lắk, Vũng Tàu'),
    'thua thien hue, quang ngai, dak lak, vung tau',
  )
})

test('full case folding', () => {
  const pairs = {
    Straße: 'strasse',
    ẞ: 'ss',
    ΟΔΟΣ: 'οδοσ',
    οδος: 'οδοσ',
    ﬁ: 'fi',
    K: 'k',
    ſ: 's',
    ı: 'i',
    İ: 'i\u0307',
  }
  for (const [text, folded] of Object.entries(pairs)) assert.equal(foldCase(text), folded)
})

test('foldSearch takes Latin text sign by sign to the same result as whole', () => {
  const whole = (text: string): string =>
    foldCase(text)
      .normalize('NFD')
      .replace(/\p{Mn}+/gu, '')
      .replace(/đ/g, 'd')
      .normalize('NFC')
  const signs = Array.from({ length: 0x2000 }, (_, code) => String.fromCharCode(code))
  for (const sign of signs) assert.equal(foldSearch(`a${sign}b`), whole(`a${sign}b`))
  const latin = signs.filter((sign) => sign < '\u0370' || sign >= '\u1e00')
  const text = fc.array(fc.constantFrom(...latin), { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, (some) => {
      assert.equal(foldSearch(some), whole(some))
    }),
    { numRuns: 5_000 },
  )
})
