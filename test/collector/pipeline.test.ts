import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Delivery } from '../../collector/delivery.ts'
import { manualClock, systemClock } from '../../core/lib/clock.ts'
import { CodedError } from '../../core/lib/errors.ts'
import type { Match, StoredEvent } from '../../core/store/store.ts'
import { memoryPipeline, until } from '../support/memory-events.ts'

const sender = { id: 'syslog:192.0.2.1', input: 'syslog', peer: '192.0.2.1', address: '192.0.2.1' } as const
const line = (n: number): string =>
  `<38>Nov 30 12:04:05 web-01 sshd[${n}]: Failed password for root from 203.0.113.5 port 1 ssh2`

function delivery(lines: readonly string[], whenRefused: Delivery['whenRefused'], name = 'k'): Delivery {
  return {
    sender,
    format: 'auto',
    records: lines.map((text) => ({ bytes: Buffer.from(text) })),
    identityOf: (index) => `${name}.${index}`,
    whenRefused,
  }
}

const full = (): CodedError => new CodedError('store-full', 'no space left')
const matchOf = (event: StoredEvent): Match => ({
  id: `m-${event.id}`,
  ruleId: 'r',
  eventId: event.id,
  alertKey: 'a',
  partition: event.partition,
  time: 0,
  seen: 0,
  unitIds: [],
  facts: {},
})

test('accepted means stored: ids in order, matches beside, alerts opened afterwards', async () => {
  const order: string[] = []
  const { pipeline, store } = memoryPipeline({
    clock: manualClock(Date.UTC(2026, 10, 30, 5, 5)),
    judge: (event) => [matchOf(event)],
    opened: async (matches) => {
      order.push(`opened ${matches.length} of ${store.matches.size}`)
    },
  })
  const receipt = await pipeline.accept(delivery([line(1), line(2)], 'refuse'))
  assert.deepEqual(receipt.ids, [...store.events.keys()])
  assert.equal(receipt.allDuplicates, false)
  assert.deepEqual(order, ['opened 2 of 2'])
  const again = await pipeline.accept(delivery([line(1), line(2)], 'refuse'))
  assert.deepEqual(again.ids, receipt.ids)
  assert.equal(again.allDuplicates, true)
  const [event] = store.events.values()
  assert.equal(event?.document.event.id, event?.id)
  assert.deepEqual(event?.document.vonggac?.source?.address, '192.0.2.1')
  await pipeline.stop()
})

test('thousands of identical lines are thousands of events', async () => {
  const { pipeline, store } = memoryPipeline({ clock: systemClock })
  await pipeline.accept(
    delivery(
      Array.from({ length: 9000 }, () => line(1)),
      'refuse',
    ),
  )
  assert.equal(store.events.size, 9000)
  await pipeline.stop()
})

test('a full store: who can be told is refused, who cannot is held and stored with the same ids', async () => {
  const { pipeline, store, signals } = memoryPipeline({ clock: systemClock })
  const tried: string[][] = []
  store.failing = (events) => {
    tried.push(events.map((event) => event.id))
    return full()
  }
  const held = pipeline.accept(delivery([line(1)], 'hold', 'held'))
  await assert.rejects(pipeline.accept(delivery([line(2)], 'refuse', 'told')), { code: 'store-full' })
  await until(() => tried.length >= 2)
  await assert.rejects(pipeline.accept(delivery([line(3)], 'refuse', 'later')), { code: 'store-full' })
  assert.equal(store.events.size, 0)
  store.failing = undefined
  const { ids } = await held
  assert.ok(tried.flat().includes(ids[0] ?? ''))
  assert.deepEqual([...store.events.keys()], ids)
  await pipeline.accept(delivery([line(4)], 'refuse', 'after'))
  assert.deepEqual(
    signals.filter((name) => name.startsWith('append')),
    ['append-refused', 'append-recovered'],
  )
  await pipeline.stop()
})

test('a day that the store does not take stops its own events alone, and recovers by itself', async () => {
  const { pipeline, store, signals } = memoryPipeline({ clock: manualClock(Date.UTC(2026, 10, 30, 5, 5)) })
  const other = (n: number): string => line(n).replace('Nov 30', 'Nov 29')
  const away = (events: readonly StoredEvent[]) => events.some(({ partition }) => partition.day === '2026-11-29')
  let tries = 0
  store.failing = (events) => {
    if (!away(events)) return undefined
    tries += 1
    return new CodedError('store-busy', 'all shards of this day are away')
  }
  // Four commits and more than are under way at once, each with both days in it.
  const mixed = Array.from({ length: 4 }, (_, i) => pipeline.accept(delivery([line(i), other(i)], 'hold', `mixed${i}`)))
  for (let i = 10; i < 16; i++) await pipeline.accept(delivery([line(i)], 'refuse', `day${i}`))
  await assert.rejects(pipeline.accept(delivery([other(20)], 'refuse', 'told')), { code: 'store-busy' })
  await pipeline.accept(delivery([line(21)], 'hold', 'held'))
  assert.equal(store.events.size, 4 + 6 + 1)
  assert.equal(pipeline.waiting(), 8)
  await until(() => tries > 3)
  store.failing = undefined
  const receipts = await Promise.all(mixed)
  assert.ok(receipts.every(({ ids }) => ids.every((id) => store.events.has(id))))
  assert.equal(store.events.size, 4 + 6 + 1 + 4)
  assert.deepEqual(signals, ['append-refused', 'append-recovered'])
  await pipeline.accept(delivery([other(20)], 'refuse', 'told'))
  await pipeline.stop()
})

test('one event that the store cannot hold is kept as its original text, the rest as they are', async () => {
  const { pipeline, store, signals } = memoryPipeline({ clock: systemClock })
  store.failing = (events) =>
    events.some((event) => event.document.message?.includes('poison') && event.document.error === undefined)
      ? new Error('cannot hold this')
      : undefined
  const poison = '<38>Nov 30 12:04:05 web-01 app: poison'
  const { ids } = await pipeline.accept(delivery([line(1), poison, line(3)], 'refuse'))
  assert.equal(store.events.size, 3)
  const kept = store.events.get(ids[1] ?? '')?.document
  assert.equal(kept?.event.kind, 'pipeline_error')
  assert.equal(kept?.event.original, poison)
  assert.deepEqual(signals, ['event-reduced'])
  await pipeline.stop()
})

test('a rule engine that throws loses no event; alerts that fail to open hold up no sender', async () => {
  const { pipeline, store, signals } = memoryPipeline({
    clock: systemClock,
    judge: (event) => {
      if (event.document.message?.includes('throws')) throw new Error('bug')
      return [matchOf(event)]
    },
    opened: async () => {
      throw new Error('records are busy')
    },
  })
  await pipeline.accept(delivery([line(1), '<38>Nov 30 12:04:05 web-01 app: throws'], 'refuse'))
  assert.equal(store.events.size, 2)
  assert.deepEqual(signals, ['judge-failed', 'alert-failed'])
  await pipeline.stop()
})

test('stop takes in all that was accepted', async () => {
  const { pipeline, store } = memoryPipeline({ clock: systemClock })
  for (let i = 0; i < 50; i++)
    void pipeline.accept(
      delivery(
        Array.from({ length: 300 }, (_, n) => line(n)),
        'hold',
        `d${i}`,
      ),
    )
  await pipeline.stop()
  assert.equal(store.events.size, 15_000)
  await assert.rejects(pipeline.accept(delivery([line(1)], 'refuse')), { code: 'store-busy' })
})

test('a full queue says so, and says when there is room again', async () => {
  const { pipeline, store } = memoryPipeline({ clock: systemClock })
  let open: () => void = () => undefined
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  const append = store.append
  store.append = async (events, matches) => {
    await gate
    return append(events, matches)
  }
  for (let i = 0; i < 5; i++)
    void pipeline.accept(
      delivery(
        Array.from({ length: 5000 }, (_, n) => line(n)),
        'hold',
        `f${i}`,
      ),
    )
  assert.equal(pipeline.isFull(), true)
  let room = false
  const waited = pipeline.room().then(() => {
    room = true
  })
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.equal(room, false)
  open()
  await waited
  assert.equal(pipeline.isFull(), false)
  await pipeline.stop()
  assert.equal(store.events.size, 25_000)
})

test('sources are counted by sender and host name, with failures and marks', async () => {
  const clock = manualClock(Date.UTC(2026, 10, 30, 5, 5))
  const { pipeline } = memoryPipeline({ clock })
  await pipeline.accept(delivery([line(1), line(2), '<38>Nov 30 12:04:59 mail-01 app: x', 'undecodable'], 'refuse'))
  const rows = pipeline.sources.changed()
  assert.deepEqual(
    rows.map(({ peer, host, events, failures, datasets, lag }) => ({ peer, host, events, failures, datasets, lag })),
    [
      { peer: '192.0.2.1', host: 'web-01', events: 2, failures: 0, datasets: ['linux.auth'], lag: 55_000 },
      { peer: '192.0.2.1', host: 'mail-01', events: 1, failures: 0, datasets: ['syslog'], lag: 1000 },
      { peer: '192.0.2.1', host: null, events: 1, failures: 1, datasets: [], lag: null },
    ],
  )
  assert.deepEqual(rows[2]?.marks, { time_missing: 1, undecodable: 1 })
  assert.deepEqual(rows[0]?.minutes, { [Math.floor(clock.now() / 60_000)]: 2 })
  assert.deepEqual(pipeline.sources.changed(), [])
  await pipeline.stop()
})
