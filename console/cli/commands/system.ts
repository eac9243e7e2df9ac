import { parseArgs } from 'node:util'
import type { Clock } from '../../../core/lib/clock.ts'
import { retentionFrames } from '../../../response/retention/law.ts'
import { logMinimum } from '../../../response/systems/log-minimum.ts'
import { createSystemDesk } from '../../../response/systems/system-desk.ts'
import { systemEndedOn, systemOn } from '../../../response/systems/system-record.ts'
import type { Command } from '../command.ts'
import type { WithInstallation } from '../installation.ts'
import { importFile, registerAction } from './csv-register.ts'

/** `system`: the register of information systems, listed, written out and read in. */
export const systemCommand = (withInstallation: WithInstallation, clock: Clock): Command => ({
  name: 'system',
  summary: 'list, export and import the information systems',
  usage: [
    'vonggac system list [--day DAY] [--config FILE]',
    'vonggac system export [--config FILE] > FILE.csv',
    'vonggac system import FILE.csv [--from DAY] [--dry-run] [--config FILE]',
    '',
    'Days are yyyy-mm-dd. `list` prints one JSON line a system in use, with the months for which its logs are kept at least,',
    '`export` what `import` reads and Excel opens. `import` makes the systems that are new and changes those that differ, from',
    '--from (else today) on; one with the code and the owner of a system is that system, and what the file lacks stays. All',
    'of it or nothing; problems come with their lines. --dry-run only says what would be done. Works while the platform runs,',
    'which takes it up at once. The audit log keeps a row of it.',
  ].join('\n'),
  async run(argv, { stdout, stderr }) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        config: { type: 'string' },
        day: { type: 'string' },
        from: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
      },
    })
    const { action, path } = registerAction(positionals)
    return withInstallation(values.config, async ({ config, store, root }) => {
      // How long sources are really kept is asked by the console alone.
      const parts = { frames: retentionFrames(), classOf: () => '12m' as const }
      const desk = createSystemDesk(store.records, clock, config.installation.timeZone, parts)
      const scope = { kind: 'units', units: [root], unattributed: false } as const
      if (action === 'list') {
        const { day, frame, systems } = await desk.view(scope, values.day)
        for (const { document } of systems) {
          const state = systemOn(document, day)
          if (state === undefined || systemEndedOn(document, day)) continue
          const { from: _, logMonths: __, ...words } = state
          const { months } = logMinimum(state, frame)
          stdout.write(`${JSON.stringify({ code: document.code, ...words, logMonths: months })}\n`)
        }
        return 0
      }
      if (action === 'export') {
        stdout.write(await desk.exportCsv(scope))
        return 0
      }
      const asker = { by: 'host', scope }
      const { from } = values
      const wish = (text: string, file: string) => ({ text, file, ...(from !== undefined && { from }) })
      return importFile(
        path,
        { stdout, stderr },
        {
          dryRun: values['dry-run'],
          preview: (text, file) => desk.previewImport(asker, wish(text, file)),
          apply: (text, file) => desk.importCsv(asker, wish(text, file)),
          told: ({ created, altered, absent }) => ({ created, altered, absent }),
        },
      )
    })
  },
})
