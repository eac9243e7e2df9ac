import { parseArgs } from 'node:util'
import type { Clock } from '../../../core/lib/clock.ts'
import { createUnitDesk } from '../../../response/units/unit-desk.ts'
import type { Command } from '../command.ts'
import type { WithInstallation } from '../installation.ts'
import { importFile, registerAction } from './csv-register.ts'

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
    const { action, path } = registerAction(positionals)
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
      const asker = { by: 'host', scope }
      const { from, whole } = values
      const wish = (text: string, file: string) => ({ text, file, whole, ...(from !== undefined && { from }) })
      return importFile(
        path,
        { stdout, stderr },
        {
          dryRun: values['dry-run'],
          preview: (text, file) => desk.previewImport(asker, wish(text, file)),
          apply: (text, file) => desk.importCsv(asker, wish(text, file)),
          told: ({ created, altered, absent }) => ({ created, altered, [whole ? 'ended' : 'absent']: absent }),
        },
      )
    })
  },
})
