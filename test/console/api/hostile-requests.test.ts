import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guard, testConsole } from '../../support/console.ts'

interface Schema {
  readonly type?: string
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
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
