import { loadRules } from '../../../rules/engine/load.ts'
import { summarise } from '../../../rules/engine/load-report.ts'
import type { Command } from '../command.ts'
import { UsageError } from '../command.ts'
import { requirePaths } from '../rule-paths.ts'

/** `rules check`: reads rules and tells everything that is wrong with them at once. */
export const rulesCommand: Command = {
  name: 'rules',
  summary: 'check rule files and tell every problem with its line',
  usage: [
    'vonggac rules check PATH…',
    '',
    'PATH is a rule file or a folder of them. Prints one JSON problem a line (code, level, file, line, column, message,',
    'hint), then a summary: {"rules":N,"loaded":N,"rejected":N,"warnings":N,"cannotRun":N,"correlations":N,"filters":N}.',
    'Correlations and filters are among the rules. Rules that cannot run are good rules for a log source or a field that',
    'the collector does not map yet.',
    'Exit code 1 if a rule is rejected, 2 for wrong use or a PATH that is not there.',
  ].join('\n'),
  async run(argv, { stdout }) {
    const [verb, ...rest] = argv
    if (verb !== 'check') throw new UsageError('check is what there is')
    const paths = rest.filter((argument) => argument !== '--')
    const option = paths.find((argument) => argument.startsWith('-'))
    if (option !== undefined) throw new UsageError(`there is no option ${option}`)
    if (paths.length === 0) throw new UsageError('check needs at least one PATH')
    requirePaths(paths)
    const report = loadRules(paths, { taxonomy: 'ecs' })
    const summary = summarise(report)
    const lines = [...report.problems, summary].map((line) => `${JSON.stringify(line)}\n`).join('')
    await new Promise<void>((done, failed) => {
      stdout.write(lines, (error) => (error === null || error === undefined ? done() : failed(error)))
    })
    return summary.rejected === 0 ? 0 : 1
  },
}
