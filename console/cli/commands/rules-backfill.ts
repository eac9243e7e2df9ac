import { parseArgs } from 'node:util'
import type { Clock } from '../../../core/lib/clock.ts'
import { askBackfill, listBackfills } from '../../../rules/backfill/backfill.ts'
import { gapsOf } from '../../../rules/backfill/gaps.ts'
import { loadRuleFiles, readRuleFiles } from '../../../rules/engine/load.ts'
import { readPlaceholders } from '../../../rules/engine/placeholders.ts'
import { readRuleRecords } from '../../../rules/live/rule-records.ts'
import { filesOf, isRuleOn } from '../../../rules/live/rule-set.ts'
import { type CommandIo, UsageError } from '../command.ts'
import type { Installation, WithInstallation } from '../installation.ts'
import { write } from '../streams.ts'

export const backfillUsage = [
  'vonggac rules backfill RULE_ID --days N [--config FILE]',
  'vonggac rules backfill RULE_ID --list [--config FILE]',
] as const

export const backfillHelp = [
  'backfill runs a rule over the events of the last N days (1 to 400) that are stored. The run is written down and carried',
  'out by the running platform, its jobs and ingest roles, without doubling a match; while none runs it waits. It prints the',
  'run as JSON. --list prints its runs, the newest first, one a line, then {"gaps":[…]}: the times it has not seen.',
] as const

/** `rules backfill`: asks for a run over stored events, or tells how those of a rule stand. */
export async function backfillRule(
  argv: readonly string[],
  { stdout }: CommandIo,
  withInstallation: WithInstallation,
  { clock, packPath }: { readonly clock: Clock; readonly packPath: string },
): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { config: { type: 'string' }, days: { type: 'string' }, list: { type: 'boolean' } },
  })
  const [rule, ...more] = positionals
  if (rule === undefined || more.length > 0) throw new UsageError('backfill needs one RULE_ID')
  if ((values.days === undefined) === (values.list !== true)) throw new UsageError('backfill needs --days N or --list')
  return withInstallation(values.config, async (installation) => {
    const { records } = installation.store
    if (values.list === true) {
      const rows = await listBackfills(records, rule, 100)
      const gaps = (await gapsOf(records, rule))?.gaps ?? []
      await write(stdout, [...rows, { gaps }].map((line) => `${JSON.stringify(line)}\n`).join(''))
      return 0
    }
    const known = await knownRules(installation, packPath)
    const by = { id: 'host', name: 'host' }
    const run = await askBackfill({ records, clock }, by, { rule, days: Number(values.days) }, (id) => known.has(id))
    await write(stdout, `${JSON.stringify(run)}\n`)
    return 0
  })
}

async function knownRules({ config, store }: Installation, packPath: string): Promise<ReadonlySet<string>> {
  const { lists } = readPlaceholders(config.rules.placeholders)
  const { texts, settings } = await readRuleRecords(store.records)
  const { files } = readRuleFiles([packPath, ...config.rules.paths])
  const { rules } = loadRuleFiles(filesOf({ files, texts }), { taxonomy: 'ecs', placeholders: lists })
  const isOn = (rule: (typeof rules)[number]) => rule.cannotRun === undefined && isRuleOn({ settings, texts }, rule)
  return new Set(rules.filter(isOn).map(({ id }) => id))
}
