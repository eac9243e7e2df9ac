import { type Scope, systemScope } from '../../core/access/scope.ts'
import { CodedError } from '../../core/lib/errors.ts'
import type { RecordStore, StoredRecord } from '../../core/store/store.ts'
import {
  type CollectionText,
  type CollectionVersion,
  currentVersion,
  partIds,
  type RuleCollection,
  ruleCollectionKind,
  ruleCollectionPartKind,
  unpackTexts,
} from './collection.ts'

/** The collections, in the order of their names. */
export async function listCollections(
  records: Pick<RecordStore, 'list'>,
  scope: Scope,
): Promise<readonly StoredRecord<RuleCollection>[]> {
  const sort = [{ field: 'name', direction: 'asc' }] as const
  const where = { kind: 'true' } as const
  return (await records.list<RuleCollection>(scope, ruleCollectionKind, { where, sort, limit: 1000 })).rows
}

/** One collection. Rejects with `not-found`. */
export async function collectionOf(
  records: Pick<RecordStore, 'get'>,
  scope: Scope,
  name: string,
): Promise<StoredRecord<RuleCollection>> {
  const found = await records.get<RuleCollection>(scope, ruleCollectionKind, name)
  if (found === undefined) throw new CodedError('not-found', `there is no collection ${name}`)
  return found
}

/** The texts of a version; undefined when it is kept no longer. */
export async function textsOf(
  records: Pick<RecordStore, 'get'>,
  name: string,
  version: CollectionVersion,
): Promise<readonly CollectionText[] | undefined> {
  const parts: { readonly packed: string }[] = []
  for (const id of partIds(name, version)) {
    const part = await records.get<{ readonly packed: string }>(systemScope, ruleCollectionPartKind, id)
    if (part === undefined) return undefined
    parts.push(part.document)
  }
  return unpackTexts(parts)
}

/** Times that a version is read anew which another import has taken away meanwhile. */
const mostTries = 5

/** The version in force with its texts, all of one version; undefined when the collection is not there. */
export async function textsInForce(
  records: Pick<RecordStore, 'get'>,
  name: string,
): Promise<{ readonly version: CollectionVersion; readonly texts: readonly CollectionText[] } | undefined> {
  for (let tried = 0; tried < mostTries; tried++) {
    const found = await records.get<RuleCollection>(systemScope, ruleCollectionKind, name)
    if (found === undefined) return undefined
    const version = currentVersion(found.document)
    const texts = await textsOf(records, name, version)
    if (texts !== undefined) return { version, texts }
  }
  throw new Error(`the texts of collection ${name} are not there`)
}
