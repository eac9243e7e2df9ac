import { sampleConfig } from '../../../core/config/sample.ts'
import { type Command, UsageError } from '../command.ts'

/** `config`: the whole configuration with its defaults, commented. */
export const configCommand: Command = {
  name: 'config',
  summary: 'print the whole configuration with its defaults, commented',
  usage: 'vonggac config > vonggac.yml',
  async run(argv, { stdout }) {
    if (argv.length > 0) throw new UsageError('config takes no arguments')
    stdout.write(sampleConfig())
    return 0
  },
}
