import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { inertText } from '../../../console/web/src/lib/inert-text.ts'
import { highlightYaml } from '../../../console/web/src/lib/yaml-highlight.ts'

const shown = (raw: string) =>
  inertText(raw)
    .map(({ text }) => text)
    .join('')

test('escapes, NUL, newlines and bidirectional controls become symbols', () => {
  assert.equal(shown('a\u001b[31mb\u0000\r\n'), 'a␛[31mb␀␍␊')
  assert.equal(shown('exe.\u202etxt\u200b\u009b'), 'exe.⟨U+202E⟩txt⟨U+200B⟩⟨U+009B⟩')
  assert.equal(inertText('\u001b')[0]?.symbol, 'ESC')
  assert.equal(shown('Đăng nhập thất bại'), 'Đăng nhập thất bại')
})

test('nothing that acts is left, whatever comes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (raw) => {
      const text = shown(raw)
      assert.doesNotMatch(text, /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/)
    }),
  )
})

test('values are marked without regard to case, short ones only as whole words', () => {
  const marked = (raw: string, values: string[]) =>
    inertText(raw, values)
      .filter((stretch) => stretch.marked)
      .map(({ text }) => text)
  assert.deepEqual(marked('Failed password for ROOT from 203.0.113.7', ['root', '203.0.113.7']), [
    'ROOT',
    '203.0.113.7',
  ])
  assert.deepEqual(marked('port 10001 uid=1', ['1']), ['1'])
  assert.deepEqual(marked('aaa', ['']), [])
})

test('the stretches of YAML together are the source, keys and comments found', () => {
  const source = "title: 'a # b' # why\ndetection:\n  - field|endswith: x\n\n# end\n"
  const stretches = highlightYaml(source)
  assert.equal(stretches.map(({ text }) => text).join(''), source)
  const of = (kind: string) => stretches.filter((one) => one.kind === kind).map(({ text }) => text.trim())
  assert.deepEqual(of('key'), ['title', 'detection', 'field|endswith'])
  assert.deepEqual(of('comment'), ['# why', '# end'])
})
