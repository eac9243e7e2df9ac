import { gunzipSync, gzipSync } from 'node:zlib'
import type { RecordWrite } from '../../core/store/store.ts'
import type { RuleFilter } from './filter.ts'

/** The record kind of a vendor's collection of rules; a record's id is the collection's name. */
export const ruleCollectionKind = 'rule-collection'
/** The record kind of what the texts of one version are kept in; a record's id is `<name>.<version>.<part>`. */
export const ruleCollectionPartKind = 'rule-collection-part'

/** What a collection's name may be: it stands in the ids of its texts. */
export const collectionName = /^[a-z][a-z0-9-]{0,39}$/

/** A file of rules of a collection. */
export interface CollectionText {
  readonly path: string
  readonly text: string
  /** The release that it was taken from: an earlier one, if the vendor has removed it and it was kept. */
  readonly release: string
  readonly rules: readonly { readonly id: string; readonly title: string }[]
}

export interface CollectionCounts {
  readonly files: number
  readonly rules: number
  readonly left: number
  readonly rejected: number
  /** What was different from the version that was in force before. */
  readonly added: number
  readonly changed: number
  readonly removed: number
}

/** One import. */
export interface CollectionVersion {
  /** Counted from 1; never given twice while the collection is there. */
  readonly number: number
  readonly kind: 'folder' | 'git' | 'zip'
  readonly release: string
  /** Where it was read from, as the one who imported it said. */
  readonly origin: string
  readonly at: number
  readonly by: string
  readonly filter: RuleFilter
  /** False: its rules are off until they are switched on one by one. */
  readonly enabled: boolean
  /** True: its rules stand in for those of the pack and of files that have the same id. */
  readonly preferred: boolean
  readonly counts: CollectionCounts
  /** Records that the texts are kept in. */
  readonly parts: number
}

/** A vendor's collection: which version is in force, and those that one can go back to, the newest first. */
export interface RuleCollection {
  readonly name: string
  readonly current: number
  readonly changed: { readonly at: number; readonly by: string }
  readonly versions: readonly CollectionVersion[]
}

/** Versions that are kept. */
export const mostVersions = 5
/** Characters of one part: a record stays small beside what a write may hold. */
const partLength = 500_000

/** The version in force. */
export function currentVersion({ name, current, versions }: RuleCollection): CollectionVersion {
  const found = versions.find(({ number }) => number === current)
  if (found === undefined) throw new Error(`collection ${name} has no version ${current}`)
  return found
}

const partId = (name: string, version: number, part: number) => `${name}.${version}.${part}`

/** The ids of the records that a version's texts are kept in. */
export const partIds = (name: string, { number, parts }: Pick<CollectionVersion, 'number' | 'parts'>): string[] =>
  Array.from({ length: parts }, (_, part) => partId(name, number, part))

/** The writes that keep a version's texts: packed together, for a record a text would be thousands of changes. */
export function packTexts(name: string, number: number, texts: readonly CollectionText[]): readonly RecordWrite[] {
  const packed = gzipSync(JSON.stringify(texts)).toString('base64')
  const count = Math.max(1, Math.ceil(packed.length / partLength))
  return Array.from({ length: count }, (_, part) => ({
    kind: ruleCollectionPartKind,
    id: partId(name, number, part),
    document: { packed: packed.slice(part * partLength, (part + 1) * partLength) },
    unitIds: [],
    expect: 'any',
  }))
}

/** The texts that the parts hold together. */
export const unpackTexts = (parts: readonly { readonly packed: string }[]): readonly CollectionText[] =>
  JSON.parse(gunzipSync(Buffer.from(parts.map(({ packed }) => packed).join(''), 'base64')).toString('utf8'))
