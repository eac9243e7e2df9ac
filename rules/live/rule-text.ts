import type { RuleFile } from '../engine/load.ts'

/** The record kind of rules that were written or imported in the console; one record is one YAML text. */
export const ruleTextKind = 'rule-text'
/** The record kind of what such a text was before; a record's id is `<text>.<revision>`. */
export const ruleTextVersionKind = 'rule-text-version'

/** Where a text comes from: written here, or taken from a vendor's collection. */
export type RuleOrigin =
  | { readonly kind: 'console' }
  | {
      readonly kind: 'import'
      readonly collection: string
      readonly path: string
      readonly release: string
      /** False: its rules are off until they are switched on. */
      readonly enabled: boolean
      /** True: its rules stand in for those of files; else they stand behind. */
      readonly preferred: boolean
    }

/** One state of a text. */
export interface RuleTextVersion {
  readonly text: string
  readonly revision: number
  readonly at: number
  readonly by: string
  /** What was changed and why. */
  readonly note: string
}

/** A text of rules as it stands now, its revision counted from 1. */
export interface RuleText extends RuleTextVersion {
  readonly id: string
  readonly origin: RuleOrigin
}

/** The id of the record that keeps one revision. */
export const versionId = (text: string, revision: number) => `${text}.${revision}`

const folder = 'rule-text/'

/** The text as a file that is loaded among others; what is written here stands in for a rule of the same id elsewhere. */
export const fileOfText = ({ id, text, origin }: RuleText): RuleFile => ({
  file: `${folder}${id}`,
  content: text,
  local: origin.kind === 'console' || origin.preferred,
  yields: origin.kind === 'import',
})

/** The id of a text of a collection; those written here hold no colon. */
export const importedTextId = (collection: string, path: string) => `${collection}:${path}`

/** The collection that a text of this id belongs to; undefined for one that was written here. */
export const collectionOfText = (id: string): string | undefined => /^([^:]*):/.exec(id)?.[1]

/** The id of the text that a loaded rule stands in; undefined for a rule of a file. */
export const textOfFile = (file: string): string | undefined =>
  file.startsWith(folder) ? file.slice(folder.length) : undefined
