import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { listenRelp } from '../../../collector/inputs/relp.ts'
import { openRelpSessions } from '../../../collector/inputs/relp-sessions.ts'
import { systemClock } from '../../../core/lib/clock.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import { memoryPipeline, until } from '../../support/memory-events.ts'
import { relpClient } from '../../support/relp-client.ts'
import { freePort, relpMissing, startRsyslog } from '../../support/rsyslog.ts'
import { sendTcp, sshdLines } from '../../support/syslog-lines.ts'

const line = '<38>Nov 30 12:04:05 web-01 sshd[1]: Failed password for root from 203.0.113.5 port 1 ssh2'

async function input(t: TestContext, port = 0) {
  const { pipeline, store, signals } = memoryPipeline({ clock: systemClock })
  const listening = await listenRelp({
    host: '127.0.0.1',
    port,
    pipeline,
    onSignal: (name) => signals.push(name),
  })
  let closed = false
  const close = async () => {
    if (closed) return
    closed = true
    await listening.close()
    await pipeline.stop()
  }
  t.after(close)
  return { store, signals, close, port: listening.port }
}

/** What the server says to these bytes until `bytes` of it came or it hung up. */
async function say(port: number, text: string, replies: number): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  let heard = ''
  socket.on('data', (chunk) => {
    heard += chunk.toString()
  })
  socket.on('error', () => undefined)
  socket.write(text)
  await until(() => heard.split('\n').length > replies || socket.destroyed)
  socket.destroy()
  return heard
}

const offers = 'relp_version=0\nrelp_software=librelp\ncommands=syslog'
const hello = `1 open ${offers.length} ${offers}\n`

test('the conversation of librelp: open with offers, frames answered by number, close', async (t) => {
  const { store, port } = await input(t)
  const heard = await say(port, `${hello}2 syslog ${line.length} ${line}\n3 syslog 5 a\nb\nc\n4 close 0\n`, 7)
  assert.match(heard, /^1 rsp \d+ 200 OK\nrelp_version=0\nrelp_software=vonggac\ncommands=syslog\n/)
  assert.match(heard, /\n2 rsp 6 200 OK\n3 rsp 6 200 OK\n4 rsp 6 200 OK\n0 serverclose 0\n$/)
  assert.deepEqual(
    [...store.events.values()].map(({ document }) => document.event.original),
    [line, 'a\nb\nc'],
  )
})

test('what is no RELP is turned away and told: other protocols, a message before open', async (t) => {
  const { store, port, signals } = await input(t)
  assert.equal(await say(port, 'GET / HTTP/1.1\r\n\r\n', 1), '')
  assert.equal(await say(port, `1 syslog ${line.length} ${line}\n`, 1), '')
  assert.match(await say(port, '1 open 14 relp_version=0\n', 1), /^1 rsp \d+ 500 /)
  assert.equal(store.events.size, 0)
  assert.equal(signals.filter((name) => name === 'frame-refused').length, 2)
})

test('nothing is answered while the store refuses; then each line is there once', async (t) => {
  const { store, port } = await input(t)
  store.failing = () => new CodedError('store-full', 'no space')
  const client = relpClient(() => port)
  let answered = false
  const delivered = client.deliver(sshdLines(500, 200, new Date())).then(() => {
    answered = true
  })
  await new Promise((resolve) => setTimeout(resolve, 400))
  assert.equal(answered, false)
  client.cut()
  await new Promise((resolve) => setTimeout(resolve, 200))
  store.failing = undefined
  await delivered
  assert.equal(client.repeated, 128)
  assert.equal(store.events.size, 500)
  await client.close()
})

test('a line sent again after a break is the same event, an equal line over another session is another', async (t) => {
  const { store, port } = await input(t)
  const same = Array.from({ length: 3000 }, () => line)
  const client = relpClient(() => port)
  const delivered = client.deliver(same)
  for (let cut = 0; cut < 5; cut++) {
    await until(() => store.events.size > 400 * (cut + 1))
    client.cut()
  }
  await delivered
  assert.ok(client.sessions === 6, `${client.sessions} sessions`)
  // Answers that the cut lost in the network may make a line count twice, never hide one.
  assert.ok(store.events.size >= 3000 && store.events.size <= 3000 + 5 * 128, `${store.events.size} events`)
  await client.close()
  const before = store.events.size
  const other = relpClient(() => port)
  await other.deliver([line, line])
  assert.equal(store.events.size, before + 2)
  await other.close()
})

const distinct = Array.from({ length: 10 }, (_, i) => `line ${i}`)

test('unanswered frames keep their identity over a kill; answers that were lost are found by what comes after', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-relp-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'sessions')
  const first = openRelpSessions(file, 'boot').open('a')
  const ks = first.take(distinct)
  first.answered(4)
  // No `ended`: the process is gone.
  const again = openRelpSessions(file, 'boot')
  assert.notEqual(again.open('b').take(['line 4'])[0], ks[4], 'another sender’s line is its own')
  const second = again.open('a')
  assert.deepEqual(second.take(distinct.slice(4, 7)), ks.slice(4, 7))
  const third = openRelpSessions(file, 'boot').open('a')
  assert.deepEqual(third.take(distinct.slice(4)), ks.slice(4), 'killed again in between')
  assert.ok(!ks.includes(third.take(['line 9'])[0] ?? ''), 'and is used up then')
  third.answered(2)
  third.ended()

  const lost = openRelpSessions(file, 'boot').open('a')
  assert.deepEqual(lost.take(distinct.slice(5, 9)), ks.slice(5, 9), 'begins before the last answer')
  const anew = openRelpSessions(file, 'another boot').open('a')
  assert.ok(!ks.includes(anew.take(['line 9'])[0] ?? ''), 'a machine that crashed is not trusted')
})

test('of two possible places the one that hides less is taken; a line that does not follow is new', () => {
  const sessions = openRelpSessions()
  const first = sessions.open('a')
  const ks = first.take(['x', 'x', 'x', 'x', 'y'])
  first.answered(2)
  first.ended()
  const second = sessions.open('a')
  const [third, other] = second.take(['x', 'new', 'x', 'y'])
  assert.equal(third, ks[2])
  assert.ok(!ks.includes(other ?? ''))
  second.answered(4)
  second.ended()
  const fresh = sessions.open('a').take(['x', 'y'])
  assert.ok(fresh.every((k) => !ks.includes(k)))
})

test('real rsyslog: all lines by omrelp, the identical ones too', { skip: relpMissing }, async (t) => {
  const port = await freePort()
  const rsyslog = await startRsyslog(
    t,
    `action(type="omrelp" target="127.0.0.1" port="${port}" template="RSYSLOG_SyslogProtocol23Format")`,
    'module(load="omrelp")',
  )
  const { store } = await input(t, port)
  await sendTcp(rsyslog, sshdLines(10_000, 3000, new Date()))
  await until(() => store.events.size === 10_000, 20_000)
  await new Promise((resolve) => setTimeout(resolve, 300))
  assert.equal(store.events.size, 10_000)
})
