import { parseArgs } from 'node:util'
import type { Clock } from '../../../core/lib/clock.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import type { RecordStore } from '../../../core/store/store.ts'
import type { ChangedRule } from '../../../rules/collections/compare.ts'
import {
  applyImport,
  type ImportPlan,
  type ImportWishes,
  planImport,
} from '../../../rules/collections/edit-collection.ts'
import { type RuleFilter, readFilter } from '../../../rules/collections/filter.ts'
import { leftCounts, planCounts } from '../../../rules/collections/plan-counts.ts'
import { readRelease } from '../../../rules/collections/read-release.ts'
import { surroundingsOf } from '../../../rules/collections/surroundings.ts'
import { unifiedDiff } from '../../../rules/collections/unified-diff.ts'
import { readRuleFiles } from '../../../rules/engine/load.ts'
import { readPlaceholders } from '../../../rules/engine/placeholders.ts'
import { readRuleRecords } from '../../../rules/live/rule-records.ts'
import { placeholderValues } from '../../../rules/live/value-list.ts'
import { readRules } from '../../../rules/sigma/read.ts'
import type { Rule } from '../../../rules/sigma/rule.ts'
import { taxonomies } from '../../../rules/taxonomy/taxonomies.ts'
import { type CommandIo, UsageError } from '../command.ts'
import type { Installation, WithInstallation } from '../installation.ts'
import { write } from '../streams.ts'
import { editByHost, tellApplied } from './rules-collections.ts'

export const importUsage = [
  'vonggac rules import PATH [--name NAME] [--levels L,…] [--status S,…] [--logsources P,…] [--only-arriving]',
  '                     [--enabled|--disabled] [--prefer] [--prune] [--dry-run] [--diff ID|all] [--left] [--config FILE]',
] as const

export const importHelp = [
  'import takes rules of a vendor from a folder, a zip file or a git checkout (whose commit names the version; git is not',
  'run) into the collection NAME (the last part of PATH when left out). Without filters it takes all but deprecated and',
  'unsupported rules. --logsources: windows is a product, category or service; windows/process_creation a product with a',
  'category or service; windows/-/security product, category, service; * is any, - none. --only-arriving takes rules whose',
  'log source sent events in the last 7 days. --disabled keeps its rules off until they are switched on one by one; what is',
  'set of a rule stays. A rule with the id of one of the pack stands behind it, with --prefer before it. What the vendor',
  'has removed stays until --prune. Again with the same name it is an update. It prints problems, then {"change":"added|',
  'changed|removed","id":…,"title":…,"path":…,"overrides":[…]} a rule (own-text: the vendor has changed what your own text',
  'stands in for), {"change":"taken","by":FILE} for ids that are taken, --left what is left out, --diff unified',
  'differences, and a summary. --dry-run writes nothing.',
] as const

/** What an import needs besides the installation. */
interface Parts {
  readonly clock: Clock
  readonly packPath: string
  arriving(records: RecordStore): Promise<(rule: Rule) => boolean>
}

/** `rules import`: takes a vendor's rules, or the next release of them. Answers 1 when it is refused. */
export async function importRules(
  argv: readonly string[],
  { stdout }: CommandIo,
  withInstallation: WithInstallation,
  parts: Parts,
): Promise<number> {
  const { path, wishes, values } = argumentsOf(argv)
  return withInstallation(values.config, async (installation) => {
    const { records } = installation.store
    const edit = editByHost(installation, parts.clock)
    const release = readRelease(path, new Date(parts.clock.now()).toISOString().slice(0, 10))
    const plan = await planImport(records, edit.scope, release, wishes, await surroundings(installation, wishes, parts))
    const print = (lines: readonly object[]) => write(stdout, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    await print(linesOf(plan, values.left === true))
    if (values.diff !== undefined) await write(stdout, diffsOf(plan, values.diff))
    const summary = summaryOf(plan)
    if (values['dry-run'] === true || !plan.anything) {
      await print([{ ...summary, dryRun: values['dry-run'] === true, written: false }])
      return 0
    }
    const before = await records.lastChange()
    const edited = await applyImport(edit, plan)
    await print([{ ...summary, dryRun: false, written: true, ...(await tellApplied(records, edited, before)) }])
    return 0
  })
}

function argumentsOf(argv: readonly string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      config: text,
      name: text,
      levels: text,
      status: text,
      logsources: text,
      diff: text,
      'only-arriving': flag,
      enabled: flag,
      disabled: flag,
      prefer: flag,
      prune: flag,
      'dry-run': flag,
      left: flag,
    },
  })
  const [path, ...more] = positionals
  if (path === undefined || more.length > 0) throw new UsageError('import needs one PATH')
  if (values.enabled === true && values.disabled === true)
    throw new UsageError('--enabled and --disabled exclude each other')
  const filter = filterOf({ ...values, arrivingOnly: values['only-arriving'] === true })
  const wishes: ImportWishes = {
    name: values.name ?? nameOf(path),
    origin: path,
    filter,
    enabled: values.disabled !== true,
    preferred: values.prefer === true,
    prune: values.prune === true,
  }
  return { path, wishes, values }
}

/** The last part of the path as a name. */
function nameOf(path: string): string {
  const last =
    path
      .replace(/[\\/]+$/, '')
      .split(/[\\/]/)
      .at(-1) ?? ''
  const plain = last
    .replace(/\.zip$/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
  return plain.replace(/^[^a-z]+/, '').slice(0, 40)
}

function filterOf(written: Parameters<typeof readFilter>[0]): RuleFilter {
  try {
    return readFilter(written)
  } catch (error) {
    if (error instanceof CodedError) throw new UsageError(`--${error.hint?.slice(1)}: ${error.message}`)
    throw error
  }
}

async function surroundings({ config, store }: Installation, { name, filter }: ImportWishes, parts: Parts) {
  const held = await readRuleRecords(store.records)
  const { lists } = readPlaceholders(config.rules.placeholders)
  const own = Object.fromEntries([...held.lists.values()].map((list) => [list.name, placeholderValues(list)]))
  const reading = { taxonomy: taxonomies.ecs, placeholders: { ...lists, ...own } }
  const read = (content: Uint8Array | string, file: string) => readRules(content, file, reading)
  const { files } = readRuleFiles([parts.packPath, ...config.rules.paths])
  const arrives = filter.arrivingOnly ? await parts.arriving(store.records) : () => true
  return { ...surroundingsOf(name, held, files, read), read, arrives }
}

function linesOf({ selection, diff, gone }: ImportPlan, withLeft: boolean): readonly object[] {
  const rows = (change: string, rules: readonly ChangedRule[]) =>
    rules.map(({ id, title, path, overrides }) => ({ change, id, title, path, overrides }))
  return [
    ...selection.problems,
    ...rows('added', diff.added),
    ...rows('changed', diff.changed),
    ...rows('removed', diff.removed).map((row) => ({ ...row, kept: !gone.has(row.id) })),
    ...diff.taken.map((row) => ({ change: 'taken', ...row })),
    ...(withLeft ? selection.left.map((row) => ({ change: 'left', ...row })) : []),
  ]
}

function diffsOf({ diff }: ImportPlan, asked: string): string {
  const rows = [...diff.changed, ...diff.added, ...diff.removed].filter(({ id }) => asked === 'all' || id === asked)
  if (rows.length === 0 && asked !== 'all') throw new UsageError(`--diff: nothing changes of a rule ${asked}`)
  const texts = rows.map(({ path, before, after }) => unifiedDiff(path, before, after))
  // Rules of one file have one difference.
  return [...new Set(texts)].join('')
}

function summaryOf(plan: ImportPlan) {
  const { wishes, release } = plan
  return {
    collection: wishes.name,
    kind: release.kind,
    release: release.release,
    ...planCounts(plan),
    left: leftCounts(plan),
  }
}
