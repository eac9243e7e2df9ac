import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import type { Clock } from '../../../core/lib/clock.ts'
import { textOfCsv } from '../../../core/lib/csv-bytes.ts'
import { CodedError, problemText } from '../../../core/lib/errors.ts'
import { createUnitDesk } from '../../../response/units/unit-desk.ts'
import { type Command, UsageError } from '../command.ts'
import type { WithInstallation } from '../installation.ts'

/** `unit`: the tree of units, listed, written out and read in. */
export const unitCommand = (withInstallation: WithInstallation, clock: Clock): Command => ({
  name: 'unit',
  summary: 'list, export and import the tree of units',
  usage: [
    'vonggac unit list [--day DAY] [--config FILE]',
    'vonggac unit export [--config FILE] > FILE.csv',
    'vonggac unit import FILE.csv [--from DAY] [--whole] [--dry-run] [--config FILE]',
    '',
    'Days are yyyy-mm-dd. `list` prints one JSON line a unit, `export` what `import` reads and Excel opens.',
    '`import` makes the units that are new and changes those that differ, from --from (else today) on; with --whole those',
    'that the file lacks end on that day. All of it or nothing; problems come with their lines. --dry-run only says what',
    'would be done. Works while the platform runs, which takes it up at once. The audit log keeps a row of it.',
  ].join('\n'),
  async run(argv, { stdout, stderr }) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        config: { type: 'string' },
        day: { type: 'string' },
        from: { type: 'string' },
        whole: { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
      },
    })
    const [action, path, ...more] = positionals
    if (action === undefined || !['list', 'export', 'import'].includes(action)) {
      throw new UsageError(`there is no ${action ?? 'action given'}; list, export and import are what there is`)
    }
    if (more.length > 0 || (action === 'import') !== (path !== undefined)) {
      throw new UsageError(action === 'import' ? 'name one file' : `${action} takes no name`)
    }
    return withInstallation(values.config, async ({ config, store, root }) => {
      const desk = createUnitDesk(store.records, clock, config.installation.timeZone)
      const scope = { kind: 'units', units: [root], unattributed: false } as const
      if (action === 'list') {
        const { tree } = await desk.view(scope, values.day)
        for (const unit of tree.all()) stdout.write(`${JSON.stringify(unit)}\n`)
        return 0
      }
      if (action === 'export') {
        stdout.write(await desk.exportCsv(scope))
        return 0
      }
      const file = basename(path ?? '')
      const text = textOfCsv(bytesOf(path ?? ''), file)
      const asker = { by: 'host', scope }
      const { from, whole } = values
      const wish = { text: text.ok ? text.value : '', file, whole, ...(from !== undefined && { from }) }
      const plan = text.ok ? await desk.previewImport(asker, wish) : text
      if (!plan.ok) {
        for (const problem of plan.error) stderr.write(`${problemText(problem)}\n`)
        return 1
      }
      const { created, altered, absent } = values['dry-run'] ? plan.value : await desk.importCsv(asker, wish)
      stdout.write(`${JSON.stringify({ created, altered, [whole ? 'ended' : 'absent']: absent })}\n`)
      return 0
    })
  },
})

function bytesOf(path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new CodedError('bad-request', `cannot read ${path}: ${(cause as Error).message}`, { cause })
  }
}
