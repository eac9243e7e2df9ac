import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { systemScope } from '../../core/access/scope.ts'
import { openSqliteStore } from '../../core/store/sqlite/open.ts'
import { type Finding, findingKind } from '../../response/alerts/finding.ts'
import { apiOf, eventually, firstPasswords, installation, type Platform } from '../support/platform.ts'
import { sendTcp } from '../support/syslog-lines.ts'

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const base = (n: number, name: string, outcome: string) =>
  `title: ${name}\nid: ${id(n)}\nname: ${name}\nlevel: low\nlogsource: {product: linux, service: sshd}\ndetection: {a: {event.action: ssh_login, event.outcome: ${outcome}}, condition: a}\n`
const correlation = (n: number, name: string, lines: string) =>
  `title: ${name}\nid: ${id(n)}\nname: ${name}\nlevel: critical\ncorrelation:\n${lines.replace(/^/gm, '  ')}\n`
const rules = [
  base(1, 'test_failed', 'failure'),
  base(2, 'test_in', 'success'),
  correlation(
    3,
    'test_guessing',
    'type: event_count\nrules: [test_failed]\ngroup-by: [source.ip]\ntimespan: 10m\ncondition: {gte: 5}',
  ),
  correlation(
    4,
    'test_guessed',
    'type: temporal_ordered\nrules: [test_guessing, test_in]\ngroup-by: [source.ip]\ntimespan: 1h',
  ),
  correlation(
    5,
    'test_spraying',
    'type: value_count\nrules: [test_failed]\ngroup-by: [source.ip]\ntimespan: 10m\ncondition: {gte: 4, field: user.name}',
  ),
].join('---\n')

const minute = 60_000
/** Noon of yesterday: alerts are by day, and what these lines tell of is of one. */
const now = Math.floor(Date.now() / 86_400_000 - 1) * 86_400_000 + 12 * 60 * minute
const line = (at: number, ip: string, words: string, pid: number) =>
  `<38>1 ${new Date(at).toISOString()} bastion-01 sshd ${pid} - - ${words} from ${ip} port ${20_000 + pid} ssh2`
const failed = (user: string) => `Failed password for ${user}`
/** An attacker who gets in, one who tries many accounts, and a person who mistypes. */
const lines = [
  ...Array.from({ length: 12 }, (_, n) => line(now - 90 * minute + n * 40_000, '203.0.113.7', failed('root'), n)),
  line(now - 60 * minute, '203.0.113.7', 'Accepted password for root', 100),
  ...Array.from({ length: 8 }, (_, n) =>
    line(now - 70 * minute + n * minute, '203.0.113.8', failed(`user${n}`), 200 + n),
  ),
  line(now - 50 * minute, '203.0.113.9', failed('an'), 300),
  line(now - 49 * minute, '203.0.113.9', 'Accepted password for an', 301),
  ...Array.from({ length: 6 }, (_, n) =>
    line(now - 7 * 60 * minute + n * minute, '203.0.113.7', failed('admin'), 400 + n),
  ),
]

function place(t: TestContext) {
  const made = installation(t)
  const folder = join(made.folder, 'rules')
  mkdirSync(folder)
  writeFileSync(join(folder, 'rules.yml'), rules)
  const start = () => made.start({ VONGGAC_RULES_PATHS: folder })
  let password = ''
  async function open() {
    const platform = await start()
    if (password === '') password = firstPasswords(platform).truc
    return { platform, api: await apiOf(platform, 'truc', password) }
  }
  /** What was found, but for when it was seen; an event's id tells the connection that it came by. */
  async function findings() {
    const store = openSqliteStore({
      directory: join(made.folder, 'store'),
      secretsDirectory: join(made.folder, 'secrets'),
    })
    const where = { kind: 'true' } as const
    const lists = await Promise.all(
      [3, 4, 5].map((n) => store.records.list<Finding>(systemScope, findingKind(id(n)), { where, limit: 100 })),
    )
    await store.close()
    return lists
      .flatMap(({ rows }) => rows)
      .map(({ document: { seen: _, events, ...one } }) => ({ ...one, events: events.map(({ time }) => time) }))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
  }
  /** Three times guessing, one of them then in, and spraying, each with all that belongs to it. */
  const complete = () =>
    eventually('all findings', async () => {
      const found = await findings()
      return found.length === 5 && found.reduce((sum, { measure }) => sum + (measure ?? 0), 0) === 12 + 8 + 6 + 8
    })
  return { open, findings, complete }
}

async function send(
  { platform, api }: { platform: Platform; api: Awaited<ReturnType<typeof apiOf>> },
  some: readonly string[],
  total: number,
) {
  await sendTcp(platform.syslogPort, some)
  const count = async () =>
    (await api.get(`/api/events/histogram?from=0&to=${Date.now() + 86_400_000}`)).total.value === total
  await eventually(`${total} events`, count)
}

test('guessing, then in: an alert with its reason; the same findings in any order and through kill -9', async (t) => {
  const straight = place(t)
  const first = await straight.open()
  await send(first, lines, lines.length)
  const alerts = await eventually('two alerts of correlations', async () => {
    const { rows } = await first.api.get(`/api/alerts?from=0&to=${Date.now() + 86_400_000}`)
    const own = rows.filter((row: { rule: { id: string } }) => row.rule.id.startsWith('00000000-'))
    return own.length === 2 && own
  })
  assert.deepEqual(
    alerts
      .map(
        (alert: { rule: { title: { vi: string } }; entity: { value: string }[]; severity: string; count: number }) => [
          alert.rule.title.vi,
          alert.entity[0]?.value,
          alert.severity,
        ],
      )
      .sort(),
    [
      ['test_guessed', '203.0.113.7', 'critical'],
      ['test_spraying', '203.0.113.8', 'critical'],
    ],
  )
  const spraying = alerts.find((alert: { rule: { id: string } }) => alert.rule.id === id(5))
  const detail = await first.api.get(`/api/alerts/${spraying.id}`)
  assert.ok(detail.events.length >= 4)
  assert.ok(detail.findings.length >= 1)
  assert.ok(
    detail.findings[0].measure >= 4 && detail.findings[0].values.includes('user3'),
    JSON.stringify(detail.findings),
  )
  await straight.complete()
  assert.equal(await first.platform.end('SIGTERM'), 0)
  const expected = await straight.findings()

  const rough = place(t)
  const shuffled = [...lines.keys()].sort((a, b) => ((a * 31) % 37) - ((b * 31) % 37)).map((n) => lines[n] ?? '')
  const third = Math.ceil(lines.length / 3)
  for (const [part, some] of [0, 1, 2].map((n) => shuffled.slice(n * third, n * third + third)).entries()) {
    const opened = await rough.open()
    await send(opened, some, Math.min((part + 1) * third, lines.length))
    if (part < 2) {
      assert.equal(await opened.platform.end('SIGKILL'), 'SIGKILL')
      continue
    }
    await rough.complete()
    assert.equal(await opened.platform.end('SIGTERM'), 0)
  }
  assert.deepEqual(await rough.findings(), expected)
})
