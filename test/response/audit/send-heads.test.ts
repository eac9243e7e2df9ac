import assert from 'node:assert/strict'
import { createPublicKey, verify } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createServer as createTlsServer } from 'node:tls'
import { SMTPServer } from 'smtp-server'
import { manualClock } from '../../../core/lib/clock.ts'
import { headWords, sentHeads } from '../../../response/audit/head.ts'
import { byFile, byMail, bySyslog, type HeadSender, type MailServer } from '../../../response/audit/head-senders.ts'
import { sendHeads } from '../../../response/audit/send-heads.ts'
import { createSigner, newSigningKey } from '../../../response/audit/signer.ts'
import { sendSyslog, syslogMessage, syslogTarget } from '../../../response/audit/syslog-target.ts'
import { audited, start } from '../../core/store/fixtures.ts'
import { authority } from '../../support/certificates.ts'
import { eachStore } from '../../support/each-store.ts'
import { rsyslogMissing, startRsyslog } from '../../support/rsyslog.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

const signer = createSigner(newSigningKey())
const hour = 3_600_000
const clock = manualClock(start)

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'vonggac-heads-'))
  t.after(() => rmSync(path, { recursive: true }))
  return path
}

async function eventually<T>(read: () => T | undefined): Promise<T> {
  for (let tries = 0; tries < 250; tries++) {
    const found = read()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return assert.fail('it did not come')
}

const parts = (store: { records: never; audit: never } | object, senders: readonly HeadSender[]) => ({
  ...(store as Parameters<typeof sendHeads>[0]),
  clock,
  timeZone: 'Asia/Ho_Chi_Minh',
  installation: 'Đội Ứng cứu',
  signer,
  senders,
})

for (const kind of await eachStore(clock)) {
  test(`${kind.name}: the head goes out once a day; what fails is told and tried again, the rest not twice`, {
    skip: kind.skip,
  }, async (t) => {
    const store = await kind.open(t)
    const file = join(folder(t), 'heads.jsonl')
    let works = false
    const mailed: number[] = []
    const mail: HeadSender = {
      way: 'mail',
      async send({ number }) {
        if (!works) throw new Error('no route to the auditor')
        mailed.push(number)
      },
    }
    const round = () => sendHeads(parts(store, [mail, byFile(file)]))
    assert.deepEqual(await round(), [], 'an empty log has no head')
    await store.audit.append([audited('alert.read')])
    const first = await round()
    assert.deepEqual(
      first.map(({ detail }) => detail),
      ['mail: no route to the auditor'],
    )
    await round()
    works = true
    await round()
    assert.deepEqual(mailed, [], 'not tried again at once')
    clock.advance(2 * hour)
    assert.deepEqual(await round(), [])
    assert.deepEqual(mailed, [1])
    clock.advance(24 * hour)
    await round()
    // The row that says so is the next head.
    assert.deepEqual(mailed, [1, 2])

    const lines = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.deepEqual(
      lines.map(({ number }) => number),
      [1, 2],
    )
    assert.equal(lines[1].previous.hash, lines[0].hash)
    const rows = await store.audit.follow({ kind: 'units', units: [], unattributed: true }, { after: 0, limit: 10 })
    const [newest] = await sentHeads(store.records, 1)
    assert.equal(rows.find(({ number }) => number === 2)?.hash, newest?.document.hash)
    const { signature, deliveries: _, ...words } = newest?.document ?? assert.fail()
    const key = createPublicKey(signer.publicKey)
    assert.ok(verify(null, Buffer.from(headWords(words)), key, Buffer.from(signature, 'base64')))
    assert.ok(!verify(null, Buffer.from(headWords({ ...words, number: 9 })), key, Buffer.from(signature, 'base64')))
    assert.deepEqual(JSON.parse(readFileSync(file, 'utf8').trim().split('\n')[1] ?? ''), {
      ...JSON.parse(headWords(words)),
      signature,
    })
  })
}

test('a real rsyslog takes the head as RFC 5424 says', { skip: rsyslogMissing }, async (t) => {
  const out = join(folder(t), 'out')
  const action = `template(name="all" type="list") { property(name="jsonmesg") constant(value="\\n") }
action(type="omfile" file="${out}" template="all")`
  const port = await startRsyslog(t, action)
  const store = temporaryStore(t, clock)
  await store.audit.append([audited('alert.read')])
  const sender = bySyslog(syslogTarget(`tcp://127.0.0.1:${port}`), 'máy-chủ', undefined)
  assert.deepEqual(await sendHeads(parts(store, [sender])), [])
  const line = await eventually(() => {
    try {
      return readFileSync(out, 'utf8')
        .split('\n')
        .find((text) => text.includes('audit-head'))
    } catch {
      return undefined
    }
  })
  const seen = JSON.parse(line)
  assert.deepEqual(
    [seen.pri, seen['app-name'] ?? seen.programname, seen.msgid, seen.hostname],
    ['109', 'vonggac', 'audit-head', 'my-ch'],
  )
  assert.equal(JSON.parse(seen.msg).installation, 'Đội Ứng cứu')
})

test('over UDP and TLS as well; an unknown authority, or nobody there, is a failure', async (t) => {
  const certificates = await authority()
  const server = await certificates.server()
  const got: string[] = []
  const listen = async (it: Server): Promise<number> => {
    await new Promise<void>((resolve) => it.listen(0, '127.0.0.1', resolve))
    t.after(() => it.close())
    const address = it.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }
  const tls = createTlsServer({ key: server.key, cert: server.cert }, (socket) => {
    socket.on('data', (data) => got.push(data.toString()))
    socket.on('error', () => undefined)
  })
  tls.on('tlsClientError', () => undefined)
  const port = await listen(tls)
  const message = syslogMessage('{"number":7}', { time: start, host: 'vg-01' })
  assert.equal(message, '<109>1 2026-07-01T00:00:00.000Z vg-01 vonggac - audit-head - {"number":7}')
  const target = syslogTarget(`tls://localhost:${port}`)
  await sendSyslog(target, message, certificates.ca)
  assert.equal(await eventually(() => got[0]), `${message.length} ${message}`)
  await assert.rejects(sendSyslog(target, message, undefined))
  const closed = createServer()
  const dead = await listen(closed)
  await new Promise((resolve) => closed.close(resolve))
  await assert.rejects(sendSyslog(syslogTarget(`tcp://127.0.0.1:${dead}`), message, undefined), /ECONNREFUSED/)

  const { createSocket } = await import('node:dgram')
  const udp = createSocket('udp4')
  t.after(() => udp.close())
  const datagram = new Promise<string>((resolve) => udp.once('message', (data) => resolve(data.toString())))
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve))
  await sendSyslog(syslogTarget(`udp://127.0.0.1:${udp.address().port}`), message, undefined)
  assert.equal(await datagram, message)
  assert.deepEqual(syslogTarget('tls://log.example'), { transport: 'tls', host: 'log.example', port: 6514 })
  for (const bad of ['log.example', 'http://log.example', 'tcp://', 'tcp://a:0', 'tcp://a:99999', 'tcp://a b:5']) {
    assert.throws(() => syslogTarget(bad), /is no syslog server/)
  }
})

test('mail to the auditor: handed in with a password, in the clear never where TLS is asked for', async (t) => {
  const secrets = folder(t)
  writeFileSync(join(secrets, 'password'), 'mật khẩu\n')
  const mails: { text: string; from: string; to: string[] }[] = []
  const start = async (options: object) => {
    const smtp = new SMTPServer({
      authOptional: false,
      onAuth: ({ username, password }, _, done) =>
        username === 'vonggac' && password === 'mật khẩu' ? done(null, { user: username }) : done(new Error('no')),
      onData(stream, session, done) {
        let text = ''
        stream.on('data', (chunk) => {
          text += chunk
        })
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope
          mails.push({ text, from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) })
          done()
        })
      },
      ...options,
    })
    smtp.on('error', () => undefined)
    const port = await new Promise<number>((resolve) => {
      const server = smtp.listen(0, '127.0.0.1', () => {
        const address = server.address()
        resolve(typeof address === 'object' && address !== null ? address.port : 0)
      })
    })
    t.after(() => new Promise<void>((resolve) => smtp.close(() => resolve())))
    return port
  }
  const certificates = await authority()
  const certificate = await certificates.server()
  const server = (port: number, more: Partial<MailServer>): MailServer => ({
    host: 'localhost',
    port,
    security: 'starttls',
    from: 'vonggac@tinh.example',
    user: 'vonggac',
    password: async () => readFileSync(join(secrets, 'password'), 'utf8').trim(),
    ca: certificates.ca,
    ...more,
  })
  const store = temporaryStore(t, clock)
  await store.audit.append([audited('alert.read')])
  const withTls = await start({ key: certificate.key, cert: certificate.cert })
  assert.deepEqual(await sendHeads(parts(store, [byMail(server(withTls, {}), 'kiemtoan@tinh.example')])), [])
  const [mail] = mails
  assert.deepEqual([mail?.from, mail?.to], ['vonggac@tinh.example', ['kiemtoan@tinh.example']])
  const [head] = await sentHeads(store.records, 1)
  const body = mail?.text.split('\r\n\r\n').slice(1).join('\n') ?? ''
  const plain = /base64/i.test(mail?.text ?? '')
    ? Buffer.from(body, 'base64').toString()
    : body.replace(/=\r?\n/g, '').replace(/=3D/g, '=')
  assert.ok(plain.includes(`--head 1:${head?.document.hash}`), plain)

  const bare = await start({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true })
  const failing = byMail(server(bare, {}), 'kiemtoan@tinh.example')
  await assert.rejects(failing.send(head?.document ?? assert.fail()), /STARTTLS/i)
  const wrong = byMail(server(withTls, { password: async () => 'x' }), 'kiemtoan@tinh.example')
  await assert.rejects(wrong.send(head?.document ?? assert.fail()))
  assert.equal(mails.length, 1)
})
