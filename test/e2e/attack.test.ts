import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { leakCaller, signedCaller } from '../support/leak-caller.ts'
import { eventually, firstPasswords, installation } from '../support/platform.ts'

/** Milliseconds that somebody else may wait on a busy machine, whatever is asked meanwhile. */
const othersWait = 5_000

/** What the other side says to these very bytes, until it hangs up or has been silent for a while; its first word may take long. */
function raw(port: number, text: string, first = 30_000, further = 2_000): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let said = ''
    socket.setTimeout(first, () => socket.destroy())
    socket.on('data', (part) => {
      socket.setTimeout(further)
      said += part.toString('latin1')
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(said))
    socket.write(text, 'latin1')
  })
}

test('the running platform under attack: odd requests, open connections, costly searches', {
  timeout: 580_000,
}, async (t) => {
  const { start } = installation(t)
  const platform = await start()
  const { truc } = firstPasswords(platform)
  const lead = await signedCaller(platform.url, 'truc', truc, '127.0.2.1')
  const port = Number(new URL(platform.url).port)
  const nobody = leakCaller(platform.url, 'nobody', '127.0.2.2')

  await t.test(
    'requests that two readers take for different ones are refused, and nothing is fetched for anybody',
    async () => {
      const head = 'host: localhost\r\nx-vonggac: 1\r\n'
      const smuggled = 'GET /api/me HTTP/1.1\r\nhost: x\r\n\r\n'
      for (const [what, text] of [
        [
          'two lengths',
          `POST /api/session HTTP/1.1\r\n${head}content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
        ],
        [
          'lengths that differ',
          `POST /api/session HTTP/1.1\r\n${head}content-length: 4\r\ncontent-length: 5\r\n\r\n{}{}${smuggled}`,
        ],
        ['a blank before the colon', `GET /api/log-in/ways HTTP/1.1\r\nhost : localhost\r\n\r\n`],
        ['a folded line', `GET /api/log-in/ways HTTP/1.1\r\nhost: localhost\r\nx: a\r\n b\r\n\r\n`],
        ['a bare line feed', `GET /api/log-in/ways HTTP/1.1\nhost: localhost\n\n`],
        [
          'a chunk with a tail',
          `POST /api/session HTTP/1.1\r\n${head}transfer-encoding: chunked\r\n\r\n1;a=\n\r\n{\r\n0\r\n\r\n`,
        ],
        ['headers without end', `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'a'.repeat(40_000)}\r\n\r\n`],
      ] as const) {
        const said = await raw(port, text)
        assert.match(said, /^(HTTP\/1\.1 4\d\d |$)/, `${what}: ${said.slice(0, 200)}`)
        assert.doesNotMatch(said, /HTTP\/1\.1 401[\s\S]*HTTP\/1\.1/, `${what}: a second answer`)
      }
      assert.equal(await raw(port, 'CONNECT 169.254.169.254:80 HTTP/1.1\r\nhost: localhost\r\n\r\n'), '', 'no proxy')
      const elsewhere = await raw(
        port,
        'GET http://169.254.169.254/latest/meta-data/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
      )
      assert.match(elsewhere, /^HTTP\/1\.1 (200|404) /)
      assert.match(elsewhere, /Content-Security-Policy/i, 'what answers is the console itself')
      const traced = await raw(port, `TRACE / HTTP/1.1\r\n${head}cookie: secret=1\r\nconnection: close\r\n\r\n`)
      assert.match(traced, /^HTTP\/1\.1 4/)
      assert.doesNotMatch(traced, /secret=1/)
      const overridden = await lead.ask(
        'POST',
        '/api/session/hat',
        { hat: 'system' },
        { 'x-http-method-override': 'PUT' },
      )
      assert.equal(overridden.status, 404, 'a method is what it is')
    },
  )

  await t.test('a socket of another origin, or of nobody, is not opened', async () => {
    const upgrade = (cookie: string, origin: string) =>
      raw(
        port,
        `GET /api/live/?EIO=4&transport=websocket HTTP/1.1\r\nhost: localhost:${port}\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\norigin: ${origin}\r\ncookie: ${cookie}\r\n\r\n`,
      )
    for (const origin of [
      'https://evil.example',
      'null',
      `http://localhost:${port}.evil.example`,
      `http://localhost:${port + 1}`,
    ]) {
      const said = await upgrade(lead.cookie, origin)
      assert.doesNotMatch(said, /101 Switching/, origin)
    }
    assert.match(await upgrade(lead.cookie, `http://localhost:${port}`), /101 Switching/, 'its own page')
  })

  await t.test('cursors, numbers and ids that are none are refused and never a failure', async () => {
    const range = `from=${Date.now() - 3_600_000}&to=${Date.now()}`
    const odd = [
      'AAAA',
      '..%2F..%2Fetc',
      'e30',
      Buffer.from('{"__proto__":{"x":1}}').toString('base64url'),
      '%00',
      '9'.repeat(300),
    ]
    const asked = [
      ...odd.flatMap((one) => [
        `/api/events?${range}&cursor=${one}`,
        `/api/audit?${range}&cursor=${one}`,
        `/api/alerts?${range}&offset=${one}`,
        `/api/incidents?offset=${one}`,
        ...['alerts', 'incidents', 'events', 'indicators', 'units', 'systems', 'people', 'rules', 'shifts'].map(
          (room) => `/api/${room}/${one}`,
        ),
      ]),
      '/api/alerts?from=NaN&to=1',
      '/api/alerts?from=-1e400&to=1',
      '/api/events?from=0&to=9e15',
      `/api/alerts?${range}&from=1`,
      '/api/incidents/%E0%A4%A',
      `/api/events?${range}&query=${'('.repeat(3_000)}`,
    ]
    for (const url of asked) {
      const { status, text } = await lead.ask('GET', url)
      assert.ok(status < 500, `${url}: ${status} ${text}`)
    }
  })

  await t.test('connections that say little or nothing keep nobody out', async () => {
    const idle = Array.from({ length: 300 }, (_, at) => {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => undefined)
      if (at % 2 === 0)
        socket.write(
          'POST /api/session HTTP/1.1\r\nhost: localhost\r\nx-vonggac: 1\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n{',
        )
      return socket
    })
    const { status, milliseconds } = await nobody.ask('GET', '/api/log-in/ways')
    for (const socket of idle) socket.destroy()
    assert.equal(status, 200)
    assert.ok(milliseconds < othersWait, `${milliseconds}`)
  })

  await t.test('patterns that other engines choke on end, and others are answered meanwhile', async () => {
    const sender = connect(platform.syslogPort, '127.0.0.1')
    const lines = 600
    for (let at = 0; at < lines; at++) {
      sender.write(`<34>1 ${new Date().toISOString()} nan-nhan app - - - ${'a'.repeat(6_000)} ${at} b\n`)
    }
    sender.end(`<34>1 ${new Date().toISOString()} cuoi app - - - the last of them\n`)
    const range = () => `from=${Date.now() - 3_600_000}&to=${Date.now() + 60_000}`
    await eventually('the lines are stored', async () => {
      const { body } = await lead.ask(
        'GET',
        `/api/events?${range()}&query=${encodeURIComponent('host.name:cuoi')}&limit=1`,
      )
      return body.includes('cuoi')
    })
    let longest = 0
    let over = false
    const beat = (async () => {
      while (!over) {
        longest = Math.max(longest, (await nobody.ask('GET', '/api/log-in/ways')).milliseconds)
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    })()
    for (const query of [
      'message:/(a+)+b$/',
      'message:/(.*a){60}.*c?$/',
      'message:/((a{1,30}){1,30}){1,30}b/',
      `message:/${'a?'.repeat(400)}b/`,
      `message:*${'a?*'.repeat(100)}b`,
      `*${'a*'.repeat(200)}b*`,
    ]) {
      const { status, text, milliseconds } = await lead.ask(
        'GET',
        `/api/events?${range()}&query=${encodeURIComponent(query)}`,
      )
      assert.ok([200, 400, 503].includes(status), `${query}: ${status} ${text.slice(0, 300)}`)
      assert.ok(milliseconds < 30_000, `${query}: ${milliseconds}`)
    }
    over = true
    await beat
    assert.ok(longest < othersWait, `others waited ${longest}`)
  })

  assert.doesNotMatch(platform.output(), /"signal":"request-failed"/)
})
