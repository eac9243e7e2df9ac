import { parseArgs } from 'node:util'
import type { AuditVerdict } from '../../../core/store/store.ts'
import { type Command, UsageError } from '../command.ts'
import type { Kept } from './backup.ts'

/** What was restored, and whether its audit log is whole; undefined without the keys that prove it. */
export interface Restored extends Kept {
  readonly verdict: AuditVerdict | undefined
}

/** `restore`: an archive into an empty data folder. */
export const restoreCommand = (
  restore: (configFile: string | undefined, file: string) => Promise<Restored>,
): Command => ({
  name: 'restore',
  summary: 'put an archive into an empty data folder',
  usage: [
    'vonggac restore FILE.tar.gz [--config FILE]',
    '',
    'The data folder (storage.data) must be empty or missing. The archive is proved whole first: one that was cut or',
    'changed, or that a later release wrote, is refused and nothing is touched. Prints one JSON line of what was restored.',
  ].join('\n'),
  async run(argv, { stdout, stderr }) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { config: { type: 'string' } },
    })
    const [file, ...more] = positionals
    if (file === undefined || more.length > 0) throw new UsageError('name one archive')
    const { made, counts, audit, secrets, verdict } = await restore(values.config, file)
    stdout.write(`${JSON.stringify({ file, made, ...counts, audit, secrets, verified: verdict?.ok ?? null })}\n`)
    if (verdict === undefined) {
      stderr.write('vonggac restore: the keys are not here; put the secrets folder in place before you start\n')
      return 0
    }
    if (verdict.ok) return 0
    stderr.write(`vonggac restore: the audit log is not whole: row ${verdict.number} (${verdict.reason})\n`)
    return 1
  },
})
