import { Buffer } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { EvtxReader } from '../../collector/decode/evtx.ts'
import { toEvent } from '../../collector/map/to-event.ts'
import type { BinaryValue, ElementNode } from '../support/evtx-file.ts'
import { evtxFile, fileTime, text, uint32, uint64 } from '../support/evtx-file.ts'

// Windows events a second on one thread: from each layout to ECS, and from a binary log file to the layout of evtx_dump.

const context = { receivedAt: Date.UTC(2026, 10, 30, 5, 15), zone: 'Asia/Ho_Chi_Minh' }
const lines = readFileSync(new URL('../fixtures/collector/windows.log', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')

/** Tells the median of several rounds; `round` answers how many events it handled. */
function measure(name: string, round: () => number): void {
  const rates = Array.from({ length: 7 }, () => {
    const start = performance.now()
    const count = round()
    return count / ((performance.now() - start) / 1000)
  }).sort((a, b) => a - b)
  console.log(`${name.padEnd(28)} ${Math.round(rates[3] ?? 0).toLocaleString('en')} events/s`)
}

/** The lines many times over, each with a record number of its own. */
function varied(chosen: readonly string[], count: number): Buffer[] {
  return Array.from({ length: count }, (_, i) =>
    Buffer.from((chosen[i % chosen.length] ?? '').replace(/(EventRecordID(?:>|":)|RecordNumber":)\d+/, `$1${i}`)),
  )
}

const layouts = {
  'windows-xml': lines.filter((line) => line.startsWith('<Event')),
  'evtx-json': lines.filter((line) => line.startsWith('{"Event')),
  'windows-json': lines.filter((line) => line.includes('"EventTime"') && line.startsWith('{')),
  'Winlogbeat document': lines.filter((line) => line.includes('"winlog"')),
}
for (const [name, chosen] of Object.entries(layouts)) {
  const bytes = varied(chosen, 20_000)
  const mean = bytes.reduce((sum, one) => sum + one.length, 0) / bytes.length
  measure(`${name} (${Math.round(mean)} B)`, () => {
    for (const one of bytes) toEvent({ bytes: one }, 'auto', context)
    return bytes.length
  })
}

const template: ElementNode = {
  name: 'Event',
  content: [
    {
      name: 'System',
      content: [
        { name: 'Provider', attributes: { Name: 'Microsoft-Windows-Sysmon' } },
        { name: 'EventID', content: [{ value: 0 }] },
        { name: 'TimeCreated', attributes: { SystemTime: { value: 1 } } },
        { name: 'EventRecordID', content: [{ value: 2 }] },
        { name: 'Channel', content: ['Microsoft-Windows-Sysmon/Operational'] },
      ],
    },
    {
      name: 'EventData',
      content: Array.from({ length: 16 }, (_, i) => ({
        name: 'Data',
        attributes: { Name: `Field${i}` },
        content: [{ value: 3 + i }],
      })),
    },
  ],
}
const records: BinaryValue[][] = Array.from({ length: 50 }, (_, n) => [
  uint32(1),
  fileTime(context.receivedAt + n),
  uint64(BigInt(n)),
  ...Array.from({ length: 16 }, (_, i) => text(`C:\\Windows\\System32\\value-${n}-${i}.exe`)),
])
const file = evtxFile(template, records, 100)
measure('evtx, read alone', () => {
  const reader = new EvtxReader()
  return reader.push(file).length + reader.end().length
})
measure('evtx, to ECS', () => {
  const reader = new EvtxReader()
  let count = 0
  for (const found of [...reader.push(file), ...reader.end()]) {
    if (!('event' in found)) continue
    toEvent({ bytes: JSON.stringify(found.event) }, 'evtx', context)
    count++
  }
  return count
})
