import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { listenElasticBulk } from '../../collector/inputs/elastic-bulk.ts'
import { listenSyslog } from '../../collector/inputs/syslog.ts'
import { systemClock } from '../../core/lib/clock.ts'
import { CodedError } from '../../core/lib/errors.ts'
import { type MemoryEvents, memoryPipeline, until } from '../support/memory-events.ts'
import { omelasticsearchMissing, rsyslogMissing, startRsyslog } from '../support/rsyslog.ts'

// A real rsyslogd takes 10,000 sshd lines over TCP, 3,000 of them identical within one second, and ships them to us.

const total = 10_000
const identical = 3000

const stamp = (): string => {
  const local = new Date(Date.now() + 7 * 3_600_000).toUTCString()
  // `Mon, 30 Nov 2026 12:04:05 GMT` as `Nov 30 12:04:05`
  return `${local.slice(8, 11)} ${local.slice(5, 7)} ${local.slice(17, 25)}`
}

function lines(): string {
  const now = stamp()
  const same = `<38>${now} web-01 sshd[4242]: Failed password for root from 203.0.113.5 port 40000 ssh2\n`
  let text = ''
  for (let i = 0; i < total - identical; i++) {
    text += `<38>${now} web-01 sshd[${i}]: Failed password for invalid user u${i} from 203.0.113.5 port ${i} ssh2\n`
  }
  return text + same.repeat(identical)
}

async function ship(t: TestContext, action: string): Promise<void> {
  const socket = connect(await startRsyslog(t, action), '127.0.0.1')
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.end(lines(), () => resolve())
  })
}

async function settled(store: MemoryEvents): Promise<void> {
  await until(() => store.events.size >= total, 60_000)
  // What would be one too many shows within a moment.
  await new Promise((resolve) => setTimeout(resolve, 500))
  assert.equal(store.events.size, total)
  const documents = [...store.events.values()].map((event) => event.document)
  assert.equal(
    documents.filter((event) => event.event.action === 'ssh_login' && event.event.outcome === 'failure').length,
    total,
  )
  const root = documents.filter((event) => (event.user as { name?: string } | undefined)?.name === 'root')
  assert.equal(root.length, identical)
  const [first] = root
  assert.deepEqual(first?.host, { name: 'web-01', hostname: 'web-01' })
  assert.ok(Math.abs(Date.parse(first?.['@timestamp'] ?? '') - Date.now()) < 120_000, String(first?.['@timestamp']))
  assert.deepEqual(
    documents.flatMap((event) => (event.vonggac?.marks ?? []).filter((mark) => !mark.endsWith('_assumed'))),
    [],
  )
}

for (const framing of ['traditional', 'octet-counted']) {
  test(`rsyslog omfwd over TCP, ${framing}: every line once`, {
    skip: rsyslogMissing,
  }, async (t) => {
    const { pipeline, store } = memoryPipeline({ clock: systemClock })
    const input = await listenSyslog({ host: '127.0.0.1', port: 0, pipeline })
    t.after(async () => {
      await input.close()
      await pipeline.stop()
    })
    await ship(
      t,
      `action(type="omfwd" target="127.0.0.1" port="${input.port}" protocol="tcp" TCP_Framing="${framing}")`,
    )
    await settled(store)
  })
}

/** The copy-ready block of the handbook, pointed at this test's input. */
function handbook(block: string, port: number): string {
  const text = readFileSync(new URL('../../docs/operations/connect-sources.md', import.meta.url), 'utf8')
  const found = new RegExp(`\`\`\`rsyslog ${block}\\n([^]*?)\`\`\``).exec(text)?.[1]
  assert.ok(found, `the handbook has a block for ${block}`)
  return found
    .replaceAll('MAY_CHU', '127.0.0.1')
    .replace(/port="(5514|9280)"/, `port="${port}"`)
    .replace('MA_KHOA', 'k1')
    .replace('BI_MAT', 'right')
    .replace('action.resumeRetryCount', 'action.resumeInterval="1" action.resumeRetryCount')
}

test('the handbook’s omfwd block: every line once', { skip: rsyslogMissing }, async (t) => {
  const { pipeline, store } = memoryPipeline({ clock: systemClock })
  const input = await listenSyslog({ host: '127.0.0.1', port: 0, pipeline })
  t.after(async () => {
    await input.close()
    await pipeline.stop()
  })
  await ship(t, handbook('omfwd', input.port))
  await settled(store)
})

const elasticCases: [string, (port: number) => string][] = [
  [
    'its own layout',
    (port) =>
      `module(load="omelasticsearch")
       action(type="omelasticsearch" server="127.0.0.1" serverport="${port}" bulkmode="on" uid="k1" pwd="right")`,
  ],
  [
    '%jsonmesg%',
    (port) =>
      `module(load="omelasticsearch")
       template(name="all" type="string" string="%jsonmesg%")
       action(type="omelasticsearch" server="127.0.0.1" serverport="${port}" bulkmode="on" uid="k1" pwd="right" template="all")`,
  ],
  ['the handbook’s block', (port) => handbook('omelasticsearch', port)],
]

async function elasticInput(t: TestContext): Promise<ReturnType<typeof memoryPipeline> & { port: number }> {
  const made = memoryPipeline({ clock: systemClock })
  const input = await listenElasticBulk({
    host: '127.0.0.1',
    port: 0,
    pipeline: made.pipeline,
    checkKey: async (id, secret) => (id === 'k1' && secret === 'right' ? { id, name: 'rsyslog' } : undefined),
  })
  t.after(async () => {
    await input.close()
    await made.pipeline.stop()
  })
  return { ...made, port: input.port }
}

for (const [name, action] of elasticCases) {
  test(`rsyslog omelasticsearch, ${name}: every line once`, {
    skip: omelasticsearchMissing,
  }, async (t) => {
    const { pipeline, store, port } = await elasticInput(t)
    await ship(t, action(port))
    await settled(store)
    assert.equal(pipeline.sources.changed()[0]?.peer, 'rsyslog')
  })
}

test('omelasticsearch while the store refuses for a while: every line once', {
  skip: omelasticsearchMissing,
}, async (t) => {
  const { store, port } = await elasticInput(t)
  let refused = 0
  store.failing = () => {
    refused += 1
    return refused > 3 ? undefined : new CodedError('store-full', 'no space')
  }
  await ship(
    t,
    elasticCases[0]?.[1](port).replace('bulkmode', 'action.resumeRetryCount="-1" action.resumeInterval="1" bulkmode') ??
      '',
  )
  await settled(store)
  assert.ok(refused > 3)
})

test('the handbook’s omelasticsearch block when answers are lost after the commit: every line once', {
  skip: omelasticsearchMissing,
}, async (t) => {
  const { store, port } = await elasticInput(t)
  const { append } = store
  let lost = 0
  store.append = async (events, matches) => {
    const result = await append(events, matches)
    lost += 1
    if (lost <= 3) throw new CodedError('store-busy', 'kept, and nobody heard of it')
    return result
  }
  await ship(t, handbook('omelasticsearch', port))
  await settled(store)
  assert.ok(lost > 3)
})
