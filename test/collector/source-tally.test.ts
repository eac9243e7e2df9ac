import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sender } from '../../collector/record.ts'
import { systemClock } from '../../core/lib/clock.ts'
import { memoryPipeline } from '../support/memory-events.ts'

const sender: Sender = { id: 'syslog:10.0.0.9', input: 'syslog', peer: '10.0.0.9', address: '10.0.0.9' }

test('a console that watches over other machines is one source; of a relay each host is one', async () => {
  const { pipeline } = memoryPipeline({ clock: systemClock })
  const take = (lines: readonly string[]) =>
    pipeline.accept({
      sender,
      format: 'auto',
      records: lines.map((bytes) => ({ bytes })),
      identityOf: String,
      whenRefused: 'hold',
    })
  await take(
    [1, 2, 3].map(
      (n) =>
        `<14>1 2026-03-10T10:00:00Z ksc-01 KES - - - CEF:0|KasperskyLab|SecurityCenter|13.2|GNRL_EV_VIRUS_FOUND|Virus found|4|dhost=PC-${n} dst=10.1.2.${n}`,
    ),
  )
  await take(
    [1, 2].map((n) => `<38>1 2026-03-10T10:00:00Z web-0${n} sshd 1 - - Failed password for root from 10.9.9.9`),
  )
  assert.deepEqual(
    pipeline.sources.changed().map(({ host, events }) => [host, events]),
    [
      ['ksc-01', 3],
      ['web-01', 1],
      ['web-02', 1],
    ],
  )
  await pipeline.stop()
})
