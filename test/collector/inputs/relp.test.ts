import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { listenRelp } from '../../../collector/inputs/relp.ts'
import type { RelpSession } from '../../../collector/inputs/relp-session.ts'
import { openRelpSessions } from '../../../collector/inputs/relp-sessions.ts'
import type { SenderTls } from '../../../collector/inputs/sender-tls.ts'
import { systemClock } from '../../../core/lib/clock.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import { authority } from '../../support/certificates.ts'
import { freePort } from '../../support/free-port.ts'
import { memoryPipeline, until } from '../../support/memory-events.ts'
import { relpClient } from '../../support/relp-client.ts'
import { relpMissing, startRsyslog } from '../../support/rsyslog.ts'
import { sendTcp, sshdLines } from '../../support/syslog-lines.ts'

const line = '<38>Nov 30 12:04:05 web-01 sshd[1]: Failed password for root from 203.0.113.5 port 1 ssh2'

async function input(t: TestContext, port = 0, tls?: SenderTls) {
  const { pipeline, store, signals } = memoryPipeline({ clock: systemClock })
  const listening = await listenRelp({
    host: '127.0.0.1',
    port,
    pipeline,
    onSignal: (name) => signals.push(name),
    ...(tls && { tls }),
  })
  let closed = false
  const close = async () => {
    if (closed) return
    closed = true
    await listening.close()
    await pipeline.stop()
  }
  t.after(close)
  return { store, signals, close, pipeline, port: listening.port }
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
  const heard = await say(port, `${hello}2 syslog ${line.length} ${line}\n3 syslog 5 a\nb\nc\n4 close 0\n`, 8)
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
  t.after(() => client.stop())
  let answered = false
  const delivered = client.deliver(sshdLines(500, 200, new Date())).then(() => {
    answered = true
  })
  // Then a whole window is on its way.
  await until(() => client.sessions === 1)
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
  t.after(() => client.stop())
  const delivered = client.deliver(same)
  for (let cut = 0; cut < 5; cut++) {
    await until(() => store.events.size > 400 * (cut + 1))
    client.cut()
  }
  await delivered
  // On a slow machine the last cut may find everything answered already.
  assert.ok(client.sessions >= 4 && client.sessions <= 6, `${client.sessions} sessions`)
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

/** What a session that begins with these frames takes them for. */
function taken(session: RelpSession, hashes: readonly string[]): string[] {
  session.place(hashes, true)
  return session.take(hashes)
}

test('unanswered frames keep their identity over a kill, and over one more in the middle of it', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-relp-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'sessions')
  const first = openRelpSessions(file, 'boot').open('a')
  const ks = taken(first, distinct)
  first.answered(4)
  // No `ended`: the process is gone.
  const again = openRelpSessions(file, 'boot')
  assert.ok(!ks.includes(taken(again.open('b'), ['line 4'])[0] ?? ''), 'another sender’s line is its own')
  assert.deepEqual(taken(again.open('a'), distinct.slice(4, 7)), ks.slice(4, 7))
  const third = openRelpSessions(file, 'boot').open('a')
  assert.deepEqual(taken(third, [...distinct.slice(4), 'new']).slice(0, 6), ks.slice(4))
  third.answered(2)

  const anew = openRelpSessions(file, 'another boot').open('a')
  assert.ok(!ks.includes(taken(anew, ['line 9'])[0] ?? ''), 'a machine that crashed is not trusted')
})

function broken(hashes: readonly string[], answers: number) {
  const sessions = openRelpSessions()
  const first = sessions.open('a')
  const ks = taken(first, hashes)
  first.answered(answers)
  first.ended(false)
  /** Places in the broken session that the next one’s frames are taken for; -1 for new. */
  return (next: readonly string[]) => taken(sessions.open('a'), next).map((k) => ks.indexOf(k))
}

test('a session goes on where the broken one has no answer, or where its answers were lost', () => {
  assert.deepEqual(broken(['x', 'a', 'x', 'b', 'x', 'c'], 2)(['x', 'b', 'x', 'c', 'x']), [2, 3, 4, 5, -1])
  assert.deepEqual(
    broken(['x', 'a', 'x', 'b', 'x', 'c'], 4)(['x', 'b', 'x', 'c', 'x']),
    [2, 3, 4, 5, -1],
    'answers lost',
  )
  assert.deepEqual(broken(['x', 'a', 'x', 'b', 'x', 'c'], 0)(['x', 'c', 'x', 'd']), [-1, -1, -1, -1], 'not behind it')
  assert.deepEqual(broken(['x', 'x', 'x', 'y'], 2)(['x', 'y']), [2, 3])
  assert.deepEqual(broken(['x', 'x', 'x', 'x'], 2)(['x', 'x', 'x', 'y']), [2, 3, -1, -1], 'hides no more than it must')
  assert.deepEqual(broken(['x', 'y', 'z'], 1)(['w', 'y', 'z']), [-1, -1, -1])
})

test('what was answered counts again, unless it is beyond doubt the end of the broken session', () => {
  assert.deepEqual(broken(['a', 'b', 'c'], 3)(['b', 'c', 'd']), [1, 2, -1])
  assert.deepEqual(broken(['a', 'b', 'c'], 3)(['b']), [-1])
  assert.deepEqual(broken(['a', 'x', 'x'], 3)(['x', 'x']), [-1, -1])
  assert.deepEqual(broken(['x', 'y', 'x', 'y'], 4)(['x', 'y', 'x', 'y']), [-1, -1, -1, -1])
})

test('a break that has not been read yet is waited for; a connection that only seems open loses its stream', () => {
  const sessions = openRelpSessions()
  let lost = 0
  const first = sessions.open('a', () => {
    lost += 1
  })
  const ks = taken(first, distinct)
  first.answered(4)
  const late = sessions.open('a')
  assert.equal(late.place(distinct.slice(4), false), false, 'its break may still be on its way')
  first.ended(false)
  assert.equal(late.place(distinct.slice(4), false), true)
  assert.deepEqual(late.take(distinct.slice(4)), ks.slice(4))
  assert.equal(lost, 0)

  const beside = sessions.open('a')
  assert.ok(!ks.includes(taken(beside, ['line 4'])[0] ?? ''), 'a worker of the same sender, with one equal line')
  const next = sessions.open('a')
  assert.deepEqual(taken(next, distinct.slice(4)), ks.slice(4))
  late.answered(6)
  late.ended(true)
  next.ended(false)
  assert.deepEqual(taken(sessions.open('a'), distinct.slice(4)), ks.slice(4), 'what the lost session says is void')
})

test('a session that turns out to be new takes nothing back of what was answered', () => {
  const sessions = openRelpSessions()
  const done = sessions.open('a')
  taken(done, ['x', 'x', 'x'])
  done.answered(3)
  const cut = sessions.open('a')
  taken(cut, ['x', 'y', 'z', 'z'])
  done.ended(false)
  cut.ended(false)
  // Placed in silence after two frames, then another comes: the session follows the first stream.
  const other = sessions.open('a')
  const ks = [...taken(other, ['x', 'y']), ...other.take(['w', 'x'])]
  other.answered(1)
  other.ended(false)
  const next = taken(sessions.open('a'), ['w', 'x', 'x', 'x'])
  assert.deepEqual(next.slice(0, 2), ks.slice(2))
  assert.equal(new Set([...ks, ...next]).size, 6)
})

test('a session that is sent again as a whole is known by its beginning, a restart between', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-relp-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const lines = Array.from({ length: 2000 }, (_, i) => (i % 3 === 0 ? 'x' : `line ${i}`))
  const first = openRelpSessions(join(folder, 'sessions'), 'boot').open('a')
  const ks = taken(first, lines)
  first.answered(2000)
  first.ended(true)
  const again = openRelpSessions(join(folder, 'sessions'), 'boot').open('a')
  assert.equal(again.place(lines.slice(0, 30), false), false)
  assert.equal(again.place(lines.slice(0, 128), false), true)
  assert.deepEqual(again.take(lines), ks)
  again.answered(2000)
  again.ended(false)
  const narrow = openRelpSessions(join(folder, 'sessions'), 'boot').open('a')
  assert.equal(narrow.place(lines.slice(0, 20), true), true, 'a small window tells enough')
  assert.deepEqual(narrow.take(lines), ks)
  const sessions = openRelpSessions()
  const few = sessions.open('a')
  const fewKs = taken(few, ['a', 'b', 'c'])
  few.answered(3)
  few.ended(true)
  assert.ok(!fewKs.includes(taken(sessions.open('a'), ['a', 'b', 'c'])[0] ?? ''), 'a few lines are a repeat')
})

test('no more frames are waited for than decide', () => {
  const sessions = openRelpSessions()
  const first = sessions.open('a')
  taken(first, ['x', 'a', 'x', 'b'])
  first.ended(false)
  const next = sessions.open('a')
  assert.equal(next.place(['x'], false), false)
  assert.equal(next.place(['x', 'a'], false), false)
  assert.equal(next.place(['x', 'a', 'x', 'b'], false), true)
  assert.equal(sessions.open('a').place(['y'], false), true)
  assert.equal(sessions.open('b').place(['x'], false), true)
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
  await until(() => store.events.size === 10_000)
  await new Promise((resolve) => setTimeout(resolve, 300))
  assert.equal(store.events.size, 10_000)
})

test('real rsyslog over TLS with a client certificate; a stranger is turned away', { skip: relpMissing }, async (t) => {
  const signer = await authority()
  const tls = { ...(await signer.server()), ca: signer.ca, clients: 'required' } as const
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-relp-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const port = await freePort()
  const forward = async (shown: { cert: string; key: string }, of: string) =>
    startRsyslog(
      t,
      `action(type="omrelp" target="127.0.0.1" port="${port}" template="RSYSLOG_SyslogProtocol23Format"
  action.resumeRetryCount="-1" action.resumeInterval="1" tls="on" tls.caCert="${file('ca.pem', signer.ca)}"
  tls.myCert="${file(`${of}.pem`, shown.cert)}" tls.myPrivKey="${file(`${of}.key`, shown.key)}"
  tls.authMode="name" tls.permittedPeer=["localhost"])`,
      'module(load="omrelp" tls.tlslib="openssl")',
    )
  const { store, pipeline, signals } = await input(t, port, tls)
  const stranger = await forward(await (await authority('Another CA')).client('web-01.tinh.example'), 'stranger')
  await sendTcp(stranger, ['<38>Nov 30 12:04:05 web-01 sshd[1]: stranger'])
  await until(() => signals.includes('handshake-failed'))
  assert.equal(store.events.size, 0)
  const rsyslog = await forward(await signer.client('web-01.tinh.example'), 'client')
  await sendTcp(rsyslog, sshdLines(3000, 1000, new Date()))
  await until(() => store.events.size === 3000)
  const [source, other] = pipeline.sources.changed()
  assert.deepEqual([source?.peer, source?.input, other], ['web-01.tinh.example', 'relp-tls', undefined])
})
