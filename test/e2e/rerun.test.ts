import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openSqliteStore } from '../../core/store/sqlite/open.ts'
import { recordSources } from '../../response/sources/source.ts'
import { apiOf, eventually, firstPasswords, installation } from '../support/platform.ts'
import { sendTcp, sshdLines } from '../support/syslog-lines.ts'

test('failed lines are read again after the mapping was mended: good ones become events once, under their identity', async (t) => {
  const { folder, start, run } = installation(t)
  // As if an earlier release had not known sshd's lines: they lie there as they came, a fortnight old.
  const received = Date.now() - 14 * 86_400_000
  const at = new Date(received).toISOString()
  const lines = [...sshdLines(30, 10, new Date(received)), 'nothing that anybody can read']
  const store = openSqliteStore({ directory: join(folder, 'store'), secretsDirectory: join(folder, 'secrets') })
  const id = 'nguon-1'
  await store.events.append(
    lines.map((original, n) => ({
      id: `000000000000-${String(n).padStart(22, 'x')}`,
      partition: { class: '12m', day: at.slice(0, 10) },
      placedByReceipt: true,
      document: {
        '@timestamp': at,
        event: { id: `000000000000-${String(n).padStart(22, 'x')}`, kind: 'pipeline_error', ingested: at, original },
        error: { message: 'unknown' },
        vonggac: { source: { id, address: '10.0.0.9' } },
      },
    })),
    [],
  )
  await recordSources(store.records, [
    {
      id,
      input: 'syslog',
      peer: '10.0.0.9',
      host: null,
      unit: null,
      datasets: [],
      firstSeen: received,
      lastSeen: received,
      events: lines.length,
      bytes: 0,
      failures: lines.length,
      marks: {},
      minutes: {},
      lag: null,
    },
  ])
  await store.close()

  const platform = await start()
  const api = await apiOf(platform, 'truc', firstPasswords(platform).truc)
  const range = `from=0&to=${Date.now() + 86_400_000}`
  const first = await api.post(`/api/sources/${id}/rerun`)
  assert.deepEqual(first, { read: 31, repaired: 30, alreadyThere: 0, failing: 1, more: false })
  const count = async () => (await api.get(`/api/events/histogram?${range}`)).total.value as number
  assert.equal(await count(), 31 + 30)
  const again = await api.post(`/api/sources/${id}/rerun`)
  assert.deepEqual(again, { read: 1, repaired: 0, alreadyThere: 0, failing: 1, more: false })
  const { rows: failures } = await api.get(`/api/sources/${id}/failures`)
  assert.deepEqual(
    failures.map(({ raw }: { raw: string }) => raw),
    ['nothing that anybody can read'],
  )
  await eventually('one failure left', async () => {
    const { rows } = await api.get('/api/sources')
    return rows.find((row: { id: string }) => row.id === id)?.failures === 1
  })
  assert.equal(await count(), 31 + 30)

  // They were judged as well, count on the day they tell of, and name the source they came from.
  const alert = await eventually('an alert', async () => {
    const { rows } = await api.get(`/api/alerts?${range}`)
    return rows.find(({ rule }: { rule: { title: { en: string } } }) => rule.title.en === 'Failed SSH log-in')
  })
  assert.ok(alert.last < received + 60_000)
  const detail = await api.get(`/api/alerts/${alert.id}`)
  assert.equal(detail.events[0].event.vonggac.source.id, id)
  assert.equal(detail.events[0].event.event.ingested, at)
  await assert.rejects(api.post('/api/sources/none/rerun'), /404/)

  // Beside it, what comes in today is taken in as ever; its clock is told.
  await sendTcp(platform.syslogPort, sshdLines(5, 0, new Date(Date.now() - 300_000)))
  const source = await eventually('the source with its skew', async () => {
    const { rows } = await api.get('/api/sources')
    return rows.find((row: { events: number }) => row.events === 5)
  })
  assert.ok(source.skew > 250_000 && source.skew < 400_000, String(source.skew))
  assert.equal(await platform.end('SIGTERM'), 0)
  assert.equal(run('audit', 'verify').status, 0)
})
