import { parseArgs } from 'node:util'
import type { Command } from '../command.ts'

/** One thing that was looked at. */
export interface Finding {
  readonly what: string
  readonly state: 'ok' | 'warn' | 'fail'
  readonly detail: string
}

/** `doctor`: looks at everything an installation needs, one line each. */
export const doctorCommand = (examine: (configFile: string | undefined) => AsyncIterable<Finding>): Command => ({
  name: 'doctor',
  summary: 'look at everything the installation needs',
  usage: [
    'vonggac doctor [--json] [--config FILE]',
    '',
    'Node, folders, disk, clock, ports, secrets, certificate, Elasticsearch, schema versions, audit log, rules: one line',
    'each, ok, warn or fail. Works beside the running platform and without it. Exit code 1 if anything fails.',
  ].join('\n'),
  async run(argv, { stdout }) {
    const { values } = parseArgs({
      args: [...argv],
      options: { config: { type: 'string' }, json: { type: 'boolean' } },
    })
    let failed = false
    for await (const finding of examine(values.config)) {
      failed ||= finding.state === 'fail'
      const { what, state, detail } = finding
      stdout.write(values.json ? `${JSON.stringify(finding)}\n` : `${state.padEnd(5)} ${what.padEnd(12)} ${detail}\n`)
    }
    return failed ? 1 : 0
  },
})
