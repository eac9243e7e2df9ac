import { parseArgs } from 'node:util'
import { type Command, UsageError } from '../command.ts'

/** `bundle`: all that an installation needs in one archive, for a machine without a network. */
export const bundleCommand = (bundle: (file: string) => Promise<{ files: number; bytes: number }>): Command => ({
  name: 'bundle',
  summary: 'pack the platform for a machine without a network',
  usage: [
    'vonggac bundle OUT.tar.gz',
    '',
    'Packs the program, its Node and its dependencies for this kind of machine, and the built console; no data and no',
    'configuration. There: unpack it and run ./vonggac serve. Nothing else needs to be installed.',
  ].join('\n'),
  async run(argv, { stdout }) {
    const { positionals } = parseArgs({ args: [...argv], allowPositionals: true, options: {} })
    const [file, ...more] = positionals
    if (file === undefined || more.length > 0) throw new UsageError('name one archive to write')
    stdout.write(`${JSON.stringify({ file, ...(await bundle(file)) })}\n`)
    return 0
  },
})
