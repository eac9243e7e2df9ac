import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { formats } from '../../collector/map/formats.ts'
import { toEvent } from '../../collector/map/to-event.ts'

// Raw lines and, line by line, the events that they must become. All were received at the same moment. A file that is
// named as a format is read as that, the others are told apart line by line.

const folder = new URL('../fixtures/collector/', import.meta.url).pathname
const context = { receivedAt: Date.UTC(2026, 10, 30, 5, 15), zone: 'Asia/Ho_Chi_Minh' }
const raws = globSync(`${folder}*.{log,ndjson}`).filter((file) => !file.includes('.expected.'))

test('there are fixtures to compare', () => assert.ok(raws.length >= 13, `${raws.length} files`))

for (const file of raws) {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  const expected = readFileSync(file.replace(/\.\w+$/, '.expected.ndjson'), 'utf8')
    .trimEnd()
    .split('\n')
  const name = file.slice(folder.length).replace(/\.\w+$/, '')
  const format = Object.keys(formats).find((known) => known === name) as keyof typeof formats | undefined
  test(`${file.slice(folder.length)}: every line becomes the expected event`, () => {
    assert.equal(lines.length, expected.length)
    for (const [i, line] of lines.entries()) {
      const event = JSON.parse(JSON.stringify(toEvent({ bytes: Buffer.from(line) }, format ?? 'auto', context)))
      assert.deepEqual(event, JSON.parse(expected[i] ?? ''), `line ${i + 1}: ${line}`)
    }
  })
}
