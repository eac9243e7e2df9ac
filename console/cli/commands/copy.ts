import { parseArgs } from 'node:util'
import type { CopyCounts } from '../../../core/store/copy.ts'
import { type Command, UsageError } from '../command.ts'

/** Copies the store of the first configuration into that of the second. */
export type CopyInstallation = (
  configFile: string | undefined,
  targetFile: string,
  options: { readonly resume: boolean; readonly say: (line: string) => void },
) => Promise<CopyCounts>

/** `copy`: the whole store into that of another configuration, as when moving to Elasticsearch. */
export const copyCommand = (copy: CopyInstallation): Command => ({
  name: 'copy',
  summary: 'copy the whole store into another one, such as Elasticsearch',
  usage: [
    'vonggac copy --to FILE [--resume] [--config FILE]',
    '',
    'Copies events, matches, records and audit log from files (storage.kind sqlite) into the store that the configuration',
    'FILE names; the keys go along. The platform must be stopped. The target must be empty; --resume goes on with a copy',
    'that was cut short. Who was signed in has to sign in again. Prints one JSON line of what was to be copied and what is',
    'there; exit code 1 if any number differs.',
  ].join('\n'),
  async run(argv, { stdout, stderr }) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { config: { type: 'string' }, to: { type: 'string' }, resume: { type: 'boolean', default: false } },
    })
    if (values.to === undefined || positionals.length > 0) throw new UsageError('name the other configuration: --to')
    const counts = await copy(values.config, values.to, {
      resume: values.resume,
      say: (line) => void stderr.write(`${line}\n`),
    })
    stdout.write(`${JSON.stringify(counts)}\n`)
    const unequal = Object.entries(counts).filter(([, { source, target }]) => source !== target)
    for (const [what, { source, target }] of unequal) {
      stderr.write(`vonggac copy: ${source} ${what} were to be copied, ${target} are there\n`)
    }
    return unequal.length === 0 ? 0 : 1
  },
})
