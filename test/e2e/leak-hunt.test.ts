import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import { io } from 'socket.io-client'
import type { LiveChange } from '../../console/api/schemas/live.ts'
import { findElasticsearch } from '../support/elasticsearch.ts'
import { type LeakCaller, leakCaller } from '../support/leak-caller.ts'
import {
  attacker,
  firstCallers,
  hostOf,
  letPeopleIn,
  letProgramIn,
  type PlantedUnit,
  sendLines,
  unitsFile,
  workIn,
} from '../support/leak-province.ts'
import { type Fill, fillings, ghostOf, type Route, routesOf, saidBy } from '../support/leak-walk.ts'
import { eventually, installation } from '../support/platform.ts'
import { dropPrefix } from '../support/temporary-elastic.ts'

/**
 * Agencies of one province work side by side in a running platform; everybody then asks for everything, for what is
 * theirs and for what is another's, over every route that the API describes of itself and over sockets. Each text of a
 * unit holds a mark of its own. A mark in the wrong hands is a leak; so is any answer about what exists elsewhere that
 * differs from the one about what exists nowhere.
 */
const range = { from: '0', to: '4102444800000' }
const people = [
  { name: 'so-tc.phan-tich', home: 'so-tc', grants: [['analyst-2', 'so-tc']], sees: 'a' },
  { name: 'so-tc.luat', home: 'so-tc', grants: [['detection-engineer', 'so-tc']], sees: 'a' },
  { name: 'so-tc.thanh-tra', home: 'so-tc', grants: [['auditor', 'so-tc']], sees: 'a' },
  { name: 'so-tc.truong', home: 'so-tc', grants: [['agency-head', 'so-tc']], sees: 'a' },
  { name: 'so-tc.lanh-dao', home: 'so-tc', grants: [['leadership-viewer', 'so-tc']], sees: 'a' },
  { name: 'so-yt.phan-tich', home: 'so-yt', grants: [['analyst-2', 'so-yt']], sees: 'b' },
  { name: 'so-yt.truong', home: 'so-yt', grants: [['agency-head', 'so-yt']], sees: 'b' },
  { name: 'so-yt.luat', home: 'so-yt', grants: [['detection-engineer', 'so-yt']], sees: 'b' },
  { name: 'so-yt.lien-lac', home: 'so-yt', grants: [['agency-contact', 'so-yt']], sees: 'b' },
  { name: 'so-yt.bao', home: 'so-yt', grants: [['agency-reporter', 'so-yt']], sees: 'b' },
  { name: 'doi-tac', home: 'tinh', grants: [['partner-cert', 'tinh']], sees: '' },
  { name: 'khong-vai', home: 'tinh', grants: [], sees: '' },
  { name: 'phan-tich', home: 'tinh', grants: [['analyst', 'tinh']], sees: 'abn' },
] as const
/** Nothing of a unit is asked for, and they end the caller's log-in or count against it. */
const notWalked = /^(POST|DELETE) \/api\/(session|me\/sessions\/end-others|me\/password|sample|log-in|welcome)/
/** What they tell counts up while others work. */
const restless =
  /^(GET (\/metrics|\/health|\/api\/(system|me\/sessions))|\w+ \/api\/(audit\/chain|audit\/pack|exports\/(audit|events$)|me\/second-factor\/begin|me\/passkeys\/options))/
/** What this province has none of, and one's own bulk, which is its maker's alone. */
const notReached = [
  '/api/log-in/oidc/callback',
  '/api/alerts/bulks/{id}',
  '/api/rule-texts/{id}',
  '/api/rule-collections/{name}',
]
/** Texts around a mark that are of cases, which nobody sees who runs the system alone. */
const caseWords = ['user-', 'unread words of ', 'Vụ mở ', 'ghi chú ', 'giao ', 'danh sách ', 'ngoại lệ ', 'trong ca ']

const server = await findElasticsearch()
for (const kind of ['SQLite', 'Elasticsearch'] as const) {
  const skip = kind === 'Elasticsearch' && 'missing' in server ? server.missing : false
  test(`nobody learns anything of another's unit, on ${kind}`, { skip, timeout: 580_000 }, async (t) => {
    const marks = { a: newMark('a'), b: newMark('b'), n: newMark('n') }
    const { folder, start } = installation(t, kind === 'SQLite' ? {} : elastic(t))
    const units = join(folder, 'units.yml')
    writeFileSync(units, unitsFile([marks.a, marks.b]))
    const platform = await start({ VONGGAC_UNITS_FILE: units, VONGGAC_AUDIT_EVENTS: 'on' })
    const { lead, admin } = await firstCallers(platform)
    const known = await letPeopleIn(
      platform,
      lead,
      people.map(({ name, home, grants, sees }) => ({ name, home, grants, mark: markOf(sees) })),
    )
    function markOf(sees: string): string {
      return sees === 'a' ? marks.a : sees === 'b' ? marks.b : ''
    }
    const must = (name: string): LeakCaller => known.get(name) ?? assert.fail(name)
    const callers: readonly { caller: LeakCaller; sees: string }[] = [
      ...people.map(({ name, sees }) => ({ caller: must(name), sees })),
      { caller: await letProgramIn(platform, lead, 'so-tc'), sees: 'a' },
      { caller: leakCaller(platform.url, 'nobody', '127.0.1.9'), sees: '' },
      { caller: admin, sees: 'abn' },
      { caller: lead, sees: 'abn' },
    ]
    const ears = new Map(callers.map(({ caller }) => [caller.name, listen(t, platform.url, caller)]))
    await Promise.all([...ears.values()].map(({ ready }) => ready))
    assert.deepEqual(
      callers.filter(({ caller }) => ears.get(caller.name)?.refused()).map(({ caller }) => caller.name),
      ['so-tc.may', 'nobody'],
      'sockets are for those who are logged in',
    )

    const routes = (await routesOf(lead)).filter(({ method, path }) => !notWalked.test(`${method} ${path}`))
    const work = (person: string, unit: string, mark: string) =>
      workIn({ lead, analyst: must(person), person, unit, mark })
    await sendLines(platform, lead, [marks.b], Date.now())
    const b = await work('so-yt.phan-tich', 'so-yt', marks.b)
    const poolOfB = await harvest(lead, routes, b)
    const readersOfB = callers.filter(({ sees }) => sees === 'b')
    /** Everything that those of one unit are told, down to the last count. */
    let passes = 0
    const toldToB = async () => {
      passes++
      const told: Record<string, string> = {}
      const ask = async ({ caller }: (typeof callers)[number]) => {
        for (const route of routes) {
          const what = `${route.method} ${route.path}`
          if (route.method !== 'GET' || restless.test(what) || /audit|exports\/\w+$|report$/.test(what)) continue
          for (const { url } of fillings(route, poolOfB.fill)) {
            // Another range each time: what is kept for those who ask again is not asked for.
            const anew = url.replace(range.to, String(Number(range.to) + passes))
            told[`${caller.name} ${url}`] = saidBy(await caller.ask('GET', anew), [])
          }
        }
      }
      await Promise.all(readersOfB.map(ask))
      return told
    }
    let alone = await toldToB()
    // Until everything is counted.
    for (;;) {
      const [was, is] = [alone, await toldToB()]
      alone = is
      const moving = Object.keys(is).filter((key) => was[key] !== is[key])
      if (moving.length === 0) break
      const [first = ''] = moving
      assert.ok(passes < 8, `never steady: ${moving.join('\n')}\n${difference(was[first] ?? '', is[first] ?? '')}`)
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
    // Before theirs: what was seen before is looked for backwards.
    await sendLines(platform, lead, [marks.a, marks.n], Date.now() - 600_000)
    const planted = { a: await work('so-tc.phan-tich', 'so-tc-ketoan', marks.a), b }
    const beside = await toldToB()
    assert.deepEqual(
      Object.keys(alone).flatMap((key) =>
        alone[key] === beside[key] ? [] : [`${key}:\n${difference(alone[key] ?? '', beside[key] ?? '')}`],
      ),
      [],
      'what goes on at another unit changes nothing that this one is told',
    )
    const settled = async () => {
      const found = { a: await harvest(lead, routes, planted.a), b: poolOfB }
      return { pools: found, shown: { a: await shown(lead, routes, found.a), b: await shown(lead, routes, found.b) } }
    }
    // Until the sources are told and what was searched for is found.
    let { pools, shown: before } = await settled()
    for (let tries = 0; tries < 20; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 1000))
      const next = await settled()
      const same = isDeepStrictEqual(next.shown, before)
      ;({ pools, shown: before } = next)
      if (same) break
    }

    const leaks: string[] = []
    const took = { theirs: 0, nobodys: 0 }
    let requests = 0
    const reached = new Set<string>()
    /** What is wrong with an answer to somebody who sees this much and asked for that. */
    const judge = (
      { caller, sees }: (typeof callers)[number],
      what: string,
      text: string,
      asked: readonly string[],
    ) => {
      let rest = text
      for (const word of asked) rest = rest.replaceAll(word, '')
      for (const [one, mark] of Object.entries(marks)) {
        if (!sees.includes(one) && rest.includes(mark)) leaks.push(`${one} ${what}: ${around(rest, mark)}`)
        if (caller === admin) {
          for (const word of caseWords)
            if (rest.includes(word + mark)) leaks.push(`case ${what}: ${around(rest, word + mark)}`)
        }
      }
      for (const [one, { restricted, mark }] of Object.entries(planted)) {
        // Auditors read in the audit log of their unit who saw a restricted one, and not what it is about.
        const audited = caller.name === 'so-tc.thanh-tra' && one === 'a' && what.includes('/audit')
        for (const word of caller === lead ? [] : audited ? [`Vụ kín ${mark}`] : [restricted, `Vụ kín ${mark}`]) {
          if (rest.includes(word)) leaks.push(`restricted ${what}: ${around(rest, word)}`)
        }
      }
    }
    const ask = async (
      who: (typeof callers)[number],
      route: Route,
      { url, body }: { url: string; body: unknown },
      asked: readonly string[],
    ) => {
      const answer = await who.caller.ask(route.method, url, route.method === 'GET' ? undefined : body)
      requests++
      if (answer.status === 200 && who.caller === lead) reached.add(route.path)
      const what = `${who.caller.name}: ${route.method} ${url} -> ${answer.status}`
      judge(who, what, answer.text, asked)
      if (answer.status >= 500) leaks.push(`${what} ${answer.text}`)
      if (route.path.startsWith('/api/') && answer.headers['cache-control'] !== 'no-store')
        leaks.push(`${what}: may be kept`)
      return answer
    }
    /** Asks for what is another's and for what is nobody's: the answers have to be one and the same. */
    const askBoth = async (who: (typeof callers)[number], route: Route, pool: Pool) => {
      // A file says in the audit log what it was asked for by: that is nobody else's word.
      const more = route.path.startsWith('/api/exports') ? [] : ['text', 'prefix']
      const theirs = fillings(route, pool.fill, more)
      const ghosts = fillings(route, (name, at) => ghostly(pool.fill(name, at), pool.rule), more)
      for (const [i, filled] of theirs.entries()) {
        const ghost = ghosts[i]
        if (ghost === undefined) continue
        for (let tries = 0; ; tries++) {
          const words = [...pool.words, ...pool.words.map(ghostOf)]
          const [one, other] = [await ask(who, route, filled, pool.words), await ask(who, route, ghost, pool.words)]
          took.theirs += one.milliseconds
          took.nobodys += other.milliseconds
          if (one.status === 429 || other.status === 429) break
          const [said, saidElse] = [saidBy(one, words), saidBy(other, words)]
          if (said === saidElse || restless.test(`${route.method} ${route.path}`)) break
          // What is the caller's own may have changed in between.
          if (tries < 2) continue
          leaks.push(
            `${who.caller.name}: ${route.method} ${filled.url} ${JSON.stringify(filled.body)} tells that it exists:\n${difference(said, saidElse)}`,
          )
          break
        }
      }
    }

    // The audit log first: later on it tells people what they themselves asked for.
    const reads = routes.filter(({ method }) => method === 'GET')
    const isAudit = ({ path }: Route) => path.includes('/audit')
    for (const group of [reads.filter(isAudit), reads.filter((route) => !isAudit(route))]) {
      await Promise.all(
        callers.map(async (who) => {
          for (const route of group) {
            for (const [one, pool] of Object.entries(pools)) {
              if (who.sees.includes(one)) {
                for (const filled of fillings(route, pool.fill)) await ask(who, route, filled, [])
              } else await askBoth(who, route, pool)
            }
          }
        }),
      )
    }
    const changes = routes.filter(({ method }) => method !== 'GET')
    await Promise.all(
      callers.map(async (who) => {
        for (const [one, pool] of Object.entries(pools)) {
          if (who.sees.includes(one)) continue
          for (const route of changes) await askBoth(who, route, pool)
        }
      }),
    )
    assert.deepEqual(leaks, [], `${leaks.length} leaks in ${requests} requests`)
    t.diagnostic(`${requests} requests over ${routes.length} routes by ${callers.length} callers`)
    assert.deepEqual(
      reads.map(({ path }) => path).filter((path) => !reached.has(path)),
      notReached,
      'whoever sees it all comes to what there is',
    )
    for (const one of ['a', 'b'] as const) {
      assert.deepEqual(await shown(lead, routes, pools[one]), before[one], 'nothing was changed from outside')
    }
    assert.ok(took.theirs < 3 * took.nobodys + 1000, `what exists elsewhere takes its time: ${JSON.stringify(took)}`)

    for (const { caller, sees } of callers) {
      const heard = ears.get(caller.name)?.heard ?? []
      for (const [one, pool] of Object.entries(pools)) {
        const { restricted } = planted[one as 'a' | 'b']
        if (!sees.includes(one))
          assert.deepEqual(
            heard.filter((id) => pool.ids.has(id)),
            [],
            `${caller.name} hears of ${one}`,
          )
        if (caller !== lead) assert.ok(!heard.includes(restricted), `${caller.name} hears of a restricted incident`)
      }
    }
    const analyst = ears.get('so-tc.phan-tich') ?? assert.fail()
    assert.ok(analyst.heard.includes(planted.a.incident) && analyst.heard.includes(planted.a.alerts[0] ?? ''))

    // What ends, ends for the socket too: an incident that becomes restricted, a role that is taken.
    const auditor = ears.get('phan-tich') ?? assert.fail()
    const note = (incident: string) =>
      lead.must('POST', `/api/incidents/${incident}/notes`, { text: 'thêm', pinned: false })
    const heardOf = async (ear: typeof analyst, incident: string, hears: boolean) => {
      const was = ear.heard.length
      await note(incident)
      const witness = ears.get('truc') ?? assert.fail()
      const had = witness.heard.length
      await eventually('the lead hears', async () => witness.heard.slice(had).includes(incident))
      // Who is told at all is told with the lead; on a busy machine a moment later.
      for (let tries = 0; tries < 100 && hears && !ear.heard.slice(was).includes(incident); tries++)
        await new Promise((resolve) => setTimeout(resolve, 100))
      await new Promise((resolve) => setTimeout(resolve, 400))
      return ear.heard.slice(was).includes(incident)
    }
    assert.equal(await heardOf(auditor, planted.a.incident, true), true)
    const { incident } = await lead.must<{ incident: { revision: number } }>(
      'GET',
      `/api/incidents/${planted.a.incident}`,
    )
    await lead.must('POST', `/api/incidents/${planted.a.incident}/restrict`, {
      revision: incident.revision,
      restricted: true,
    })
    assert.equal(await heardOf(auditor, planted.a.incident, false), false, 'a restriction holds for sockets')
    assert.equal(await heardOf(auditor, planted.b.incident, true), true)
    const { version } = await lead.must<{ version: number }>('GET', '/api/people/phan-tich')
    await lead.must('POST', '/api/people/phan-tich/grants/remove', { version, role: 'analyst', unit: 'tinh' })
    assert.equal(await heardOf(auditor, planted.b.incident, false), false, 'a role that was taken tells nothing more')
    await platform.end('SIGTERM')
  })
}

const newMark = (unit: string) => `zq${unit}${randomBytes(5).toString('hex')}`

function elastic(t: TestContext): Record<string, string> {
  const url = 'url' in server ? server.url : ''
  const prefix = `leak${randomBytes(6).toString('hex')}`
  t.after(() => dropPrefix(url, prefix))
  return {
    VONGGAC_STORAGE_KIND: 'elasticsearch',
    VONGGAC_ELASTICSEARCH_URLS: url,
    VONGGAC_ELASTICSEARCH_PREFIX: prefix,
  }
}

/** The ids that a caller's socket was told of. */
function listen(t: TestContext, url: string, { cookie }: LeakCaller) {
  const heard: string[] = []
  let refused = false
  const socket = io(url, {
    path: '/api/live',
    extraHeaders: { cookie },
    reconnection: false,
    transports: ['websocket'],
  })
  t.after(() => socket.close())
  socket.on('changed', (change: LiveChange) => heard.push(...change.ids))
  const ready = new Promise<void>((resolve) => {
    socket.on('connect', resolve)
    socket.on('connect_error', () => {
      refused = true
      resolve()
    })
  })
  return { heard, ready, refused: () => refused }
}

/** What is known of a unit to who sees it all: what a route about it would be asked for. */
interface Pool {
  readonly fill: Fill
  /** Everybody's. */
  readonly rule: string
  /** Everything that `fill` gives. */
  readonly words: readonly string[]
  /** Of records, none of which another unit may hear of. */
  readonly ids: ReadonlySet<string>
}

/** Finds the ids of what is the unit's in the lists that the routes give, and in what they tell of one. */
async function harvest(lead: LeakCaller, routes: readonly Route[], planted: PlantedUnit): Promise<Pool> {
  const { mark, unit, alerts, events, person } = planted
  const ids = new Map<string, string[]>()
  const facts: Record<string, string | readonly string[]> = {
    ...range,
    asOf: String(Date.now()),
    unit,
    into: 'so-tc',
    parent: unit,
    alert: alerts[0] ?? '',
    alerts,
    event: events[0] ?? '',
    events,
    host: [hostOf(mark)],
    owner: person,
    members: [person],
    field: 'user.name',
    fields: 'host.name,user.name,message',
    column: 'host.name',
    prefix: 'user-z',
    text: mark,
    of: 'self',
    language: 'vi',
    rule: 'none',
    'name of host': hostOf(mark),
    'name of user': `user-${mark}`,
    'name of address': attacker,
  }
  const fill: Fill = (name, { path }) => {
    const own = ids.get(`${path} ${name}`)
    if (own !== undefined) return own
    return name === 'id' ? undefined : facts[name]
  }
  const keep = (path: string, name: string, value: string) => {
    for (const route of routes) {
      if (route.path !== path && !route.path.startsWith(`${path}/`)) continue
      const key = `${route.path} ${name}`
      ids.set(key, [...(ids.get(key) ?? []), value].slice(0, 3))
    }
  }
  keep('/api/alerts/bulks/{id}', 'id', planted.bulk)
  keep('/api/rules/{id}', 'id', planted.rule)
  keep('/api/alerts/{id}', 'id', alerts[1] ?? '')
  keep('/api/events/{id}', 'id', events[0] ?? '')
  const lists = routes.filter(({ method, path }) => method === 'GET' && !path.includes('{'))
  for (const route of lists) {
    const child = routes.find(({ path }) => path.startsWith(`${route.path}/{`))
    const param = child?.path.slice(route.path.length).match(/^\/\{(\w+)\}/)?.[1]
    if (param === undefined) continue
    const [filled] = fillings(route, fill)
    const answer = await lead.ask('GET', filled?.url ?? '')
    if (answer.status !== 200) continue
    const rows = rowsOf(JSON.parse(answer.body.toString())).filter((row) => JSON.stringify(row).includes(mark))
    const own = rows.filter(({ id }) => id !== planted.restricted).slice(0, 3)
    for (const row of own) keep(`${route.path}/{${param}}`, param, String(row[param]))
  }
  for (const route of routes.filter(({ method, path }) => method === 'GET' && /\{\w+\}$/.test(path))) {
    const [filled] = fillings(route, fill)
    const deeper = routes.find(({ path }) => path.startsWith(`${route.path}/`) && /\}\/.*\{/.test(path))
    if (filled === undefined || deeper === undefined) continue
    const answer = await lead.ask('GET', filled.url)
    if (answer.status !== 200) continue
    const document = JSON.parse(answer.body.toString()) as Record<string, unknown>
    for (const [name, rows] of Object.entries(document)) {
      const singular = name
        .replace(/ies$/, 'y')
        .replace(/(ch|sh)es$/, '$1')
        .replace(/s$/, '')
      const first = Array.isArray(rows) ? (rows[0] as { id?: string; copy?: { id?: string } } | undefined) : undefined
      const id = first?.id ?? first?.copy?.id
      if (id !== undefined) keep(route.path, singular, id)
    }
  }
  const words = [...new Set([...ids.values()].flat().concat(Object.values(facts).flat()))].filter(
    (word) => word.length > 4,
  )
  const shared = new Set([unit, planted.rule, ...Object.values(range)])
  return { fill, rule: planted.rule, words, ids: new Set([...ids.values()].flat().filter((id) => !shared.has(id))) }
}

/** What a list is made of. */
const rowsOf = (answer: object): readonly Record<string, unknown>[] =>
  Object.values(answer)
    .flatMap((part) => (Array.isArray(part) ? part : []))
    .filter((row) => typeof row === 'object')

const ghostly = (
  value: string | readonly string[] | undefined,
  same: string,
): string | readonly string[] | undefined => {
  if (value === undefined || fixed.has(String(value)) || String(value) === same) return value
  return Array.isArray(value) ? value.map(ghostOf) : ghostOf(value as string)
}
/** Says nothing of anybody. */
const fixed: ReadonlySet<string> = new Set([
  ...Object.values(range),
  'user.name',
  'host.name,user.name,message',
  'host.name',
  'user-z',
  'self',
  'vi',
  'none',
  '203.0.113.1',
  'so-tc',
  attacker,
])

/** What the routes tell of each thing of the unit, to who sees it all. */
async function shown(lead: LeakCaller, routes: readonly Route[], pool: Pool): Promise<Record<string, string>> {
  const all: Record<string, string> = {}
  for (const route of routes) {
    if (route.method !== 'GET' || !/\{(id|name)\}$/.test(route.path) || route.path.startsWith('/api/people')) continue
    for (const { url } of fillings(route, pool.fill)) {
      all[url] = saidBy(await lead.ask('GET', url), []).slice(0, 20_000)
    }
  }
  return all
}

const around = (text: string, word: string) => {
  const at = text.indexOf(word)
  return text.slice(Math.max(0, at - 150), at + word.length + 60)
}

function difference(one: string, other: string): string {
  let at = 0
  while (at < one.length && one[at] === other[at]) at++
  const from = Math.max(0, at - 100)
  return `${one.slice(from, at + 200)}\n-- for nobody's:\n${other.slice(from, at + 200)}`
}
