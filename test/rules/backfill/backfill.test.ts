import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, test } from 'node:test'
import { systemScope } from '../../../core/access/scope.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { openSqliteStore } from '../../../core/store/sqlite/open.ts'
import type { Store } from '../../../core/store/store.ts'
import { type Alert, alertKind } from '../../../response/alerts/alert.ts'
import { countAlerts } from '../../../response/alerts/count.ts'
import { createTriage } from '../../../response/alerts/triage.ts'
import {
  askBackfill,
  type Backfill,
  backfillKind,
  cancelBackfill,
  listBackfills,
  openBackfills,
} from '../../../rules/backfill/backfill.ts'
import { advanceBackfill } from '../../../rules/backfill/run.ts'
import {
  type BackfillWorld,
  backfillWorld,
  failedLogon,
  failedLogonText,
  logons,
} from '../../support/backfill-world.ts'
import { findElasticsearch } from '../../support/elasticsearch.ts'
import { noTakers } from '../../support/no-takers.ts'
import { temporaryElastic } from '../../support/temporary-elastic.ts'

// A rule run over stored events, on both stores: every event on which it fires has one match, whatever was matched before,
// however often the run is repeated, and wherever it is killed.

const day = 86_400_000
/** Ten in the evening at Hanoi, so that days of event time and partitions differ. */
const now = Date.UTC(2026, 6, 10, 15)
const lead = { id: 'lead', name: 'Truc', grants: [] }

interface Opened {
  readonly store: Store
  /** What the runner in another process is told. */
  readonly argv: readonly string[]
  close(): Promise<void>
}

const server = await findElasticsearch()

describeBackfill('SQLite', async (clock) => {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-backfill-'))
  const [directory, secretsDirectory] = [join(folder, 'store'), join(folder, 'secrets')]
  const store = openSqliteStore({ directory, secretsDirectory, clock })
  const close = async () => {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { store, argv: [directory, secretsDirectory], close }
})
if ('missing' in server) test('Elasticsearch: back-fill', { skip: server.missing }, () => undefined)
else
  describeBackfill('Elasticsearch', async (clock) => {
    const opened = await temporaryElastic(server.url, clock)
    return { ...opened, argv: [server.url, opened.secretsDirectory] }
  })

function describeBackfill(
  name: string,
  open: (clock: ReturnType<typeof manualClock>) => Promise<Opened & { prefix?: string }>,
): void {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-rules-'))
  const rules = join(folder, 'failed-logon.yml')
  writeFileSync(rules, failedLogonText)

  const withWorld =
    (
      work: (
        world: BackfillWorld,
        opened: Opened & { prefix?: string },
        clock: ReturnType<typeof manualClock>,
      ) => Promise<void>,
      mostMatches?: number,
    ) =>
    async () => {
      const clock = manualClock(now)
      const opened = await open(clock)
      const world = await backfillWorld(opened.store, [rules], clock, mostMatches)
      try {
        await work(world, opened, clock)
      } finally {
        await world.close()
        await opened.close()
      }
    }
  const ask = ({ parts: { records, clock } }: BackfillWorld, days: number) =>
    askBackfill({ records, clock }, lead, { rule: failedLogon, days }, (rule) => rule === failedLogon)
  const finish = async (world: BackfillWorld): Promise<Backfill | undefined> => {
    for (;;) {
      const [run] = await openBackfills(world.parts.records)
      if (run === undefined) return (await listBackfills(world.parts.records, failedLogon, 1))[0]
      await advanceBackfill(world.parts, run, 1_000)
    }
  }
  const counted = async ({ events, records }: Store): Promise<readonly Alert[]> => {
    while ((await countAlerts(events, records)) > 0);
    const { rows } = await records.list<Alert>(systemScope, alertKind, { where: { kind: 'true' }, limit: 1_000 })
    return rows.map(({ document }) => document)
  }
  const matches = (alerts: readonly Alert[]) => alerts.reduce((sum, { count }) => sum + count, 0)

  describe(`${name}: back-fill`, () => {
    test(
      'adds the matches that are missing, to those that ingest made, and none twice',
      withWorld(async (world, { store }, manual) => {
        const events = logons(now - day, 900, 90_000)
        await world.ingest(events.slice(0, 450), false)
        await world.ingest(events.slice(450))
        assert.equal(matches(await counted(store)), 150)
        await ask(world, 5)
        const run = await finish(world)
        assert.deepEqual(
          [run?.state, run?.scanned, run?.matched, run?.added, run?.reached],
          ['done', 900, 300, 150, run?.to],
        )
        assert.equal(matches(await counted(store)), 300)
        manual.advance(1_000)
        await ask(world, 5)
        assert.deepEqual([(await finish(world))?.matched, matches(await counted(store))], [300, 300])
        assert.equal((await store.audit.list(systemScope, { limit: 10, target: `rule/${failedLogon}` })).length, 2)
      }),
    )

    test(
      'a closed alert counts what is found later and stays closed; ingest opens a successor, which stays',
      withWorld(async (world, { store }, clock) => {
        const events = logons(now - day / 2, 60, 60_000)
        await world.ingest(events.slice(0, 30))
        await world.ingest(events.slice(30), false)
        const triage = createTriage(store.records, clock, noTakers)
        const before = await counted(store)
        clock.advance(1_000)
        for (const { id, revision } of before) {
          await triage.close(lead, { scope: systemScope, id, revision, disposition: 'benign', note: '' })
        }
        clock.advance(60_000)
        await ask(world, 1)
        assert.equal((await finish(world))?.added, 10)
        const after = await counted(store)
        assert.deepEqual(
          new Set(after.map(({ status, generation }) => `${status} ${generation}`)),
          new Set(['closed 1']),
        )
        assert.deepEqual([matches(before), matches(after)], [10, 20])
        await world.ingest(logons(now - day / 4, 3, 60_000))
        assert.deepEqual(
          (await counted(store))
            .filter(({ status }) => status === 'new')
            .map(({ generation, count }) => [generation, count]),
          [[2, 1]],
        )
      }),
    )

    test(
      'a run that is cancelled stops where it is, and one that finds too much says so',
      withWorld(async (world, { store }, manual) => {
        await world.ingest(logons(now - day, 900, 90_000), false)
        const asked = await ask(world, 3)
        const [run] = await openBackfills(store.records)
        assert.ok(run !== undefined)
        await advanceBackfill(world.parts, run, 1)
        const { records, clock } = world.parts
        const cancelled = await cancelBackfill({ records, clock }, lead, asked)
        assert.ok(cancelled.reached > cancelled.from && cancelled.reached < cancelled.to)
        // Who goes on with what it read before sees that it is over, and writes nothing.
        assert.equal(await advanceBackfill(world.parts, run, 10_000), false)
        assert.equal((await records.get<Backfill>(systemScope, backfillKind, asked.id))?.document.state, 'cancelled')
        await assert.rejects(cancelBackfill({ records, clock }, lead, asked), { code: 'conflict' })
        manual.advance(1_000)
        await ask(world, 3)
        const over = await finish(world)
        assert.deepEqual([over?.state, over?.failure], ['failed', 'too-many-matches'])
      }, 250),
    )

    test(
      'what cannot be run is refused',
      withWorld(async (world) => {
        const { records, clock } = world.parts
        const refused = (rule: string, days: number, code: string) =>
          assert.rejects(
            askBackfill({ records, clock }, lead, { rule, days }, (id) => id !== 'nothing'),
            { code },
          )
        await refused('nothing', 1, 'not-found')
        await refused(failedLogon, 0, 'bad-request')
        await refused(failedLogon, 401, 'bad-request')
        await askBackfill({ records, clock }, lead, { rule: 'went', days: 1 }, () => true)
        const [run] = await openBackfills(records)
        assert.ok(run !== undefined)
        assert.equal(await advanceBackfill(world.parts, run, 1_000), true)
        assert.equal((await listBackfills(records, 'went', 1))[0]?.failure, 'rule-gone')
        for (let i = 0; i < 5; i++) await ask(world, 1)
        await assert.rejects(ask(world, 1), { code: 'conflict' })
      }),
    )

    test(
      'killed in the middle again and again, a run ends with every match once',
      { timeout: 240_000 },
      withWorld(async (world, { store, argv, prefix }) => {
        const events = logons(now - 2 * day, 6_000, 28_000)
        await world.ingest(events.slice(0, 2_000), false)
        await world.ingest(events.slice(2_000, 4_000))
        await world.ingest(events.slice(4_000), false)
        await ask(world, 5)
        // The runner’s ingest does the work from here on.
        await world.close()
        const [place = '', secrets = ''] = argv
        const runner = [place, secrets, rules, ...(prefix === undefined ? [] : [prefix])]
        for (const steps of [1, 2, 3, 4]) await runAndKill(runner, steps)
        const [left] = await openBackfills(store.records)
        assert.ok(left !== undefined, 'the run is still open')
        await runAndKill(runner, Number.POSITIVE_INFINITY)
        const [run] = await listBackfills(store.records, failedLogon, 1)
        assert.equal(run?.state, 'done')
        assert.equal(matches(await counted(store)), 2_000)
        assert.ok(left.document.reached > run.from, 'nothing was kept of the progress')
      }),
    )
  })
}

/** Lets the runner come so many steps far and kills it within or after the next; without end, lets it end. */
async function runAndKill(argv: readonly string[], steps: number): Promise<void> {
  const script = join(import.meta.dirname, '../../fault/backfill-kill-writer.ts')
  const child = spawn(process.execPath, [script, ...argv], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exit = once(child, 'exit')
  child.stdin.on('error', () => undefined)
  let seen = 0
  for await (const _ of createInterface({ input: child.stdout })) {
    seen++
    if (seen === steps) setTimeout(() => child.kill('SIGKILL'), Math.random() * 30)
    if (seen <= steps) child.stdin.write('on\n')
  }
  const [code, signal] = await exit
  if (steps === Number.POSITIVE_INFINITY) assert.deepEqual([code, signal], [0, null])
}
