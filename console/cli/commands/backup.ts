import { parseArgs } from 'node:util'
import { type Command, UsageError } from '../command.ts'

/** What a backup or a restored store holds. */
export interface Kept {
  readonly made: string
  readonly counts: {
    readonly events: number
    readonly matches: number
    readonly records: number
    readonly auditRows: number
  }
  readonly audit: { readonly number: number; readonly hash: string } | null
  readonly secrets: boolean
}

/** `backup`: one archive of the whole store, while the platform runs. */
export const backupCommand = (
  backup: (configFile: string | undefined, file: string, withSecrets: boolean) => Promise<Kept>,
): Command => ({
  name: 'backup',
  summary: 'write the whole store into one archive; the platform may run meanwhile',
  usage: [
    'vonggac backup FILE.tar.gz [--with-secrets] [--config FILE]',
    '',
    'Needs as much free room beside FILE as the largest day of events takes. The keys of the secrets folder are left out',
    'unless --with-secrets: keep such an archive as you keep the keys. Prints one JSON line of what is in it.',
  ].join('\n'),
  async run(argv, { stdout, stderr }) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { config: { type: 'string' }, 'with-secrets': { type: 'boolean' } },
    })
    const [file, ...more] = positionals
    if (file === undefined || more.length > 0) throw new UsageError('name one archive to write')
    const withSecrets = values['with-secrets'] === true
    const { made, counts, audit } = await backup(values.config, file, withSecrets)
    stdout.write(`${JSON.stringify({ file, made, ...counts, audit, secrets: withSecrets })}\n`)
    if (!withSecrets) {
      stderr.write('vonggac backup: without keys; a bare machine needs the secrets folder too (or --with-secrets)\n')
    }
    return 0
  },
})
