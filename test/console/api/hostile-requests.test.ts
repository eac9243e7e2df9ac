import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { guard, testConsole } from '../../support/console.ts'
import { sample } from '../../support/leak-walk.ts'

interface Schema {
  readonly type?: string
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly additionalProperties?: unknown
}

/** The parts of a schema, each with its place. */
function parts(schema: Schema, place = ''): readonly (readonly [string, Schema])[] {
  const within = [
    ...Object.entries(schema.properties ?? {}),
    ...(schema.anyOf ?? []).map((one, i) => [`${i}`, one] as const),
    ...(schema.items === undefined ? [] : ([['[]', schema.items]] as const)),
  ]
  return [[place, schema], ...within.flatMap(([name, one]) => parts(one, `${place}/${name}`))]
}

test('null in a body stays null: no schema lets it be made an empty text or a zero first', async (t) => {
  const { app } = await testConsole(t)
  const { paths } = (await app.inject({ url: '/api/docs/json' })).json<{
    paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema: Schema }> } }>>
  }>()
  const bodies = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { requestBody }]) => {
      const schema = requestBody?.content['application/json']?.schema
      return schema === undefined ? [] : [[`${method} ${path}`, schema] as const]
    }),
  )
  assert.ok(bodies.length > 60, `${bodies.length}`)
  const wrong = bodies.flatMap(([route, schema]) =>
    parts(schema).flatMap(([place, { anyOf = [] }]) =>
      anyOf.findIndex(({ type }) => type === 'null') > 0 ? [`${route} ${place}`] : [],
    ),
  )
  assert.deepEqual(wrong, [])
})

test('nothing that the API answers is kept by browsers or by what stands between', async (t) => {
  const { app, signIn } = await testConsole(t)
  const { cookie } = await signIn('lead', [{ role: 'duty-lead', unit: 'tinh' }])
  for (const url of [
    '/api/session',
    '/api/alerts?from=0&to=1',
    '/api/alerts/none',
    '/api/nothing',
    '/api/log-in/ways',
  ]) {
    const { headers } = await app.inject({ url, headers: { ...guard, cookie } })
    assert.equal(headers['cache-control'], 'no-store', url)
  }
})

const methods = ['get', 'post', 'put', 'delete'] as const
type Described = { requestBody?: { content: Record<string, { schema: Schema }> } }
const schemaOf = ({ requestBody }: Described) => requestBody?.content['application/json']?.schema

test('mass assignment: every object in every body is closed, and what it does not name is refused', async (t) => {
  const { app, signIn } = await testConsole(t)
  const { cookie } = await signIn('lead', [{ role: 'duty-lead', unit: 'tinh' }])
  const { paths } = (await app.inject({ url: '/api/docs/json' })).json<{
    paths: Record<string, Record<string, Described>>
  }>()
  /** What browsers and providers say of their keys is kept as it came: it is checked by the library that reads it. */
  const open = /^post \/api\/(log-in|session|me\/passkeys)[^ ]* .*(passkey|response)/
  /** By ids of units. */
  const maps = /^post \/api\/units\/(preview|changes) \S*\/children$/
  const slack: string[] = []
  let tried = 0
  for (const [path, described] of Object.entries(paths)) {
    for (const method of methods) {
      const schema = described[method] === undefined ? undefined : schemaOf(described[method])
      if (schema === undefined) continue
      for (const [place, one] of parts(schema)) {
        const name = `${method} ${path} ${place}`
        if (one.type !== 'object' || one.additionalProperties === false || open.test(name) || maps.test(name)) continue
        slack.push(name)
      }
      if (method === 'get' || schema.anyOf !== undefined || /log-in|session$|welcome/.test(path)) continue
      for (const extra of ['unitIds', 'by', 'grants', 'roles', 'id2', 'isAdmin']) {
        if (schema.properties?.[extra] !== undefined) continue
        const reply = await app.inject({
          method: method === 'post' ? 'POST' : 'PUT',
          url: path.replace(/\{\w+\}/g, 'x'),
          headers: { ...guard, cookie },
          payload: { ...(sample(schema) as object), [extra]: 'x' },
        })
        tried++
        if (![400, 403, 415].includes(reply.statusCode)) slack.push(`${method} ${path} takes ${extra}: ${reply.body}`)
      }
    }
  }
  assert.deepEqual(slack, [])
  assert.ok(tried > 200, `${tried}`)
})

test('CSRF: without the header no route changes anything, whatever form the request has; no other origin reads', async (t) => {
  const { app, signIn } = await testConsole(t)
  const { cookie } = await signIn('lead', [{ role: 'duty-lead', unit: 'tinh' }])
  const { paths } = (await app.inject({ url: '/api/docs/json' })).json<{ paths: Record<string, object> }>()
  const changes = Object.entries(paths).flatMap(([path, described]) =>
    methods.flatMap((method) =>
      method !== 'get' && method in described ? [[method, path.replace(/\{\w+\}/g, 'x')] as const] : [],
    ),
  )
  assert.ok(changes.length > 80)
  const forms = [
    'application/x-www-form-urlencoded',
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/json',
  ]
  for (const [method, url] of changes) {
    for (const form of forms) {
      const reply = await app.inject({
        method: method === 'post' ? 'POST' : method === 'put' ? 'PUT' : 'DELETE',
        url,
        headers: { cookie, origin: 'https://evil.example', 'content-type': form },
        payload: '{}',
      })
      assert.equal(reply.statusCode, 403, `${method} ${url} ${form}: ${reply.body}`)
      assert.equal(reply.headers['access-control-allow-origin'], undefined)
      assert.equal(reply.headers['set-cookie'], undefined)
    }
  }
  const asked = await app.inject({ method: 'OPTIONS', url: '/api/alerts', headers: { origin: 'https://evil.example' } })
  assert.equal(asked.headers['access-control-allow-origin'], undefined)
})

test('a body or an address that reaches for a prototype is refused and changes none', async (t) => {
  const { app, signIn } = await testConsole(t)
  const { cookie } = await signIn('lead', [{ role: 'duty-lead', unit: 'tinh' }])
  const headers = { ...guard, cookie, 'content-type': 'application/json' }
  for (const payload of [
    '{"name":"x","address":"","shared":true,"__proto__":{"polluted":1}}',
    '{"name":"x","address":"","shared":true,"constructor":{"prototype":{"polluted":1}}}',
  ]) {
    assert.equal((await app.inject({ method: 'POST', url: '/api/searches', headers, payload })).statusCode, 400)
  }
  for (const url of [
    '/api/events?from=0&to=1&__proto__[polluted]=1',
    '/api/events/facets?from=0&to=1&fields=__proto__,constructor.prototype',
    '/api/events/statistics?from=0&to=1&field=__proto__.polluted',
    '/api/alerts/__proto__',
    '/api/rules/constructor',
    '/api/entities/__proto__?from=0&to=1&name=x',
    '/api/units/__proto__',
    '/api/incidents/toString',
    '/api/value-lists/hasOwnProperty',
  ]) {
    const { statusCode, body } = await app.inject({ url, headers: { cookie } })
    assert.ok(statusCode < 500, `${url}: ${statusCode} ${body}`)
    assert.ok(/facets|statistics/.test(url) || statusCode >= 400, `${url}: ${statusCode} ${body}`)
  }
  assert.equal('polluted' in {}, false)
})

test('a list of values that one may not see is answered as one that is not there, also where an exception names it', async (t) => {
  const { app, plant, plantList, signIn } = await testConsole(t)
  await plant('so-yt', 'yte', Date.now())
  await plantList(['host-yte'])
  const { cookie } = await signIn('so-yt.a', [{ role: 'analyst-2', unit: 'so-yt' }])
  const words = { title: 'x', rules: null, expression: '', unit: 'so-yt', owner: 'x', reason: 'x', expires: null }
  const ask = async (url: string, name: string, body: object) => {
    const payload = { ...body, list: { name, field: 'host.name' } }
    const { statusCode, body: said } = await app.inject({ method: 'POST', url, headers: { ...guard, cookie }, payload })
    return `${statusCode} ${said.replaceAll(name, '')}`
  }
  const preview = { rule: 'x', expression: '', unit: 'so-yt', days: 1 }
  for (const [url, body] of [
    ['/api/rule-exceptions', words],
    ['/api/exception-proposals', words],
    ['/api/rule-exceptions/preview', preview],
  ] as const) {
    const said = await ask(url, 'canaries', body)
    assert.match(said, /^400 /)
    assert.equal(said, await ask(url, 'nowhere', body))
  }
})

test('no path leads out of the folder of the console, and no title out of its header', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-web-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'web', 'assets'), { recursive: true })
  writeFileSync(join(folder, 'secret.txt'), 'outside')
  writeFileSync(join(folder, 'web', 'index.html'), 'the page')
  const { app, signIn, plantIndicators } = await testConsole(t, undefined, { webRoot: join(folder, 'web') })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const address = app.server.address()
  assert.ok(typeof address === 'object' && address !== null)
  for (const path of [
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/assets/%2e%2e%2f%2e%2e%2fsecret.txt',
    '//secret.txt',
    '/assets/..;/../secret.txt',
    '/%00/../secret.txt',
    '/api/docs/static/..%2f..%2f..%2fpackage.json',
    '/api/docs/static/../../../../package.json',
  ]) {
    const answer = await rawGet(address.port, path)
    assert.doesNotMatch(answer, /outside|"dependencies"/, path)
    assert.match(answer, /^HTTP\/1\.1 (200|4\d\d) /, path)
  }
  const { cookie } = await signIn('lead', [{ role: 'duty-lead', unit: 'tinh' }])
  const { list } = await plantIndicators('tinh', 'a"\r\nSet-Cookie: stolen=1\r\n; filename="x.exe')
  const report = await app.inject({ url: `/api/indicators/${list}/report?language=vi`, headers: { ...guard, cookie } })
  assert.equal(report.statusCode, 200, report.body.slice(0, 200))
  assert.equal(report.headers['set-cookie'], undefined)
  assert.doesNotMatch(String(report.headers['content-disposition']), /[\r\n]|x\.exe"/)
})

/** An address exactly as it is written: clients tidy paths up. */
function rawGet(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    socket.on('data', (part) => {
      answer += part.toString()
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(answer))
    socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`)
  })
}
