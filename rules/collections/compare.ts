import type { CollectionText } from './collection.ts'

/** What the installation decided about a rule: a setting, an exception, a text of its own that stands in for the vendor's. */
export type LocalOverride = 'setting' | 'exception' | 'own-text'

/** A rule that an import would add, change or remove. */
export interface ChangedRule {
  readonly id: string
  readonly title: string
  readonly path: string
  readonly overrides: readonly LocalOverride[]
  /** The file's text before and after; undefined where there is none. */
  readonly before: string | undefined
  readonly after: string | undefined
}

/** How an import differs from what is in force. */
export interface CollectionDiff {
  readonly added: readonly ChangedRule[]
  readonly changed: readonly ChangedRule[]
  /** No longer in what is taken; they stay in force unless the import prunes. */
  readonly removed: readonly ChangedRule[]
  readonly same: number
  /** Rules whose id another has that stands before them, and the file of that one. */
  readonly taken: readonly { readonly id: string; readonly title: string; readonly path: string; readonly by: string }[]
}

/** What is there besides the collection. */
export interface Surroundings {
  overridesOf(rule: string): readonly LocalOverride[]
  /** The file of the pack, of the installation or of another collection that has a rule of that id. */
  holderOf(rule: string): string | undefined
}

/** Compares by the ids of rules, so that a file that was moved is no other rule. */
export function compareTexts(
  before: readonly CollectionText[],
  after: readonly CollectionText[],
  { overridesOf, holderOf }: Surroundings,
): CollectionDiff {
  const old = byRule(before)
  const now = byRule(after)
  const added: ChangedRule[] = []
  const changed: ChangedRule[] = []
  const taken: CollectionDiff['taken'][number][] = []
  for (const [id, { title, file }] of now) {
    const former = old.get(id)?.file
    const row = { id, title, path: file.path, overrides: overridesOf(id), before: former?.text, after: file.text }
    if (former === undefined) added.push(row)
    else if (former.text !== file.text) changed.push(row)
    const by = holderOf(id)
    if (by !== undefined) taken.push({ id, title, path: file.path, by })
  }
  const removed = [...old]
    .filter(([id]) => !now.has(id))
    .map(([id, { title, file }]) => {
      return { id, title, path: file.path, overrides: overridesOf(id), before: file.text, after: undefined }
    })
  return { added, changed, removed, same: now.size - added.length - changed.length, taken }
}

/** The texts of before that are gone now and are kept; their paths stay free of those that are taken. */
export function keptTexts(before: readonly CollectionText[], after: readonly CollectionText[]): CollectionText[] {
  const now = byRule(after)
  const paths = new Set(after.map(({ path }) => path))
  return before
    .filter(({ rules }) => rules.every(({ id }) => !now.has(id)))
    .map((text) => (paths.has(text.path) ? { ...text, path: `${text.path}~${text.release.slice(0, 12)}` } : text))
}

function byRule(texts: readonly CollectionText[]) {
  return new Map(texts.flatMap((file) => file.rules.map(({ id, title }) => [id, { title, file }] as const)))
}
