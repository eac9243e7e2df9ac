import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeWindowsXml } from '../../../collector/decode/windows-xml.ts'
import { toEvent } from '../../../collector/map/to-event.ts'

const context = { receivedAt: Date.UTC(2026, 10, 30, 5, 15), zone: 'Asia/Ho_Chi_Minh' }

function decoded(text: string) {
  const result = decodeWindowsXml(text)
  if (!result.ok) assert.fail(result.error)
  return result.value
}
const refused = (text: string): string => {
  const result = decodeWindowsXml(text)
  return result.ok ? 'read' : result.error
}

test('attributes, named and unnamed data, user data and references are read', () => {
  const { value } = decoded(`<?xml version="1.0" encoding="utf-8"?><!-- made up -->
    <Event xmlns='urn:x'><System><Provider Name="P &amp; Q"/><EventID Qualifiers='0'>7</EventID></System>
    <EventData><Data Name='A'>&lt;b&gt; &#xe1;&#225; &nbsp;</Data><Data>one</Data><Data>two</Data><Data Name='E'/>
    <Binary><![CDATA[<00>]]></Binary></EventData></Event>`)
  assert.deepEqual(value, {
    Event: {
      '#attributes': { xmlns: 'urn:x' },
      System: {
        Provider: { '#attributes': { Name: 'P & Q' } },
        EventID: { '#attributes': { Qualifiers: '0' }, '#text': '7' },
      },
      EventData: { A: '<b> áá &nbsp;', Data: ['one', 'two'], E: '', Binary: '<00>' },
    },
  })
})

test('a prefix before the names makes no difference', () => {
  assert.deepEqual(decoded('<e:Event xmlns:e="urn:x"><e:System><e:EventID>1</e:EventID></e:System></e:Event>').value, {
    Event: { '#attributes': { 'xmlns:e': 'urn:x' }, System: { EventID: '1' } },
  })
})

test('document types and their entities are refused: nothing can grow', () => {
  const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><Event><System>&b;</System></Event>`
  assert.match(refused(bomb), /document types are not accepted/)
  assert.match(refused(`<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><Event/>`), /document types/)
})

test('what is no event says why and where', () => {
  assert.match(refused('<Event><System></Event>'), /<\/Event> closes nothing \(character 15\)/)
  assert.match(refused('<Event><System>'), /<System> is not closed/)
  assert.match(refused('<Event a=b>'), /an attribute without quotes/)
  assert.match(refused('<Event></Event><Event></Event>'), /something follows the event/)
  assert.match(refused('text'), /text outside of the event/)
  assert.match(refused(''), /no event/)
})

test('deep nesting and endless elements are refused, in little time', () => {
  // Tens of milliseconds; looking back over such a text, minutes.
  const start = performance.now()
  assert.match(refused(`<Event>${'<a>'.repeat(200_000)}`), /nested too deep/)
  assert.match(refused(`<Event>${'<a/>'.repeat(200_000)}</Event>`), /too many elements/)
  assert.match(refused(`<Event>${'<'.repeat(1_000_000)}`), /a tag without a name/)
  assert.match(refused(`<Event ${'a '.repeat(1_000_000)}`), /a tag is not closed/)
  const ampersands = '&'.repeat(1_000_000)
  assert.equal(refused(`<Event>${ampersands};</Event>`), 'read')
  assert.ok(performance.now() - start < 60_000, `${performance.now() - start} ms`)
})

test('10 MB in one element keep a prefix, and the field is named', () => {
  const text = `<Event><System><EventID>4104</EventID><Channel>Microsoft-Windows-PowerShell/Operational</Channel></System><EventData><Data Name='ScriptBlockText'>${'&amp;x'.repeat(2_000_000)}</Data></EventData></Event>`
  // A second; looking back over such a text would take hours.
  const start = performance.now()
  const { value, truncated } = decoded(text)
  assert.ok(performance.now() - start < 60_000, `${performance.now() - start} ms`)
  assert.deepEqual(truncated, ['Event.EventData.ScriptBlockText'])
  assert.ok(JSON.stringify(value).length < 10_000)
})

test('names that would change an object are left out or plain data', () => {
  const { value, marks, leftOut } = decoded(
    `<Event><System><EventID>1</EventID></System><EventData><Data Name='__proto__'>x</Data><Data Name='constructor'>y</Data></EventData></Event>`,
  )
  assert.deepEqual(marks, ['unsafe_key'])
  assert.deepEqual(leftOut, ['Event.EventData.__proto__'])
  assert.ok(JSON.stringify(value).includes('"constructor":"y"'))
  assert.equal(({} as { x?: string }).x, undefined)
})

test('no text makes it throw', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '</',
    '/>',
    'Event',
    'Data',
    ' Name=',
    "'",
    '"',
    '&',
    ';',
    '#x41',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?',
    '?>',
    ':',
    '\n',
    'x',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      decodeWindowsXml(`<Event>${pieces.join('')}`)
      toEvent({ bytes: `<Event>${pieces.join('')}` }, 'auto', context)
    }),
    { numRuns: 2000 },
  )
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      decodeWindowsXml(text)
    }),
  )
})
