import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Grant } from '../../../core/access/actor.ts'
import { systemScope } from '../../../core/access/scope.ts'
import { unitTree } from '../../../core/access/unit-tree.ts'
import { type Clock, manualClock, systemClock } from '../../../core/lib/clock.ts'
import type { EventReads, RecordStore } from '../../../core/store/store.ts'
import { createPacks } from '../../../response/audit/pack.ts'
import { createSigner, newSigningKey } from '../../../response/audit/signer.ts'
import { createExports } from '../../../response/exports/exports.ts'
import { type Account, accountKind } from '../../../response/identity/accounts.ts'
import { sampleUnits } from '../../../response/units/sample-units.ts'
import { guard, testConsole } from '../../support/console.ts'
import { eventually } from '../../support/platform.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

const range = 'from=0&to=4102444800000'
const units = unitTree(sampleUnits)

/** A console whose events and packs never come to an end. */
async function endlessConsole(t: TestContext, clock: Clock = systemClock) {
  const own = temporaryStore(t, clock)
  const events = {
    histogram: async () => ({ interval: 1, buckets: [], total: { value: 5_000, relation: 'eq' } }),
    async search() {
      await wait(20)
      const row = { '@timestamp': '2026-11-23T05:00:00Z', event: { id: 'x', original: 'y'.repeat(200) } }
      return { rows: Array.from({ length: 10 }, () => row), places: [], cursor: 'more' }
    },
  } as unknown as EventReads
  const exports = createExports({ ...own, events, units, clock, timeZone: 'Asia/Ho_Chi_Minh' })
  const sections = async () => {
    const rows = async function* () {
      for (;;) {
        await wait(5)
        yield { text: 'z'.repeat(40_000) }
      }
    }
    return [{ name: 'endless', columns: ['text'], rows }]
  }
  const signer = createSigner(newSigningKey())
  const packs = createPacks({ ...own, units, clock, signer, installation: 'Đội thử', sections })
  const made = await testConsole(t, clock, {
    exports,
    auditDesk: {
      packs,
      signer,
      sendsHead: true,
      checks: { last: async () => undefined, begin: async () => {} },
    } as never,
  })
  const base = await made.app.listen({ host: '127.0.0.1', port: 0 })
  const begin = async (path: string, headers: Record<string, string>) => {
    const reply = await fetch(`${base}${path}`, { headers })
    assert.equal(reply.status, 200)
    const reader = reply.body?.getReader()
    assert.ok(reader)
    await reader.read()
    /** Reads on until the download breaks off; true when it ended as if it were whole. */
    const ended = async () => {
      try {
        for (;;) if ((await reader.read()).done) return true
      } catch {
        return false
      }
    }
    return ended
  }
  const ends = async (action: string) =>
    (await own.audit.list(systemScope, { limit: 50 })).filter((row) => row.action === action)
  const endsAfter = async (action: string) => {
    const rows = await eventually('the end is in the log', async () => {
      const found = await ends(action)
      return found.length > 0 && found
    })
    return rows.map(({ details }) => details['state'])
  }
  return { ...made, begin, endsAfter }
}

const inTime = <T>(work: Promise<T>) => Promise.race([work, wait(45_000, 'late' as const, { ref: false })])

async function regrant(records: RecordStore, name: string, grants: readonly Grant[]) {
  const account = await records.get<Account>(systemScope, accountKind, name)
  assert.ok(account)
  const { kind, id, version, unitIds, document } = account
  const write = { kind, id, unitIds, document: { ...document, grants }, expect: version }
  assert.ok((await records.write([write])).ok)
}

test('a file that is being made breaks off when the log-in behind it ends', async (t) => {
  const { app, signIn, begin, endsAfter } = await endlessConsole(t)
  const { cookie } = await signIn('truc', [{ role: 'analyst', unit: 'tinh' }])
  const ended = await begin(`/api/exports/events?${range}&format=csv`, { cookie })
  await app.inject({ method: 'DELETE', url: '/api/session', headers: { ...guard, cookie } })
  assert.equal(await inTime(ended()), false, 'the connection is cut, so that the file is not taken for whole')
  assert.deepEqual(await endsAfter('export.end'), ['withdrawn'])
})

test('a workbook breaks off when the right to carry off ends, and goes on when another one does', async (t) => {
  const { store, signIn, begin, endsAfter } = await endlessConsole(t)
  const { cookie } = await signIn('truc', [
    { role: 'analyst', unit: 'tinh' },
    { role: 'leadership-viewer', unit: 'tinh' },
  ])
  const ended = await begin(`/api/exports/events?${range}&format=xlsx`, { cookie })
  await regrant(store.records, 'truc', [{ role: 'analyst', unit: 'tinh' }])
  const whole = ended()
  assert.equal(await Promise.race([whole, wait(1_500, 'running')]), 'running')
  await regrant(store.records, 'truc', [{ role: 'analyst', unit: 'so-tc' }])
  assert.equal(await inTime(whole), false, 'a narrower reach is not what it was begun with')
  assert.deepEqual(await endsAfter('export.end'), ['withdrawn'])
})

test('a pack breaks off when the grant of its auditor runs out by itself', async (t) => {
  const clock = manualClock(Date.now())
  const { signIn, begin, endsAfter } = await endlessConsole(t, clock)
  const until = clock.now() + 60_000
  const { cookie } = await signIn('thanh-tra', [{ role: 'auditor', unit: 'tinh', until }])
  const whole = (await begin(`/api/audit/pack?from=0&to=${until}&asOf=1`, { cookie }))()
  clock.advance(59_999)
  assert.equal(await Promise.race([whole, wait(1_500, 'running')]), 'running')
  clock.advance(1)
  assert.equal(await inTime(whole), false)
  assert.deepEqual(await endsAfter('audit.pack-end'), ['withdrawn'])
})

test('a key that is revoked carries nothing on', async (t) => {
  const { store, makeKey, begin, endsAfter } = await endlessConsole(t)
  const headers = await makeKey('may', [{ role: 'analyst', unit: 'tinh' }])
  const ended = await begin(`/api/exports/events?${range}&format=ndjson`, headers)
  const id = /vg_([\w-]+)\./.exec(headers.authorization)?.[1] ?? ''
  await store.records.write([{ kind: 'api-key', id, document: undefined, unitIds: [], expect: 'any' }])
  assert.equal(await inTime(ended()), false)
  assert.deepEqual(await endsAfter('export.end'), ['withdrawn'])
})
