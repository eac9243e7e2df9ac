import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { EventDocument } from '../../core/event/event.ts'
import { readAt, withoutStamps } from '../support/demo-world.ts'
import { apiOf, eventually } from '../support/platform.ts'

const main = join(import.meta.dirname, '..', '..', 'main.ts')
const ports = {
  VONGGAC_CONSOLE_PORT: '0',
  VONGGAC_SYSLOG_PORT: '0',
  VONGGAC_BULK_PORT: '0',
}

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-demo-'))
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** Starts the demo and hears what it says; killed with the test. */
function start(t: TestContext, ...argv: string[]) {
  const child: ChildProcess = spawn(process.execPath, [main, 'demo', ...argv], {
    env: { ...process.env, ...ports },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const hear = (chunk: Buffer) => {
    output += chunk.toString()
  }
  child.stdout?.on('data', hear)
  child.stderr?.on('data', hear)
  t.after(() => child.kill('SIGKILL'))
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  return {
    said: (what: RegExp, milliseconds = 240_000) =>
      eventually(
        `the demo says ${what}, not only:\n${output}`,
        async () => {
          assert.ok(child.exitCode === null, output)
          return what.exec(output) ?? undefined
        },
        milliseconds,
      ),
    output: () => output,
    end() {
      child.kill('SIGTERM')
      return ended
    },
  }
}

interface Page {
  rows: EventDocument[]
  cursor: string | null
}

test('the demo fills a platform through its inputs; every stored event parses again to itself', {
  timeout: 580_000,
}, async (t) => {
  const folder = join(folderOf(t), 'demo')
  const demo = start(t, '--events', '4000', '--no-live', '--data', folder)
  await demo.said(/(\d+) cảnh báo đã nhận, (\d+) đã kết luận/)
  const sent = Number((await demo.said(/: (\d+) dòng nhật ký trong/))[1])
  const url = `http://localhost:${(await demo.said(/http:\/\/localhost:(\d+)/))[1]}`
  const password = async (name: string) => (await demo.said(new RegExp(`${name} +([a-z2-9-]{23})`)))[1] ?? ''
  const platform = { url, syslogPort: 0, bulkPort: 0, output: demo.output, portOf: () => 0, end: demo.end }
  const trucs = await password('truc')
  const lead = await apiOf(platform, 'truc', trucs)
  const now = Date.now()
  const range = `from=${now - 8 * 86_400_000}&to=${now + 86_400_000}`

  const events: EventDocument[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Page = await lead.get(
      `/api/events?${range}&limit=500${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    )
    // What the platform did itself is told in events of its own, beside the lines.
    events.push(...page.rows.filter(({ event }) => event.dataset !== 'vonggac.audit'))
    cursor = page.cursor
  }
  assert.equal(events.length, sent, 'every line is an event')
  assert.ok(events.length >= 5000)
  for (const event of events) {
    assert.notEqual(event.event.kind, 'pipeline_error')
    assert.ok(event.event.original !== undefined && event.event.ingested !== undefined)
    const again = readAt(event.event.original, Date.parse(event.event.ingested))
    assert.deepEqual(withoutStamps(again), withoutStamps(event))
  }

  const closed = await lead.get(`/api/alerts?${range}&status=closed&limit=500`)
  assert.ok(closed.total > 20)
  const by = new Set(closed.rows.map((row: { closed: { by: string } }) => row.closed.by))
  assert.deepEqual([...by].sort(), ['Nguyễn Thị Lan', 'Trần Quang Minh'])
  const conclusions = new Set(closed.rows.map((row: { disposition: string }) => row.disposition))
  assert.ok(conclusions.size >= 4)

  const department = await apiOf(platform, 'hoa', await password('hoa'))
  const all = (await lead.get(`/api/events/histogram?${range}`)).total.value
  const own = (await department.get(`/api/events/histogram?${range}`)).total.value
  assert.ok(own > 0 && own < all, `${own} of ${all}`)
  assert.equal(await demo.end(), 0)

  assert.equal(statSync(join(folder, 'accounts.json')).mode & 0o077, 0, 'passwords are for their owner alone')
  const again = start(t, '--keep', '--data', folder)
  await again.said(/truc {3}[a-z2-9-]{23}/)
  await again.said(/signal":"started/)
  assert.ok(again.output().includes(trucs), 'the same passwords')
  await new Promise((resolve) => setTimeout(resolve, 2500))
  assert.equal(await again.end(), 0)
  assert.ok(!/demo: /.test(again.output()), again.output())
})

test('a folder that the demo did not make is left alone', (t) => {
  const folder = folderOf(t)
  const own = join(folder, 'thesis.txt')
  writeFileSync(own, 'x')
  const { status, stderr } = spawnSync(process.execPath, [main, 'demo', '--data', folder], {
    env: { ...process.env, ...ports },
    encoding: 'utf8',
    timeout: 240_000,
  })
  assert.equal(status, 1)
  assert.match(stderr, /holds something that is not the demo's/)
  assert.ok(existsSync(own) && readFileSync(own, 'utf8') === 'x')
})

test('numbers that are none are wrong use', () => {
  const run = (...argv: string[]) => spawnSync(process.execPath, [main, 'demo', ...argv], { encoding: 'utf8' })
  assert.equal(run('--events', 'many').status, 2)
  assert.equal(run('--seed', '-1').status, 2)
})
