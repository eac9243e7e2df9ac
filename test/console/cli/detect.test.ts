import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { after, before, test } from 'node:test'
import type { Command, Verb } from '../../../console/cli/command.ts'
import { detectCommand } from '../../../console/cli/commands/detect.ts'
import { rulesCommand } from '../../../console/cli/commands/rules.ts'
import { dispatch } from '../../../console/cli/dispatch.ts'
import { systemClock } from '../../../core/lib/clock.ts'
import { eventStatement } from '../../../core/store/sqlite/condition.ts'

let folder = ''
const file = (name: string) => join(folder, name)
const rule = (id: string, field: string) =>
  `title: T\nid: ${id}\nlogsource: {product: linux}\ndetection: {a: {${field}}, condition: a}\n`
const ids = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'] as const
const pack = join(import.meta.dirname, '../../../rules/pack')
const failed = '<38>Aug 10 08:15:02 host-1 sshd[1]: Failed password for root from 198.51.100.7 port 40022 ssh2'

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'vonggac-detect-'))
  writeFileSync(file('a.yml'), rule(ids[0], 'x: 1'))
  writeFileSync(file('b.yml'), rule(ids[1], 'y|contains: z'))
  writeFileSync(file('bad.yml'), rule(ids[1], 'y|containz: z'))
  writeFileSync(file('one.json'), '{"x":1}\nnot json \u001b[31m\n{"y":"aZb","x":"1"}\n')
  writeFileSync(file('two.json'), '[{"x":2},\n{"x":1}]')
  writeFileSync(file('auth.log'), `${failed}\n\n\u0000garbage\n${failed}\n`)
})
after(() => rmSync(folder, { recursive: true }))

const verbOf = (command: Command): Verb => ({ name: command.name, summary: command.summary, load: async () => command })

async function run(command: Command, argv: readonly string[], stdin = '') {
  const out = { stdout: '', stderr: '' }
  const sink = (name: keyof typeof out) =>
    new Writable({
      write(chunk, _encoding, done) {
        out[name] += String(chunk)
        setImmediate(done)
      },
    })
  const io = { stdin: Readable.from([Buffer.from(stdin)]), stdout: sink('stdout'), stderr: sink('stderr') }
  const code = await dispatch([verbOf(command)], argv, io)
  return {
    code,
    ...out,
    lines:
      out.stdout.trim() === ''
        ? []
        : out.stdout
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line)),
  }
}
const detect = (argv: readonly string[], stdin?: string) => run(detectCommand, ['detect', ...argv], stdin)
const rules = rulesCommand(async () => assert.fail('no installation is asked for'), {
  clock: systemClock,
  arriving: async () => () => true,
  packPath: '',
  statement: async () => eventStatement,
})
const check = (argv: readonly string[]) => run(rules, ['rules', 'check', ...argv])

test('detect prints a line a match, counting events over all input and through what cannot be read', async () => {
  const argv = ['--rules', file('a.yml'), file('b.yml'), '--format', 'json', file('one.json'), file('two.json')]
  const { code, lines, stderr } = await detect(argv)
  assert.equal(code, 0)
  assert.deepEqual(lines, [
    { rule: ids[0], event: 0 },
    { rule: ids[0], event: 2 },
    { rule: ids[1], event: 2 },
    { rule: ids[0], event: 4 },
  ])
  assert.match(stderr, /^.*one\.json:2: /)
  assert.equal(stderr.includes('\u001b'), false, 'no escape reaches the terminal')
})

test('detect reads standard input, and --rules may repeat', async () => {
  const argv = ['--rules', file('a.yml'), '--format=json', '--rules', file('b.yml'), '-']
  const { lines } = await detect(argv, '{\n "x": 1,\n "y": "z"\n}')
  assert.deepEqual(lines, [
    { rule: ids[0], event: 0 },
    { rule: ids[1], event: 0 },
  ])
})

test('detect --stats ends standard error with numbers', async () => {
  const { code, stderr } = await detect(['--rules', folder, '--stats', '--format', 'json', file('one.json')])
  assert.equal(code, 0)
  const told = stderr.trimEnd().split('\n')
  assert.match(told[0] ?? '', /bad\.yml:4:17: error unknown-modifier: .*contains/)
  const numbers = JSON.parse(told.at(-1) ?? '')
  assert.deepEqual(
    { ...numbers, loadSeconds: 0, decodeSeconds: 0, matchSeconds: 0, maxRssBytes: 0 },
    {
      events: 3,
      matches: 3,
      rulesLoaded: 2,
      rulesRejected: 1,
      loadSeconds: 0,
      decodeSeconds: 0,
      matchSeconds: 0,
      maxRssBytes: 0,
    },
  )
  for (const key of ['loadSeconds', 'decodeSeconds', 'matchSeconds'])
    assert.ok(numbers[key] > 0 && numbers[key] < 10, key)
  assert.ok(numbers.maxRssBytes > 20_000_000, 'bytes, not kilobytes')
})

for (const format of ['syslog', 'auto']) {
  test(`detect --format ${format} takes syslog lines through the collector`, async () => {
    const { code, lines, stderr } = await detect(['--rules', pack, '--format', format, file('auth.log')])
    assert.equal(code, 0)
    const id = '6387156f-518f-42a5-b49c-b50a863324e3'
    assert.deepEqual(lines, [
      { rule: id, event: 0 },
      { rule: id, event: 2 },
    ])
    assert.match(stderr, /auth\.log:3: /)
  })
}

test('detect --format ecs and auto take ECS documents', async () => {
  const document = {
    '@timestamp': '2026-08-10T01:15:02Z',
    event: { dataset: 'linux.auth', action: 'ssh_login', outcome: 'failure' },
    process: { name: 'sshd' },
    source: { ip: '198.51.100.7' },
  }
  for (const format of ['ecs', 'auto']) {
    const { lines } = await detect(['--rules', pack, '--format', format], `${JSON.stringify(document)}\n`)
    assert.deepEqual(
      lines.map(({ event }) => event),
      [0],
      format,
    )
  }
})

test('detect --format auto takes other objects as they are', async () => {
  const { lines } = await detect(['--rules', file('a.yml')], '{"x":1}\n')
  assert.deepEqual(lines, [{ rule: ids[0], event: 0 }])
})

test('detect says which rules cannot run on the format', async () => {
  const { code, stderr } = await detect(['--rules', file('a.yml'), '--format', 'syslog'], `${failed}\n`)
  assert.equal(code, 0)
  assert.match(stderr, /1 of the loaded rules cannot run/)
  assert.match(stderr, /field not mapped: x/)
})

test('detect ends quietly when nobody reads its output any more', async () => {
  const gone = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('EPIPE'), { code: 'EPIPE' })),
  })
  let read = 0
  const endless = Readable.from(
    (function* () {
      for (; read < 1000; read++) yield Buffer.from('{"x":1}\n')
    })(),
  )
  const io = { stdin: endless, stdout: gone, stderr: new Writable({ write: (_chunk, _encoding, done) => done() }) }
  assert.equal(await dispatch([verbOf(detectCommand)], ['detect', '--rules', file('a.yml'), '--format', 'json'], io), 0)
  assert.ok(read < 1000, 'and stops reading')
})

test('detect refuses wrong use with 2 and unreadable input with 1', async () => {
  assert.equal((await detect([])).code, 2)
  assert.equal((await detect(['--rules'])).code, 2)
  assert.equal((await detect(['--rules', file('none')])).code, 2)
  assert.equal((await detect(['--rules', file('a.yml'), '--format', 'xml'])).code, 2)
  assert.equal((await detect(['--rules', file('a.yml'), '--fast'])).code, 2)
  const missing = await detect(['--rules', file('a.yml'), '--format', 'json', file('none'), file('one.json')])
  assert.equal(missing.code, 1)
  assert.equal(missing.lines.length, 2, 'the other files are read all the same')
})

test('rules check prints a problem a line and a summary last', async () => {
  const { code, lines } = await check([folder])
  assert.equal(code, 1)
  assert.deepEqual(
    lines.map(({ code }) => code),
    ['unknown-modifier', undefined],
  )
  const { level, line, column, hint, message } = lines[0]
  assert.deepEqual([level, line, column, hint], ['error', 4, 17, 'did you mean contains?'])
  assert.ok(lines[0].file.endsWith('bad.yml') && message.length > 0)
  assert.deepEqual(lines.at(-1), {
    rules: 3,
    loaded: 2,
    rejected: 1,
    warnings: 0,
    cannotRun: 2,
    correlations: 0,
    filters: 0,
  })
})

test('rules check of good rules ends with 0, wrong use with 2', async () => {
  assert.equal((await check([pack])).code, 0)
  assert.equal((await check([])).code, 2)
  assert.equal((await check([file('none')])).code, 2)
  assert.equal((await run(rules, ['rules', 'list'])).code, 2)
})
