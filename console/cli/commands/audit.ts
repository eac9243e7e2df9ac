import { createWriteStream } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import type { Scope } from '../../../core/access/scope.ts'
import type { Clock } from '../../../core/lib/clock.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import { isDay, startOfLocalDay } from '../../../core/lib/local-day.ts'
import type { AuditHead } from '../../../core/store/store.ts'
import { checkPack } from '../../../response/audit/check-pack.ts'
import type { Packs } from '../../../response/audit/pack.ts'
import { hashOf } from '../../../response/audit/pack-rows.ts'
import type { Signer } from '../../../response/audit/signer.ts'
import { type Command, type CommandIo, UsageError } from '../command.ts'
import type { Installation, WithInstallation } from '../installation.ts'

const reasons = {
  edited: 'was edited',
  missing: 'is missing',
  dropped: 'and all after it were dropped: the log ends before the head that was kept',
  reordered: 'is out of order',
  key: 'was not written with the key of this installation',
} as const
const day = 86_400_000

/** What the verb needs of an installation besides its store. */
export interface AuditTools {
  packs(installation: Installation): Promise<Packs>
  signer(installation: Installation): Signer
  /** The key of the chain. */
  chainKey(installation: Installation): Buffer
  readonly clock: Clock
  /** That of who holds the host: everything. */
  readonly scope: Scope
}

const options = {
  config: { type: 'string' },
  head: { type: 'string', multiple: true },
  from: { type: 'string' },
  to: { type: 'string' },
  'as-of': { type: 'string' },
  out: { type: 'string' },
  'public-key': { type: 'string' },
  'with-key': { type: 'boolean' },
} as const
type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

/** `audit`: proves that the log is whole, makes and checks the inspector's pack. */
export const auditCommand = (withInstallation: WithInstallation, tools: AuditTools): Command => ({
  name: 'audit',
  summary: 'verify the audit log; make and check an inspector’s pack',
  usage: [
    'vonggac audit verify [--head NUMBER:HASH]… [--config FILE]',
    'vonggac audit pack --from DAY --to DAY [--as-of DAY] --out FILE [--config FILE]',
    'vonggac audit check-pack FILE [--public-key FILE] [--head NUMBER:HASH]… [--with-key [--config FILE]]',
    'vonggac audit public-key [--config FILE]',
    '',
    'verify prints one JSON line: {"ok":true,"rows":N,"head":{"number":N,"hash":"…"}}, or the first row that is wrong and',
    'why. --head: a head that was received outside, which the log must still hold.',
    'pack: days are yyyy-mm-dd of the installation’s zone, both included; rights as of the end of --as-of, by default of --to.',
    'check-pack needs no installation, but for --with-key, which checks every row with the key of the log.',
    'Exit code 1 if the log or the pack is not whole.',
  ].join('\n'),
  async run(argv, io) {
    const { values, positionals } = parseArgs({ args: [...argv], allowPositionals: true, options })
    const [what, file, ...more] = positionals
    const alone = file === undefined
    if (what === 'verify' && alone) return withInstallation(values.config, (there) => verify(there, values, io))
    if (what === 'pack' && alone) return withInstallation(values.config, (there) => pack(there, tools, values, io))
    if (what === 'check-pack' && !alone && more.length === 0) {
      if (values['with-key'] !== true) return check(file, values, undefined, io)
      return withInstallation(values.config, (there) => check(file, values, tools.chainKey(there), io))
    }
    if (what === 'public-key' && alone) {
      return withInstallation(values.config, async (there) => {
        const { publicKey, fingerprint } = tools.signer(there)
        io.stdout.write(publicKey)
        io.stderr.write(`fingerprint: ${fingerprint}\n`)
        return 0
      })
    }
    throw new UsageError('verify, pack, check-pack FILE or public-key')
  },
})

async function verify({ store }: Installation, values: Values, { stdout, stderr }: CommandIo): Promise<number> {
  const heads = headsOf(values)
  const verdict = await store.audit.verify()
  stdout.write(`${JSON.stringify(verdict)}\n`)
  if (!verdict.ok) {
    stderr.write(`vonggac audit: row ${verdict.number} ${reasons[verdict.reason]}\n`)
    return 1
  }
  let whole = true
  for (const { number, hash } of heads) {
    const held = (await hashOf(store.audit, number)) === hash
    if (!held) whole = false
    const words = held
      ? 'is in the log as the head says'
      : 'is NOT in the log as the head says: the log was written anew'
    stderr.write(`vonggac audit: row ${number} ${words}\n`)
  }
  return whole ? 0 : 1
}

async function pack(there: Installation, tools: AuditTools, values: Values, { stderr }: CommandIo): Promise<number> {
  const { from, to, out } = values
  if (from === undefined || to === undefined || out === undefined)
    throw new UsageError('pack needs --from, --to and --out')
  const asOf = values['as-of'] ?? to
  const { timeZone } = there.config.installation
  for (const [name, text] of [
    ['from', from],
    ['to', to],
    ['as-of', asOf],
  ] as const) {
    if (!isDay(text)) throw new UsageError(`--${name}: "${text}" is no day (yyyy-mm-dd)`)
  }
  const end = (text: string) => startOfLocalDay(nextDay(text), timeZone)
  const packs = await tools.packs(there)
  const actor = { id: 'host', name: 'host', grants: [] }
  const { write } = await packs.prepare(actor, {
    scope: tools.scope,
    unitIds: [there.root],
    from: startOfLocalDay(from, timeZone),
    to: end(to),
    asOf: Math.min(end(asOf), tools.clock.now()),
  })
  try {
    await write(Writable.toWeb(createWriteStream(out, { flags: 'wx', mode: 0o600 })) as WritableStream<Uint8Array>)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      throw new CodedError('bad-request', `${out} is there already`, { hint: 'name another file' })
    }
    // Half a pack is none.
    await rm(out, { force: true })
    throw error
  }
  stderr.write(`${out}; key ${tools.signer(there).fingerprint}\n`)
  return 0
}

async function check(
  file: string,
  values: Values,
  chainKey: Buffer | undefined,
  { stdout, stderr }: CommandIo,
): Promise<number> {
  const path = values['public-key']
  const verdict = await checkPack(file, {
    heads: headsOf(values),
    ...(path === undefined ? {} : { publicKey: await readFile(path, 'utf8') }),
    ...(chainKey === undefined ? {} : { chainKey }),
  }).catch((cause: unknown) => {
    throw new CodedError('bad-request', `${file} is no pack: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    })
  })
  const { problems, manifest, fingerprint, rows, joined } = verdict
  const { id, installation, madeAt, window, asOf } = manifest ?? {}
  const said = {
    ok: problems.length === 0,
    id,
    installation,
    madeAt,
    window,
    asOf,
    fingerprint,
    rows,
    joined,
    problems,
  }
  stdout.write(`${JSON.stringify(said)}\n`)
  for (const problem of problems) stderr.write(`vonggac audit: ${problem}\n`)
  if (path === undefined && problems.length === 0) {
    stderr.write(`compare the key with the one you were given: ${fingerprint}\n`)
  }
  return problems.length === 0 ? 0 : 1
}

function headsOf({ head = [] }: Values): readonly AuditHead[] {
  return head.map((text) => {
    const [, number, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? []
    if (number === undefined || hash === undefined) throw new UsageError(`--head: "${text}" is not NUMBER:HASH`)
    return { number: Number(number), hash }
  })
}

const nextDay = (text: string): string => new Date(Date.parse(`${text}T00:00:00Z`) + day).toISOString().slice(0, 10)
