import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { followFiles } from '../../../collector/inputs/file.ts'
import { systemClock } from '../../../core/lib/clock.ts'
import { evtxFile, fileTime, text, uint32, uint64 } from '../../support/evtx-file.ts'
import { memoryPipeline, until } from '../../support/memory-events.ts'

const record = (number: number) => [
  uint32(4688),
  fileTime(Date.now()),
  uint64(BigInt(number)),
  text(`C:\\p${number}.exe`),
]
const fileOf = (...numbers: number[]) =>
  evtxFile(
    {
      name: 'Event',
      content: [
        {
          name: 'System',
          content: [
            { name: 'EventID', content: [{ value: 0 }] },
            { name: 'TimeCreated', attributes: { SystemTime: { value: 1 } } },
            { name: 'EventRecordID', content: [{ value: 2 }] },
            { name: 'Channel', content: ['Security'] },
            { name: 'Computer', content: ['PC-017'] },
          ],
        },
        {
          name: 'EventData',
          content: [{ name: 'Data', attributes: { Name: 'NewProcessName' }, content: [{ value: 3 }] }],
        },
      ],
    },
    numbers.map(record),
  )

async function follow(t: TestContext, at: string, made = memoryPipeline({ clock: systemClock })) {
  const { store, pipeline } = made
  const files = await followFiles({
    paths: [join(at, '*.evtx')],
    pipeline,
    placesFile: join(at, 'places'),
    every: 10,
    wholeAfter: 200,
  })
  let open = true
  const close = async () => {
    if (open) await files.close()
    open = false
  }
  t.after(close)
  return { made, store, close, events: () => [...store.events.values()].map((stored) => stored.document) }
}

function folder(t: TestContext): string {
  const at = mkdtempSync(join(tmpdir(), 'vonggac-evtx-'))
  t.after(() => rmSync(at, { recursive: true }))
  return at
}

test('an event log file dropped into a followed folder is taken in once, however often it is read', async (t) => {
  const at = folder(t)
  writeFileSync(join(at, 'a.evtx'), fileOf(1, 2, 3))
  const first = await follow(t, at)
  await until(() => first.store.events.size >= 3)
  await first.close()
  rmSync(join(at, 'places'))
  const second = await follow(t, at, first.made)
  appendFileSync(join(at, 'a.evtx'), fileOf(4).subarray(4096))
  await until(() => first.store.events.size >= 4)
  await second.close()
  assert.deepEqual(
    first.events().map(({ event, process }) => [event.code, (process as { name?: string }).name]),
    [1, 2, 3, 4].map((number) => ['4688', `p${number}.exe`]),
  )
})

test('a file that is cut short gives its whole records, and an event that says where it ends', async (t) => {
  const at = folder(t)
  const bytes = fileOf(1, 2)
  const second = 4096 + 512 + bytes.readUInt32LE(4096 + 512 + 4)
  writeFileSync(join(at, 'cut.evtx'), bytes.subarray(0, second + 40))
  const { store, close, events } = await follow(t, at)
  await until(() => store.events.size >= 2)
  await close()
  assert.deepEqual(
    events().map(({ event, error }) => [event.kind, (error as { message?: string } | undefined)?.message]),
    [
      ['pipeline_error', `the file is cut short in the chunk at 4096 (byte ${second + 40})`],
      ['event', undefined],
    ],
  )
})
