import assert from 'node:assert/strict'
import { globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import { parse } from 'yaml'
import { systemScope, type UnitScope } from '../../../core/access/scope.ts'
import { foldSearch } from '../../../core/lib/fold-text.ts'
import { contains } from '../../../core/predicate/build.ts'
import type { Predicate, Wildcard } from '../../../core/predicate/predicate.ts'
import { toMatcher } from '../../../core/predicate/to-matcher.ts'
import { Connection } from '../../../core/store/sqlite/connection.ts'
import { eventSchema } from '../../../core/store/sqlite/event-schema.ts'
import { openEventWriter, openReader } from '../../../core/store/sqlite/open.ts'
import { eachWord, wordQuestion } from '../../../core/store/sqlite/segment-words.ts'
import type { EventReads, StoredEvent } from '../../../core/store/store.ts'
import { always, day, equals, event, idsOf, minute, start } from './fixtures.ts'

const facetFields = [
  'event.dataset',
  'host.name',
  'user.name',
  'source.ip',
  'url.port',
  'extra',
  'few.many',
  'host.name.odd',
]
const pathOf = (directory: string): string => join(directory, 'events', 'standard', '2026-07-01.db')

async function inFolder(work: (directory: string) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'vonggac-segments-'))
  try {
    await work(directory)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

/** Everything that a console asks about a range. */
async function answers(reader: EventReads, where: Predicate, scope: UnitScope | typeof systemScope = systemScope) {
  const query = { ...always, where }
  const { buckets, total } = await reader.histogram(scope, query, 50)
  return {
    hits: (await reader.search(scope, query, { limit: 1_000 })).rows,
    counts: buckets.filter(({ count }) => count > 0),
    total,
    facets: await reader.facets(scope, query, facetFields, 20),
  }
}

function segmentsIn(path: string): number {
  const connection = new Connection(path, eventSchema, 'read')
  const count = Number(connection.prepare('select count(*) as n from segment').get()?.n)
  connection.close()
  return count
}

interface Case {
  readonly name: string
  readonly predicate: Predicate
  readonly events: readonly (object | string)[]
  readonly matches: readonly number[]
}

test('every case of the predicates is answered the same out of segments and out of rows', async () => {
  const cases: Case[] = globSync('test/cases/predicates/*.yml').flatMap((file) => parse(readFileSync(file, 'utf8')))
  assert.ok(cases.length >= 40)
  for (const { name, predicate, events, matches } of cases) {
    await inFolder(async (directory) => {
      const documents = events.map((one) => (typeof one === 'string' ? JSON.parse(one) : one))
      const stored = documents.map((document, i) => ({
        ...event(`e${String(i).padStart(3, '0')}`, start + i),
        document: { '@timestamp': new Date(start + i).toISOString(), ...document },
      }))
      const writer = openEventWriter({ directory, segmentRows: 1 })
      await writer.append(stored as unknown as StoredEvent[], [])
      for (const [asked, expected] of [
        [predicate, matches],
        [{ kind: 'not', of: predicate }, documents.map((_, i) => i).filter((i) => !matches.includes(i))],
      ] as const) {
        const plain = openReader({ directory })
        const before = await answers(plain, asked)
        await plain.close()
        assert.equal(before.total.value, expected.length, name)
        const sealer = openEventWriter({ directory, segmentRows: 1 })
        await sealer.seal()
        await sealer.close()
        const reader = openReader({ directory })
        assert.deepEqual(await answers(reader, asked), before, name)
        await reader.close()
        const connection = new Connection(pathOf(directory), eventSchema, 'write')
        connection.prepare('delete from segment').run()
        connection.prepare('delete from segment_part').run()
        connection.close()
      }
      await writer.close()
    })
  }
})

/** Events as a province's are, some late, some odd, of three units and none. */
function mixed(count: number, from = 0): StoredEvent[] {
  return Array.from({ length: count }, (_, k) => {
    const i = from + k
    const time = start + ((i * 7_919) % 1_000) * minute
    const units = [['xa-1', 'tinh'], ['xa-10', 'tinh'], ['tinh'], []][i % 4] ?? []
    const user = i % 11 === 0 ? ['an', 'bình'] : `user${i % 5}`
    const line =
      i % 3 === 0 ? `Failed password for ${i}` : i % 3 === 1 ? `Đăng nhập hỏng: máy ${i}` : `x-failed  password${i}`
    return event(`e${String(i).padStart(5, '0')}`, time, {
      units,
      fields: {
        message: line,
        source: { ip: `10.0.${i % 3}.${i % 200}` },
        host: i % 13 === 0 ? { 'name.odd': 1 } : { name: `srv-${i % 17}` },
        user: { name: user },
        url: { port: i % 2 === 0 ? 443 : '443', path: i % 40 === 0 ? '/sửa' : '/' },
        extra: [{ a: { b: i % 3 } }, 'text', [1, 2], null, { c: `v${i % 3}` }][i % 5] ?? null,
        few: i % 90 === 0 ? { one: true, many: [i] } : {},
        each: { own: `n${i}` },
      },
    })
  })
}

const anyLine = (text: string): Predicate => ({
  kind: 'any',
  of: [contains('event.original', text, 'search'), contains('message', text, 'search')],
})
const questions: readonly Predicate[] = [
  { kind: 'true' },
  equals('user.name', 'an'),
  equals('url.port', '443'),
  { kind: 'cidr', field: 'source.ip', network: '10.0.1.0/24' },
  { kind: 'not', of: { kind: 'exists', field: 'host.name' } },
  ...[
    'failed',
    'FAILED',
    'assword',
    'dang nhap',
    'failed password',
    'ed pass',
    'failed  password1',
    'x-failed',
    'hỏng: máy',
    'line of e0',
    '-',
    'nowhere',
    'password for 1',
  ].map(anyLine),
  ...[
    'url',
    'url.port',
    'url.none',
    'extra',
    'extra.a',
    'extra.a.b',
    'few',
    'few.one',
    'few.many',
    'host.name.odd',
  ].flatMap((field): Predicate[] => [
    { kind: 'exists', field },
    { kind: 'not', of: { kind: 'exists', field } },
  ]),
  ...(
    [
      ['extra', 'text'],
      ['extra', '2'],
      ['extra.a.b', '1'],
      ['extra.c', 'v1'],
      ['few.one', 'true'],
      ['few.many', '90'],
      ['each.own', 'n77'],
      ['url.path', '/sửa'],
      ['url.none', 'x'],
    ] as const
  ).flatMap(([field, value]): Predicate[] => [equals(field, value), { kind: 'not', of: equals(field, value) }]),
  contains('url.path', 'sua', 'search'),
  { kind: 'compare', field: 'extra.a.b', op: 'gte', value: 1, as: 'number' },
  { kind: 'not', of: { kind: 'compare', field: 'url.port', op: 'lt', value: 500, as: 'number' } },
  { kind: 'fieldEquals', field: 'url.port', other: 'url.port', how: 'equals', fold: 'none' },
  { kind: 'not', of: anyLine('failed') },
  {
    kind: 'all',
    of: [anyLine('failed'), equals('event.dataset', 'linux.auth'), { kind: 'not', of: equals('user.name', 'user1') }],
  },
  contains('message', 'failed', 'case'),
]
const scopes = [
  systemScope,
  { kind: 'units', units: ['xa-1'], unattributed: false },
  { kind: 'units', units: ['tinh'], unattributed: true },
  { kind: 'units', units: [], unattributed: false },
] as const

test('segments of any size, and rows that came after them, give what rows alone give', async () => {
  await inFolder(async (directory) => {
    const plain = join(directory, 'plain')
    const first = openEventWriter({ directory: plain })
    await first.append(mixed(900), [])
    await first.close()
    const rows = openReader({ directory: plain })
    for (const segmentRows of [7, 250]) {
      const sealed = join(directory, String(segmentRows))
      const writer = openEventWriter({ directory: sealed, segmentRows })
      const reader = openReader({ directory: sealed })
      for (let from = 0; from < 900; from += 300) {
        await writer.append(mixed(300, from), [])
        if (from < 600) await writer.seal()
        // The reader knows of the segments that were there before.
        await reader.histogram(systemScope, always, 10)
      }
      assert.ok(segmentsIn(pathOf(sealed)) >= 2)
      for (const where of questions) {
        for (const scope of scopes) {
          assert.deepEqual(
            await answers(reader, where, scope),
            await answers(rows, where, scope),
            JSON.stringify(where),
          )
        }
      }
      const range = { from: start + 100 * minute, to: start + 300 * minute + 1, where: anyLine('failed') }
      assert.deepEqual(
        await reader.facets(systemScope, range, facetFields, 5),
        await rows.facets(systemScope, range, facetFields, 5),
      )
      await reader.close()
      await writer.close()
    }
    await rows.close()
  })
})

test('pages of a search through segments miss and repeat nothing', async () => {
  await inFolder(async (directory) => {
    const writer = openEventWriter({ directory, segmentRows: 2_000 })
    // More than the first slice, so that segments are asked; several events a moment.
    await writer.append(
      Array.from({ length: 15_000 }, (_, i) =>
        event(`e${String(i).padStart(6, '0')}`, start + Math.floor(i / 4), {
          fields: { message: i % 500 < 3 ? 'the needle' : 'hay' },
        }),
      ),
      [],
    )
    await writer.seal()
    const reader = openReader({ directory })
    const found: (string | undefined)[] = []
    let cursor: string | undefined
    do {
      const page = await reader.search(
        systemScope,
        { ...always, where: anyLine('needle') },
        { limit: 7, ...(cursor === undefined ? {} : { cursor }) },
      )
      found.push(...idsOf(page.rows))
      cursor = page.cursor
    } while (cursor !== undefined)
    const expected = Array.from({ length: 15_000 }, (_, i) => i).filter((i) => i % 500 < 3)
    assert.deepEqual(found, expected.map((i) => `e${String(i).padStart(6, '0')}`).toReversed())
    await reader.close()
    await writer.close()
  })
})

for (const [how, lateBy] of [
  ['some of them late', (i: number) => (i % 50 === 0 ? (i * 7_919) % 9_000 : 0)],
  ['all of them in no order', (i: number) => (i * 7_919) % 30_000],
] as const) {
  test(`a search that goes far back finds all through segments and rows: events of which are ${how}`, async () => {
    await inFolder(async (directory) => {
      const writer = openEventWriter({ directory, segmentRows: 1_500 })
      const all = Array.from({ length: 31_000 }, (_, i) =>
        event(`e${String(i).padStart(6, '0')}`, start + Math.max(0, i - lateBy(i)), {
          fields: { message: i % 2_500 === 1 ? 'the needle' : 'hay', user: { name: i % 2_000 === 3 ? 'an' : 'binh' } },
        }),
      )
      await writer.append(all.slice(0, 28_500), [])
      await writer.seal()
      await writer.append(all.slice(28_500), [])
      const reader = openReader({ directory, budget: 60_000 })
      for (const where of [anyLine('needle'), equals('user.name', 'an'), equals('user.name', 'chi')]) {
        const matches = toMatcher(where)
        const expected = all
          .filter(({ document }) => matches(document))
          .sort((a, b) => (a.document['@timestamp'] < b.document['@timestamp'] ? 1 : -1))
        for (let again = 0; again < 2; again++) {
          const { rows, cursor } = await reader.search(systemScope, { ...always, where }, { limit: 100 })
          assert.deepEqual(
            idsOf(rows),
            expected.map(({ id }) => id),
          )
          assert.equal(cursor, undefined)
        }
      }
      await reader.close()
      await writer.close()
    })
  })
}

test('facets over ranges that move on, shrink and grow are those of the rows, whatever was counted before', async () => {
  const fields = ['host.name', 'user.name', 'source.ip']
  const ordered = Array.from({ length: 600 }, (_, i) =>
    event(`e${String(i).padStart(5, '0')}`, start + i * minute - (i % 40 === 0 ? 30 * minute : 0), {
      units: i % 3 === 0 ? ['xa-1', 'tinh'] : ['tinh'],
      fields: {
        host: { name: `srv-${(i * i) % 13}` },
        // A list is told by the document alone.
        user: { name: i % 97 === 5 ? ['an', 'bình'] : `user${i % 7}` },
        source: { ip: `10.0.${i % 3}.${i % 50}` },
      },
    }),
  )
  const moves = fc.array(
    fc.record({
      from: fc.integer({ min: -10, max: 600 }),
      length: fc.integer({ min: 0, max: 700 }),
      where: fc.constantFrom<Predicate>({ kind: 'true' }, equals('host.name', 'srv-1')),
      scope: fc.constantFrom(systemScope, { kind: 'units', units: ['xa-1'], unattributed: false } as const),
      limit: fc.constantFrom(1, 3, 1_000),
      more: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  )
  await fc.assert(
    fc.asyncProperty(moves, async (asked) => {
      await inFolder(async (directory) => {
        const [plain, sealed] = [join(directory, 'plain'), join(directory, 'sealed')]
        const writers = [openEventWriter({ directory: plain }), openEventWriter({ directory: sealed, segmentRows: 20 })]
        const readers = [plain, sealed].map((one) => openReader({ directory: one, budget: 60_000 }))
        let stored = 0
        for (const { from, length, where, scope, limit, more } of asked) {
          if (more || stored === 0) {
            for (const writer of writers) await writer.append(ordered.slice(stored, stored + 150), [])
            await writers[1]?.seal()
            stored += 150
          }
          const query = { from: start + from * minute, to: start + (from + length) * minute, where }
          const [expected, found] = await Promise.all(
            readers.map(async (reader) => ({
              facets: await reader.facets(scope, query, fields, limit),
              histogram: await reader.histogram(scope, query, 9),
            })),
          )
          assert.deepEqual(found, expected)
        }
        for (const one of [...writers, ...readers]) await one.close()
      })
    }),
    { numRuns: 25 },
  )
})

test('a question that was asked before finds the values that came since', async () => {
  await inFolder(async (directory) => {
    const writer = openEventWriter({ directory, segmentRows: 2 })
    const named = (id: string, name: string) => event(id, start, { fields: { user: { name } } })
    const reader = openReader({ directory })
    const where = { kind: 'wildcard', field: 'user.name', pattern: ['svc-', { any: 'run' }], fold: 'case' } as const
    const rounds = [
      ['svc-a', 'an'],
      ['binh', 'SVC-b'],
      ['chi', 'dung'],
    ] as const
    for (const [round, names] of rounds.entries()) {
      await writer.append(
        names.map((name, n) => named(`r${round}-${n}`, name)),
        [],
      )
      await writer.seal()
      const { total } = await reader.histogram(systemScope, { ...always, where }, 10)
      assert.equal(total.value, [1, 2, 2][round])
    }
    await reader.close()
    await writer.close()
  })
})

test('a range over more files than a reader keeps open is counted whole', async () => {
  await inFolder(async (directory) => {
    const days = 70
    const writer = openEventWriter({ directory, segmentRows: 2 })
    for (let i = 0; i < days; i++)
      await writer.append(
        [0, 1, 2].map((n) => event(`d${i}-${n}`, start - i * day + n)),
        [],
      )
    await writer.seal()
    const reader = openReader({ directory, budget: 60_000 })
    for (let round = 0; round < 2; round++) {
      const { hits, total, facets } = await answers(reader, anyLine('line'))
      assert.deepEqual([hits.length, total.value, facets[0]?.values[0]?.count], [days * 3, days * 3, days * 3])
    }
    await reader.close()
    await writer.close()
  })
})

test('the words of a text never rule out a pattern that it matches, and are sure only of what does', () => {
  const piece = fc.constantFrom(
    'a',
    'b',
    'Failed',
    'đăng',
    'É',
    '7',
    ' ',
    ' ',
    '-',
    '_',
    'ß',
    'e\u0301',
    '한',
    '\n',
    '.',
  )
  const text = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''))
  const sought = fc.array(piece, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''))
  let held = 0
  fc.assert(
    fc.property(text, sought, fc.boolean(), fc.constantFrom('search', 'case', 'none'), (line, part, within, fold) => {
      const literal = within ? line.slice(1, 4) : part
      const leaf = contains('message', literal, fold) as Wildcard
      const question = wordQuestion(leaf.pattern)
      if (question === undefined) return
      const words: string[] = []
      eachWord({ message: line }, (word) => words.push(word))
      const list = ` ${words.join(' ')} `
      const likely = question.needles.every((needle) => list.includes(needle))
      const matches = toMatcher(leaf)({ message: line })
      if (matches) held++
      assert.ok(!matches || likely, `${JSON.stringify(line)} holds ${JSON.stringify(literal)}`)
      if (question.sure && fold === 'search') assert.equal(likely, matches, `${line} | ${literal}`)
    }),
    { numRuns: 20_000 },
  )
  assert.ok(held > 3_000, `${held} held`)
  assert.deepEqual(wordQuestion(['Đăng nhập'])?.needles.includes(foldSearch('ĐĂNG_NHẬP')), true)
})

test('a file of the release before gets its segments, and so does what a writer that was killed left over', async () => {
  await inFolder(async (directory) => {
    const writer = openEventWriter({ directory, segmentRows: 100 })
    await writer.append(mixed(1_000), [])
    await writer.close()
    const old = new Connection(pathOf(directory), eventSchema, 'write')
    old.prepare('drop table segment').run()
    old.prepare('drop table segment_part').run()
    old.prepare('drop index match_rule').run()
    old.prepare('pragma user_version = 1').all()
    old.close()
    const again = openEventWriter({ directory, segmentRows: 100, seals: true })
    const deadline = Date.now() + 45_000
    const reader = openReader({ directory })
    const whole = { value: 1_000, relation: 'eq' as const }
    while (Date.now() < deadline && segmentsIn(pathOf(directory)) < 10) {
      assert.deepEqual((await reader.histogram(systemScope, always, 10)).total, whole)
      await wait(5)
    }
    assert.equal(segmentsIn(pathOf(directory)), 10)
    await again.append([event('late', start - day, { day: '2026-07-01' })], [])
    assert.equal((await reader.histogram(systemScope, always, 10)).total.value, 1_001)
    await again.dropPartition({ class: 'standard', day: '2026-07-01' })
    await again.append(mixed(10), [])
    assert.equal((await reader.histogram(systemScope, always, 10)).total.value, 10)
    await reader.close()
    await again.close()
  })
})

test('once no batch comes, the write-ahead log is given back, while a reader has the file open too', async () => {
  await inFolder(async (directory) => {
    const writer = openEventWriter({ directory, seals: true, quiet: 200 })
    const reader = openReader({ directory })
    const sizeOfLog = () => statSync(`${pathOf(directory)}-wal`, { throwIfNoEntry: false })?.size ?? 0
    const batch = (from: number) => Array.from({ length: 1_000 }, (_, i) => event(`e${from + i}`, start + from + i))
    await writer.append(batch(0), [])
    assert.equal((await reader.histogram(systemScope, always, 10)).total.value, 1_000)
    await writer.append(batch(1_000), [])
    assert.ok(sizeOfLog() > 500_000, `a log of ${sizeOfLog()} bytes`)
    for (let i = 0; i < 450 && sizeOfLog() > 0; i++) await wait(100)
    assert.equal(sizeOfLog(), 0)
    await writer.append(batch(2_000), [])
    assert.equal((await reader.histogram(systemScope, always, 10)).total.value, 3_000)
    await reader.close()
    await writer.close()
  })
})
