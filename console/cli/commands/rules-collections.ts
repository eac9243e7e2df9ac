import { parseArgs } from 'node:util'
import type { Clock } from '../../../core/lib/clock.ts'
import type { RecordStore } from '../../../core/store/store.ts'
import { collectionOf, listCollections } from '../../../rules/collections/collection-records.ts'
import { removeCollection, rollBack } from '../../../rules/collections/edit-collection.ts'
import { awaitApplied, judging } from '../../../rules/live/applied.ts'
import type { Edit, Edited } from '../../../rules/live/edit.ts'
import { type CommandIo, UsageError } from '../command.ts'
import type { Installation, WithInstallation } from '../installation.ts'
import { write } from '../streams.ts'

export const collectionsUsage = [
  'vonggac rules collections [--config FILE]',
  'vonggac rules rollback NAME [--to N] [--config FILE]',
  'vonggac rules remove NAME [--config FILE]',
] as const

export const collectionsHelp = [
  'collections prints what was imported, a JSON object each, with the versions that are kept. rollback puts a version in',
  'force again: N, else the one before; remove takes a collection away. Settings, exceptions and texts of your own stay.',
] as const

type Verb = (
  argv: readonly string[],
  io: CommandIo,
  withInstallation: WithInstallation,
  clock: Clock,
) => Promise<number>

/** The verbs that work on collections that are there. */
export const collectionVerbs: { readonly [verb: string]: Verb } = {
  collections(argv, { stdout }, withInstallation, clock) {
    const { values } = parseArgs({ args: [...argv], options: { config: { type: 'string' } } })
    return withInstallation(values.config, async (installation) => {
      const rows = await listCollections(installation.store.records, editByHost(installation, clock).scope)
      await write(stdout, rows.map(({ document }) => `${JSON.stringify(document)}\n`).join(''))
      return 0
    })
  },
  rollback(argv, io, withInstallation, clock) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { config: { type: 'string' }, to: { type: 'string' } },
    })
    const to = values.to === undefined ? undefined : Number(values.to)
    if (to !== undefined && !Number.isSafeInteger(to)) throw new UsageError('--to needs the number of a version')
    return change('rollback', positionals, values.config, io, withInstallation, clock, (edit, name, version) =>
      rollBack(edit, name, { to, version }),
    )
  },
  remove(argv, io, withInstallation, clock) {
    const options = { config: { type: 'string' } } as const
    const { values, positionals } = parseArgs({ args: [...argv], allowPositionals: true, options })
    return change('remove', positionals, values.config, io, withInstallation, clock, removeCollection)
  },
}

async function change(
  verb: string,
  [name, ...more]: readonly string[],
  config: string | undefined,
  { stdout }: CommandIo,
  withInstallation: WithInstallation,
  clock: Clock,
  work: (edit: Edit, name: string, version: number) => Promise<Edited>,
): Promise<number> {
  if (name === undefined || more.length > 0) throw new UsageError(`${verb} needs one NAME`)
  return withInstallation(config, async (installation) => {
    const { records } = installation.store
    const edit = editByHost(installation, clock)
    const { version } = await collectionOf(records, edit.scope, name)
    const before = await records.lastChange()
    const edited = await work(edit, name, version)
    await write(stdout, `${JSON.stringify({ collection: name, ...(await tellApplied(records, edited, before)) })}\n`)
    return 0
  })
}

/** Changes made on the host, by who can reach its files. */
export const editByHost = ({ store, root }: Installation, clock: Clock): Edit => ({
  records: store.records,
  clock,
  actor: { id: 'host', name: 'host', grants: [] },
  scope: { kind: 'units', units: [root], unattributed: true },
})

/** Milliseconds that the answer waits until every ingest role judges by it. */
const patience = 20_000

/** Whether the change is in force; a platform that does not run takes it up when it starts. */
export async function tellApplied(
  records: RecordStore,
  { kind, id }: Edited,
  before: number,
): Promise<{ readonly applied: boolean }> {
  if ((await judging(records)).length === 0) return { applied: false }
  const applied = await awaitApplied(records, { kind, id, before }, patience, () => Number.MAX_SAFE_INTEGER)
  return { applied }
}
