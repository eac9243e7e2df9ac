import { systemScope } from '../../core/access/scope.ts'
import type { RecordStore } from '../../core/store/store.ts'
import { type RuleCollection, ruleCollectionKind } from '../collections/collection.ts'
import { textsInForce } from '../collections/collection-records.ts'
import { type RuleException, ruleExceptionKind } from './exception.ts'
import { type RuleSetting, ruleSettingKind } from './rule-setting.ts'
import {
  importedTextId,
  type RuleText,
  type RuleTextVersion,
  ruleTextKind,
  ruleTextVersionKind,
  versionId,
} from './rule-text.ts'
import { type ValueList, valueListKind } from './value-list.ts'

/** The records that decide about rules, by kind. */
export interface RuleRecords {
  /** Those written here, and those of collections. */
  readonly texts: Map<string, RuleText>
  readonly settings: Map<string, RuleSetting>
  readonly exceptions: Map<string, RuleException>
  readonly lists: Map<string, ValueList>
  /** Versions by `kind/id`. */
  readonly versions: Map<string, number>
}

const placeOf = {
  [ruleTextKind]: 'texts',
  [ruleSettingKind]: 'settings',
  [ruleExceptionKind]: 'exceptions',
  [valueListKind]: 'lists',
} as const satisfies Record<string, Exclude<keyof RuleRecords, 'versions'>>
type RuleRecordKind = keyof typeof placeOf
const kinds = Object.keys(placeOf) as RuleRecordKind[]

/** True for a record that decides about rules. */
export const isRuleRecord = (kind: string): kind is RuleRecordKind | typeof ruleCollectionKind =>
  Object.hasOwn(placeOf, kind) || kind === ruleCollectionKind

/** Records a page. */
const pageSize = 1000

/** All of them. */
export async function readRuleRecords(records: Pick<RecordStore, 'list' | 'get'>): Promise<RuleRecords> {
  const found: RuleRecords = {
    texts: new Map(),
    settings: new Map(),
    exceptions: new Map(),
    lists: new Map(),
    versions: new Map(),
  }
  for (const kind of kinds) {
    const place: Map<string, unknown> = found[placeOf[kind]]
    for (let offset = 0; ; offset += pageSize) {
      const page = await records.list(systemScope, kind, { where: { kind: 'true' }, limit: pageSize, offset })
      for (const { id, document, version } of page.rows) {
        place.set(id, document)
        found.versions.set(`${kind}/${id}`, version)
      }
      if (page.rows.length < pageSize) break
    }
  }
  const everything = { where: { kind: 'true' }, limit: pageSize } as const
  const { rows } = await records.list<RuleCollection>(systemScope, ruleCollectionKind, everything)
  for (const { id } of rows) await takeCollection(records, found, id)
  return found
}

/** Puts the texts of the version in force in the place of those of another, all at once. */
async function takeCollection(records: Pick<RecordStore, 'get'>, held: RuleRecords, name: string): Promise<void> {
  const inForce = await textsInForce(records, name)
  const before = new Map(held.texts)
  for (const [id, { origin }] of held.texts) {
    if (origin.kind === 'import' && origin.collection === name) held.texts.delete(id)
  }
  if (inForce === undefined) return
  const { version, texts } = inForce
  const { enabled, preferred, at, by } = version
  for (const { path, text, release } of texts) {
    const origin = { kind: 'import', collection: name, path, release, enabled, preferred } as const
    const id = importedTextId(name, path)
    // The rules that were read from an equal text hold on to it: one copy is enough.
    const known = before.get(id)?.text
    held.texts.set(id, { id, text: known === text ? known : text, revision: 1, at, by, note: '', origin })
  }
}

/** Reads those again that were changed. */
export async function refreshRuleRecords(
  records: Pick<RecordStore, 'get'>,
  held: RuleRecords,
  changes: readonly { readonly kind: string; readonly id: string }[],
): Promise<void> {
  for (const { kind, id } of changes) {
    if (!isRuleRecord(kind)) continue
    if (kind === ruleCollectionKind) {
      await takeCollection(records, held, id)
      continue
    }
    const place: Map<string, unknown> = held[placeOf[kind]]
    const record = await records.get(systemScope, kind, id)
    if (record === undefined) {
      place.delete(id)
      held.versions.delete(`${kind}/${id}`)
    } else {
      place.set(id, record.document)
      held.versions.set(`${kind}/${id}`, record.version)
    }
  }
}

/** The earlier state of a text, if it is kept. */
export async function formerText(
  records: Pick<RecordStore, 'get'>,
  text: RuleText,
  revision: number,
): Promise<RuleText | undefined> {
  const found = await records.get<RuleTextVersion>(systemScope, ruleTextVersionKind, versionId(text.id, revision))
  return found === undefined ? undefined : { ...text, ...found.document }
}

/** Earlier states that are shown. */
const mostVersions = 50

/** What a text was before, the newest first. */
export async function textVersions(
  records: Pick<RecordStore, 'get'>,
  text: RuleText,
): Promise<readonly RuleTextVersion[]> {
  const revisions = Array.from(
    { length: Math.min(mostVersions, text.revision - 1) },
    (_, back) => text.revision - 1 - back,
  )
  const found = await Promise.all(revisions.map((revision) => formerText(records, text, revision)))
  return found.filter((version) => version !== undefined)
}
