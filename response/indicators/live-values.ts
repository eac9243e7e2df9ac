import { systemScope } from '../../core/access/scope.ts'
import { CodedError, told } from '../../core/lib/errors.ts'
import type { RecordStore, RecordWrite } from '../../core/store/store.ts'
import { cautionsFor, isHarmful, type Own } from './cautions.ts'
import type { IndicatorType } from './indicator.ts'
import type { IndicatorList, ListItem } from './indicator-list.ts'
import { readItems, readLists } from './list-records.ts'

/** The lists of values by which rules look for indicators, and which types each holds. */
export const liveLists = {
  indicator_addresses: ['address'],
  indicator_networks: ['network'],
  indicator_domains: ['domain'],
  indicator_hashes: ['md5', 'sha1', 'sha256', 'sha512'],
} as const satisfies Record<string, readonly IndicatorType[]>
export type LiveListName = keyof typeof liveLists

/** Makes the write by which a list of values of the rules becomes these; the composition root knows how they are kept. */
export type ValueWrite = (name: LiveListName, values: readonly string[], by: string) => Promise<RecordWrite | undefined>

/** Values of one list of the rules. */
const mostLiveValues = 50_000

/**
 * The values of every list of the rules once `changed` is live or no longer is: those of all live lists together, without
 * those that are false or marked, by who kept the list or by what `own` names: who kept it may not have known of every
 * unit. `replaced` are parts of `changed` that are yet to be written.
 */
async function liveValues(
  records: RecordStore,
  changed: Pick<IndicatorList, 'id' | 'parts' | 'live'>,
  own: Own,
  replaced: ReadonlyMap<number, readonly ListItem[]> = new Map(),
): Promise<ReadonlyMap<LiveListName, readonly string[]>> {
  const others = (await readLists(records, systemScope)).map(({ document }) => document)
  const live = [...others.filter(({ id, live }) => live && id !== changed.id), ...(changed.live ? [changed] : [])]
  const items: ListItem[] = []
  for (const list of live)
    items.push(...(await readItems(records, list, list.id === changed.id ? replaced : undefined)))
  const mind = cautionsFor(own)
  const usable = items.filter((item) => item.false === undefined && !isHarmful([...item.cautions, ...mind(item)]))
  const names = Object.keys(liveLists) as LiveListName[]
  return new Map(
    names.map((name) => {
      const types: readonly IndicatorType[] = liveLists[name]
      return [name, [...new Set(usable.filter(({ type }) => types.includes(type)).map(({ value }) => value))].sort()]
    }),
  )
}

/**
 * The writes by which the lists of the rules hold the values of `liveValues`, and how many each then holds. Rejects with
 * `too-large` where a list would hold more than rules take.
 */
export async function liveWrites(
  { records, valueWrite }: { readonly records: RecordStore; readonly valueWrite: ValueWrite },
  changed: Pick<IndicatorList, 'id' | 'parts' | 'live'>,
  own: Own,
  by: string,
  replaced?: ReadonlyMap<number, readonly ListItem[]>,
): Promise<{ readonly writes: readonly RecordWrite[]; readonly counts: Readonly<Record<string, number>> }> {
  const writes: RecordWrite[] = []
  const counts: Record<string, number> = {}
  for (const [name, values] of await liveValues(records, changed, own, replaced)) {
    if (values.length > mostLiveValues) {
      throw new CodedError('too-large', `${name} would hold ${values.length} values; rules take ${mostLiveValues}`, {
        hint: 'take an older list out of the rules first',
        ...told('indicators-live-many', { name, n: `${values.length}`, most: `${mostLiveValues}` }),
      })
    }
    counts[name] = values.length
    const write = await valueWrite(name, values, by)
    if (write !== undefined) writes.push(write)
  }
  return { writes, counts }
}
