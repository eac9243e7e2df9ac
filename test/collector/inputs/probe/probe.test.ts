import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { visit } from '../../../../collector/inputs/probe/fetch-page.ts'
import { judgeVisit } from '../../../../collector/inputs/probe/judge-visit.ts'
import { changeBetween, readPage } from '../../../../collector/inputs/probe/page.ts'
import { startProbes } from '../../../../collector/inputs/probe/probe.ts'
import { systemClock } from '../../../../core/lib/clock.ts'
import { authority } from '../../../support/certificates.ts'
import { freePort } from '../../../support/free-port.ts'
import { memoryPipeline, until } from '../../../support/memory-events.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void
const html = (title: string, body: string) => `<!doctype html><html><title>${title}</title><body>${body}</body></html>`
const text = 'Nộp hồ sơ trực tuyến, tra cứu hồ sơ, phản ánh kiến nghị của người dân và doanh nghiệp'

async function serve(t: TestContext, answer: Answer, server: Server = createServer()): Promise<string> {
  server.on('request', answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

const day = 86_400_000
const signer = await authority()

async function serveTls(t: TestContext, until: number, names = ['localhost'], ip = '127.0.0.1'): Promise<string> {
  const { cert, key } = await signer.server(until, names, ip)
  const at = await serve(t, (_, response) => response.end(html('Cổng', text)), createTlsServer({ cert, key }))
  return `https://${at}/`
}

test('a page that answers: status, size, time; redirects are followed, but not for ever', async (t) => {
  const at = await serve(t, (request, response) => {
    if (request.url === '/') response.writeHead(302, { location: '/home' }).end()
    else if (request.url === '/loop') response.writeHead(301, { location: '/loop' }).end()
    else if (request.url === '/file') response.writeHead(302, { location: 'file:///etc/passwd' }).end()
    else if (request.url === '/large') response.end('x'.repeat(5 * 1024 * 1024))
    else if (request.url === '/slow') setTimeout(() => response.end('late'), 3000)
    else response.end(html('Cổng', text))
  })
  const home = await visit(`http://${at}/`, 5000)
  assert.deepEqual([home.status, home.redirects, home.at, home.ip], [200, 1, `http://${at}/home`, '127.0.0.1'])
  assert.ok(home.body?.includes('Cổng') && home.took >= 0 && home.failure === undefined)
  assert.equal((await visit(`http://${at}/loop`, 5000)).failure?.code, 'too-many-redirects')
  assert.equal((await visit(`http://${at}/file`, 5000)).failure?.code, 'bad-redirect')
  assert.ok(((await visit(`http://${at}/large`, 5000)).bytes ?? 0) < 3 * 1024 * 1024)
  assert.equal((await visit(`http://${at}/slow`, 300)).failure?.code, 'timeout')
})

test('a page that does not: nobody listens, no such name', async () => {
  assert.equal((await visit(`http://127.0.0.1:${await freePort()}/`, 2000)).failure?.code, 'ECONNREFUSED')
  // Where no server of names answers, the time runs out.
  const nowhere = await visit('http://khong-co.invalid/', 5000)
  assert.ok(['ENOTFOUND', 'EAI_AGAIN', 'timeout'].includes(nowhere.failure?.code ?? ''), nowhere.failure?.code)
})

test('certificates: how long they last; expired, for another name, of an authority that nobody knows', async (t) => {
  const states = []
  for (const url of [
    await serveTls(t, Date.now() + 10 * day),
    await serveTls(t, Date.now() - day),
    await serveTls(t, Date.now() + 10 * day, ['other.example'], '192.0.2.1'),
  ]) {
    const seen = await visit(url, 5000)
    assert.equal(seen.status, 200, 'the page is read all the same')
    states.push(seen.tls?.certificate.state)
    if (states.length > 1) continue
    const { document } = judgeVisit(url, seen, { failures: 0, slow: 0 }, Date.now(), 5000)
    const { probe, tls } = document as { probe: { certificate: object }; tls: { version: string; server: object } }
    assert.deepEqual(probe.certificate, { state: 'untrusted', days_left: 9 })
    assert.equal(tls.version, '1.3')
    assert.match(JSON.stringify(tls.server), /"issuer":\{"common_name":\["Test CA"\]\}/)
  }
  assert.deepEqual(states, ['untrusted', 'expired', 'wrong-name'])
})

test('what a page says: title, words without numbers and scripts, what is suspicious', () => {
  const page = readPage(
    html(
      'C&#7893;ng  d&#x1ECB;ch v&#7909; &amp; tra c&#7913;u',
      `${text}<script>var token="a1"</script> lượt truy cập 12345`,
    ),
  )
  assert.equal(page.title, 'Cổng dịch vụ & tra cứu')
  assert.ok(page.words.has('truc') && !page.words.has('token') && !page.words.has('12345'))
  const tomorrow = readPage(html('Cổng', `${text}<script>var token="b2"</script> lượt truy cập 12399`))
  const today = readPage(html('Cổng', `${text} lượt truy cập 12345`))
  assert.equal(changeBetween(today.words, tomorrow.words), 0)
  assert.ok(changeBetween(today.words, readPage(html('Hacked', 'by somebody else entirely')).words) > 90)
  assert.deepEqual(readPage(html('x', 'HACKED BY Anon')).suspicious, ['defaced'])
  assert.deepEqual(readPage(html('x', '<p style="display:none">Nhà cái uy tín</p>')).suspicious, ['gambling'])
  assert.deepEqual(readPage(html('x', '<a href="#" title="slot gacor">x</a>')).suspicious, ['gambling'])
  assert.deepEqual(readPage(html('x', 'Công an triệt phá đường dây cá cược')).suspicious, [])
})

test('visits become events; what a page said last is remembered over a restart', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-probe-'))
  t.after(() => rmSync(folder, { recursive: true }))
  let page = html('Cổng', text)
  let status = 200
  const at = await serve(t, (_, response) => response.writeHead(status).end(page))
  const url = `http://${at}/`
  const { pipeline, store } = memoryPipeline({ clock: systemClock })
  const start = () =>
    startProbes({
      urls: [url],
      every: 30,
      slowAfter: 5000,
      timeout: 2000,
      pipeline,
      clock: systemClock,
      memoryFile: join(folder, 'pages'),
    })
  const events = () => [...store.events.values()].map(({ document }) => document)
  const probe = () => events().at(-1)?.probe as Record<string, unknown>
  const first = start()
  await until(() => store.events.size >= 3)
  await first.close()
  const event = events()[0]
  assert.equal(event?.event.dataset, 'probe.http')
  assert.equal(event?.event.outcome, 'success')
  assert.match(JSON.stringify(event?.http), /"status_code":200/)
  assert.deepEqual([probe().changed, probe().title_changed, probe().failures], [0, false, 0])

  page = html('Hacked', 'Hacked by somebody')
  const before = store.events.size
  const second = start()
  await until(() => store.events.size > before)
  const changed = events()[before]?.probe as Record<string, unknown>
  assert.deepEqual(
    [changed.title, changed.title_before, changed.title_changed, changed.suspicious_new],
    ['Hacked', 'Cổng', true, ['defaced']],
  )
  assert.ok((changed.changed as number) > 70)
  status = 503
  await until(() => (probe().failures as number) >= 2)
  assert.equal(events().at(-1)?.event.outcome, 'failure')
  await second.close()
  await pipeline.stop()
  assert.ok(pipeline.sources.changed().every(({ input }) => input === 'probe'))
})
