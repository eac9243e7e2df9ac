import type { Answer, LeakCaller } from './leak-caller.ts'

type Schema = {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly minItems?: number
  readonly minimum?: number
  readonly pattern?: string
  readonly patternProperties?: object
}
interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly required?: boolean
  readonly schema: Schema
}

/** A route as the API describes it. */
export interface Route {
  readonly method: string
  readonly path: string
  readonly parameters: readonly Parameter[]
  readonly body: Schema | undefined
}

/** Every route of the running platform, as its own description says. */
export async function routesOf(caller: LeakCaller): Promise<readonly Route[]> {
  type Described = {
    parameters?: Parameter[]
    requestBody?: { content: Record<string, { schema: Schema }> }
  }
  const { paths } = await caller.must<{ paths: Record<string, Record<string, Described>> }>('GET', '/api/docs/json')
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      parameters,
      body: requestBody?.content['application/json']?.schema,
    })),
  )
}

/** What to put where: the value of a name in a route's address or body; undefined: anything that its schema takes. */
export type Fill = (name: string, route: Route) => string | readonly string[] | undefined

/** A request that a route takes. */
export interface Filled {
  readonly url: string
  readonly body: unknown
}

/** Fills a route once for each value of the choices that it offers (format, group, kind). */
export function fillings(route: Route, fill: Fill, optional: readonly string[] = []): readonly Filled[] {
  const chosen = route.parameters.find(
    ({ name, required, schema }) => required === true && schema.enum !== undefined && fill(name, route) === undefined,
  )
  return (chosen?.schema.enum ?? [undefined]).map((choice) => {
    const given = ({ name, schema }: Parameter): string => {
      if (name === chosen?.name) return String(choice)
      const value =
        fill(name === 'name' && chosen?.name === 'kind' ? `name of ${choice}` : name, route) ?? sample(schema)
      return Array.isArray(value) ? String(value[0]) : String(value)
    }
    const inPath = route.parameters.filter((one) => one.in === 'path')
    const inQuery = route.parameters.filter(
      (one) => one.in === 'query' && (one.required === true || optional.includes(one.name)),
    )
    const path = inPath.reduce((text, one) => text.replace(`{${one.name}}`, encodeURIComponent(given(one))), route.path)
    const query = inQuery.map((one) => `${one.name}=${encodeURIComponent(given(one))}`).join('&')
    return {
      url: query === '' ? path : `${path}?${query}`,
      body: route.body === undefined ? undefined : sample(route.body, (name) => fill(name, route)),
    }
  })
}

/** The plainest thing that a schema takes; `told` knows values by the names of properties. */
export function sample(schema: Schema, told: (name: string) => unknown = () => undefined): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return schema.enum[0]
  if (schema.anyOf !== undefined) {
    const real = schema.anyOf.find(({ type }) => type !== 'null') ?? schema.anyOf[0]
    return real === undefined ? null : sample(real, told)
  }
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).flatMap(([name, part]) => {
          const known = told(name)
          if (!schema.required?.includes(name) && known === undefined) return []
          return [[name, known === undefined ? sample(part, told) : fitting(part, known)]]
        }),
      )
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => sample(schema.items ?? {}, told))
    case 'integer':
    case 'number':
      return schema.minimum ?? 1
    case 'boolean':
      return false
    case 'null':
      return null
    default:
      return schema.pattern?.includes('\\d{4}-') ? '2026-01-01' : 'x'
  }
}

/** What is known, as a list where one is asked for. */
function fitting(schema: Schema, known: unknown): unknown {
  const takes = (type: string) => schema.type === type || schema.anyOf?.some((one) => one.type === type) === true
  if (takes('array')) return Array.isArray(known) ? known : [known]
  if (takes('string')) return Array.isArray(known) ? known[0] : known
  return sample(schema)
}

/** An id or a word like this one that is nobody's: of the same length and letters. */
export const ghostOf = (text: string): string =>
  text.replace(/[a-z0-9](?=[^a-z0-9]*$)|[a-z0-9](?=[a-z0-9_-]{3}$)/gi, (letter) =>
    /\d/.test(letter)
      ? String((Number(letter) + 1) % 10)
      : letter === 'q'
        ? 'w'
        : letter === 'Q'
          ? 'W'
          : /[A-Z]/.test(letter)
            ? 'Q'
            : 'q',
  )

const passing = ['date', 'content-length', 'keep-alive', 'x-ratelimit-remaining', 'x-ratelimit-reset', 'set-cookie']

/** What an answer says, without what was asked for and without what changes from one second to the next. */
export function saidBy(answer: Answer, asked: readonly string[]): string {
  const headers = Object.entries(answer.headers).filter(([name]) => !passing.includes(name))
  let text = `${answer.status} ${JSON.stringify(headers)} ${answer.text.slice(answer.text.indexOf('\n'))}`
  for (const word of [...asked].sort((a, b) => b.length - a.length)) {
    text = text.replaceAll(word, '§').replaceAll(encodeURIComponent(word), '§')
  }
  // How many came in each minute moves on with the clock.
  text = text.replace(/"rate":\[([\d,]*)\]/g, (_, rate: string) => {
    const sum = rate.split(',').reduce((total, count) => total + Number(count), 0)
    return `"rate":${sum}`
  })
  // What a rule costs is measured ever anew, over everybody's events.
  text = text.replace(/"cost":[^,}]*/g, '"cost":#')
  return text.replace(/\d{4,}(\.\d+)?|\d{4}-\d\d-\d\d[T-][\d:.]+/g, '#')
}
