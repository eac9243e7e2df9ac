import { CodedError, told } from '../../core/lib/errors.ts'
import type { RecordStore, RecordWrite } from '../../core/store/store.ts'
import { changedSince, type Edit, type Edited, writeEdit } from '../live/edit.ts'
import {
  type CollectionText,
  type CollectionVersion,
  collectionName,
  currentVersion,
  mostVersions,
  packTexts,
  partIds,
  type RuleCollection,
  ruleCollectionKind,
  ruleCollectionPartKind,
} from './collection.ts'
import { collectionOf, textsOf } from './collection-records.ts'
import { type CollectionDiff, compareTexts, keptTexts, type Surroundings } from './compare.ts'
import type { RuleFilter } from './filter.ts'
import { type Selection, type SelectParts, selectRules } from './select.ts'
import type { Release } from './source-file.ts'

/** What is asked for with a release. */
export interface ImportWishes {
  readonly name: string
  readonly origin: string
  readonly filter: RuleFilter
  readonly enabled: boolean
  readonly preferred: boolean
  /** True: what the vendor has removed, or the filter takes no longer, goes. */
  readonly prune: boolean
}

/** What an import comes to; nothing is written yet. */
export interface ImportPlan {
  readonly wishes: ImportWishes
  readonly release: Release
  readonly selection: Selection
  readonly diff: CollectionDiff
  /** Every text that would be in force, those that are kept too. */
  readonly texts: readonly CollectionText[]
  /** Of what is removed, the rules that would be in force no longer. */
  readonly gone: ReadonlySet<string>
  /** The collection as it stands, and its record's version; undefined for a new one. */
  readonly before: { readonly document: RuleCollection; readonly version: number } | undefined
  /** False when everything is as it is already. */
  readonly anything: boolean
}

/** Rules that a collection may hold. */
const mostRules = 20_000

/**
 * Works out what an import would do. Rejects with `bad-request` for a name that cannot be one and a release without a rule
 * that is wanted, and with `too-large`.
 */
export async function planImport(
  records: Pick<RecordStore, 'get'>,
  scope: Edit['scope'],
  release: Release,
  wishes: ImportWishes,
  parts: SelectParts & Surroundings,
): Promise<ImportPlan> {
  const { name, prune } = wishes
  if (!collectionName.test(name)) {
    throw new CodedError('bad-request', `“${name}” is no name of a collection`, {
      hint: 'small letters, digits and -, at most 40, a letter first',
      ...told('collection-name', { name }),
    })
  }
  const found = await records.get<RuleCollection>(scope, ruleCollectionKind, name)
  const inForce = found && currentVersion(found.document)
  const old = inForce === undefined ? [] : await textsOf(records, name, inForce)
  if (old === undefined) throw changedSince()
  const selection = await selectRules(release, wishes.filter, parts)
  const kept = prune ? [] : keptTexts(old, selection.texts)
  const texts = [...selection.texts, ...kept]
  if (texts.flatMap(({ rules }) => rules).length > mostRules) {
    throw new CodedError('too-large', `more than ${mostRules} rules`, {
      hint: 'ask for fewer levels or log sources',
      ...told('collection-many', { most: `${mostRules}` }),
    })
  }
  const diff = compareTexts(old, selection.texts, parts)
  const there = new Set(texts.flatMap(({ rules }) => rules.map(({ id }) => id)))
  const gone = new Set(diff.removed.map(({ id }) => id).filter((id) => !there.has(id)))
  const anything =
    inForce === undefined ||
    differs(inForce, release, wishes) ||
    diff.added.length + diff.changed.length + gone.size > 0
  return { wishes, release, selection, diff, texts, gone, before: found, anything }
}

function differs(version: CollectionVersion, { kind, release }: Release, wishes: ImportWishes): boolean {
  // A folder is named by the day, which says nothing of what is in it.
  const renamed = kind !== 'folder' && version.release !== release
  const { filter, enabled, preferred } = version
  return (
    renamed ||
    JSON.stringify([filter, enabled, preferred]) !== JSON.stringify([wishes.filter, wishes.enabled, wishes.preferred])
  )
}

/**
 * Puts what was planned in force: one write, so that it is there whole or not at all. Rejects with `conflict` when another
 * changed the collection since, with `bad-request` when no rule is taken.
 */
export async function applyImport(
  edit: Edit,
  { wishes, release, selection, diff, texts, gone, before }: ImportPlan,
): Promise<Edited> {
  const { name, origin, filter, enabled, preferred } = wishes
  if (selection.texts.length === 0) {
    throw new CodedError('bad-request', 'there is no rule in it that is wanted', {
      hint: 'look at what was left out and rejected; ask for more levels or log sources',
      ...told('collection-none'),
    })
  }
  const { at, by } = stepOf(edit)
  const number = Math.max(0, ...(before?.document.versions.map((version) => version.number) ?? [])) + 1
  const packed = packTexts(name, number, texts)
  const { kind } = release
  const counts = {
    files: texts.length,
    rules: texts.flatMap(({ rules }) => rules).length,
    left: selection.left.length,
    rejected: selection.rejected,
    added: diff.added.length,
    changed: diff.changed.length,
    removed: gone.size,
  }
  const names = { release: release.release, origin, filter, enabled, preferred }
  const version: CollectionVersion = { number, kind, ...names, at, by, counts, parts: packed.length }
  const { versions, dropped } = keepNewest([version, ...(before?.document.versions ?? [])], before?.document.current)
  const document: RuleCollection = { name, current: number, changed: { at, by }, versions }
  return writeEdit(
    edit,
    { kind: ruleCollectionKind, id: name, document, unitIds: [], expect: before?.version ?? 'absent' },
    'rule-collection.import',
    { version: number, release: release.release, origin, enabled, preferred, ...counts },
    [...packed, ...removals(name, dropped)],
  )
}

/** The newest versions, and among them the one that was in force: one can always go back to that. */
function keepNewest(all: readonly CollectionVersion[], former: number | undefined) {
  const kept = all.filter(({ number }, place) => place < mostVersions - 1 || number === former)
  const versions = kept.length < mostVersions ? all.slice(0, mostVersions) : kept
  return { versions, dropped: all.filter((version) => !versions.includes(version)) }
}

const removals = (name: string, versions: readonly CollectionVersion[]): readonly RecordWrite[] =>
  versions.flatMap((version) =>
    partIds(name, version).map((id) => ({
      kind: ruleCollectionPartKind,
      id,
      document: undefined,
      unitIds: [],
      expect: 'any',
    })),
  )

/**
 * Returns to a version that is kept, by default the one before the version in force. `version` is that of the record on the
 * screen. Rejects with `not-found` and `conflict`.
 */
export async function rollBack(
  edit: Edit,
  name: string,
  { to, version }: { readonly to: number | undefined; readonly version: number },
): Promise<Edited> {
  const { document } = await at(edit, name, version)
  const target = to ?? document.versions.find(({ number }) => number < document.current)?.number
  if (target === undefined || !document.versions.some(({ number }) => number === target)) {
    const kept = document.versions.map(({ number }) => number).join(', ')
    throw new CodedError('not-found', 'there is no such version to go back to', { hint: `kept are ${kept}` })
  }
  if (target === document.current)
    throw new CodedError(
      'bad-request',
      `version ${target} is in force`,
      told('collection-current', { version: `${target}` }),
    )
  const next: RuleCollection = { ...document, current: target, changed: stepOf(edit) }
  return writeEdit(
    edit,
    { kind: ruleCollectionKind, id: name, document: next, unitIds: [], expect: version },
    'rule-collection.rollback',
    { from: document.current, to: target },
  )
}

/** Takes a collection away with all its versions. Rejects with `not-found` and `conflict`. */
export async function removeCollection(edit: Edit, name: string, version: number): Promise<Edited> {
  const { document } = await at(edit, name, version)
  return writeEdit(
    edit,
    { kind: ruleCollectionKind, id: name, document: undefined, unitIds: [], expect: version },
    'rule-collection.remove',
    { version: document.current },
    removals(name, document.versions),
  )
}

async function at({ records, scope }: Edit, name: string, version: number) {
  const found = await collectionOf(records, scope, name)
  if (found.version !== version) throw changedSince()
  return found
}

const stepOf = ({ clock, actor }: Edit) => ({ at: clock.now(), by: actor.id })
