import { parseArgs } from 'node:util'
import { type Command, UsageError } from '../command.ts'
import type { WithInstallation } from '../installation.ts'

const reasons = {
  edited: 'was edited',
  missing: 'is missing',
  dropped: 'and all after it were dropped: the log ends before the head that was kept',
  reordered: 'is out of order',
  key: 'was not written with the key of this installation',
} as const

/** `audit verify`: proves that the audit log is whole. */
export const auditCommand = (withInstallation: WithInstallation): Command => ({
  name: 'audit',
  summary: 'verify the audit log: no row edited, dropped or rewritten',
  usage: [
    'vonggac audit verify [--config FILE]',
    '',
    'Prints one JSON line: {"ok":true,"rows":N,"head":{"number":N,"hash":"…"}}, or the first row that is wrong and why.',
    'Exit code 1 if the log is not whole.',
  ].join('\n'),
  async run(argv, { stdout, stderr }) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { config: { type: 'string' } },
    })
    if (positionals.length !== 1 || positionals[0] !== 'verify') throw new UsageError('verify is what there is')
    return withInstallation(values.config, async ({ store }) => {
      const verdict = await store.audit.verify()
      stdout.write(`${JSON.stringify(verdict)}\n`)
      if (verdict.ok) return 0
      stderr.write(`vonggac audit: row ${verdict.number} ${reasons[verdict.reason]}\n`)
      return 1
    })
  },
})
