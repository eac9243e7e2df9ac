import assert from 'node:assert/strict'
import { test } from 'node:test'
import { freePort } from '../support/free-port.ts'
import { apiOf, eventually, firstPasswords, installation, type Platform } from '../support/platform.ts'

const rounds = 20
const perRequest = 200

/** A batch as a shipper sends it: a third of its lines are one and the same, each with the shipper's own id. */
function batch(round: number, request: number, withIds: boolean): { body: string; ids: string[] } {
  const ids: string[] = []
  const lines: string[] = []
  for (let i = 0; i < perRequest; i++) {
    const id = `${round}-${request}-${i}`
    ids.push(id)
    lines.push(JSON.stringify({ index: withIds ? { _id: id } : {} }))
    const same = i % 3 === 0
    lines.push(
      JSON.stringify({
        '@timestamp': '2026-11-30T03:00:00.000Z',
        host: { name: 'bastion-01' },
        process: { name: 'sshd', pid: 1 },
        message: `Failed password for ${same ? 'root' : `u${id}`} from 203.0.113.${withIds ? 7 : 8} port 4000 ssh2`,
      }),
    )
  }
  return { body: `${lines.join('\n')}\n`, ids }
}

test('kill -9 during _bulk ingest, 20 times: what was acknowledged is there once, with its match once', async (t) => {
  // Nobody else listens there while the platform is away.
  const { start, run } = installation(t, { VONGGAC_BULK_PORT: String(await freePort()) })
  let platform: Platform = await start()
  const passwords = firstPasswords(platform)
  const key = JSON.parse(run('enroll', 'shipper').stdout) as { authorization: string }
  const acknowledged = { withIds: 0, without: 0 }
  let cut = 0

  /** Sends until it is acknowledged, over every restart, as shippers do. */
  async function deliver(body: string): Promise<void> {
    for (;;) {
      try {
        const reply = await fetch(`http://127.0.0.1:${platform.bulkPort}/_bulk`, {
          method: 'POST',
          headers: { authorization: key.authorization, 'content-type': 'application/x-ndjson' },
          body,
        })
        const answer = (await reply.json()) as { errors: boolean; items: unknown[] }
        assert.equal(reply.status, 200)
        assert.equal(answer.errors, false)
        assert.equal(answer.items.length, perRequest)
        return
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error
        cut++
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    }
  }

  for (let round = 0; round < rounds; round++) {
    let dead = false
    const lane = async (withIds: boolean) => {
      for (let request = 0; !dead; request++) {
        await deliver(batch(round, request, withIds).body)
        acknowledged[withIds ? 'withIds' : 'without'] += perRequest
      }
    }
    const before = acknowledged.withIds + acknowledged.without
    const lanes = Promise.all([lane(true), lane(false)])
    await eventually('lines are taken', async () => acknowledged.withIds + acknowledged.without > before)
    await new Promise((resolve) => setTimeout(resolve, (round * 37) % 140))
    assert.equal(await platform.end('SIGKILL'), 'SIGKILL')
    // While the lanes knock in vain, the next process comes up on the same data.
    const next = start()
    dead = true
    platform = await next
    await lanes
  }
  t.diagnostic(`${acknowledged.withIds} + ${acknowledged.without} acknowledged, ${cut} requests cut off`)
  assert.ok(acknowledged.withIds > 2000 && acknowledged.without > 2000 && cut >= rounds / 2)

  const api = await apiOf(platform, 'truc', passwords.truc)
  const day = `from=${Date.parse('2026-11-30T00:00:00Z')}&to=${Date.parse('2026-12-01T00:00:00Z')}`
  const count = async (address: string) =>
    (await api.get(`/api/events/histogram?${day}&only=source.ip%3D${address}`)).total.value as number
  assert.equal(await count('203.0.113.7'), acknowledged.withIds)
  assert.equal(await count('203.0.113.8'), acknowledged.without)
  await eventually(
    'matches counted',
    async () => {
      const { rows } = await api.get(`/api/alerts?from=0&to=4102444800000`)
      const of = (source: string) => rows.find((row: { source: string }) => row.source === source)?.count
      return of('203.0.113.7') === acknowledged.withIds && of('203.0.113.8') === acknowledged.without
    },
    60_000,
  )
  assert.equal(JSON.parse(run('audit', 'verify').stdout).ok, true)
})
