import type { Problem } from '../../core/lib/errors.ts'
import { type LoadOptions, loadRuleFiles, type RuleFile } from '../engine/load.ts'
import type { LoadReport } from '../engine/load-report.ts'
import { feedingOnly } from '../engine/resolve.ts'
import { isFed } from '../engine/resolve-correlation.ts'
import type { Correlation } from '../sigma/correlation.ts'
import type { FileRules } from '../sigma/read.ts'
import type { Rule } from '../sigma/rule.ts'
import type { Placeholders } from '../sigma/value.ts'
import { taxonomies } from '../taxonomy/taxonomies.ts'
import { compileExceptions, type Excepted, type RuleException } from './exception.ts'
import type { RuleReader } from './rule-reader.ts'
import { applySetting, type RuleSetting } from './rule-setting.ts'
import { fileOfText, type RuleText, textOfFile } from './rule-text.ts'
import { placeholderValues, type ValueList } from './value-list.ts'

/** What the rules of an installation are made of: the files, and what people decided in the console. */
export interface RuleSources {
  readonly files: readonly RuleFile[]
  /** Files that could not be read. */
  readonly problems: readonly Problem[]
  readonly texts: ReadonlyMap<string, RuleText>
  readonly settings: ReadonlyMap<string, RuleSetting>
  readonly exceptions: ReadonlyMap<string, RuleException>
  readonly lists: ReadonlyMap<string, ValueList>
  /** Versions of these records by `kind/id`. */
  readonly versions: ReadonlyMap<string, number>
}

/** The rules as they stand at one moment. */
export interface RuleSet extends RuleSources {
  /** Everything that was loaded, as it is written. */
  readonly report: LoadReport
  /** The rules that are on, as the installation wants them, and the correlations that are. */
  readonly running: readonly Rule[]
  readonly correlating: readonly Correlation[]
  readonly excepted: Excepted
  /** Exceptions that cover nothing because their expression or list is gone. */
  readonly brokenExceptions: readonly string[]
}

interface Options extends Pick<LoadOptions, 'taxonomy' | 'placeholders'> {
  /** Zone of times in exceptions that name none. */
  readonly timeZone: string
  readonly reader: RuleReader
  /** An earlier state of a text, the newest first; asked when the text cannot be used and nothing is known of before. */
  formerText?(id: string, revision: number): Promise<RuleText | undefined>
}

/** The lists that fill placeholders: those of files, and those of the console, which come first. */
const placeholdersOf = (lists: RuleSources['lists'], more: Placeholders | undefined): Placeholders => ({
  ...more,
  ...Object.fromEntries([...lists.values()].map((list) => [list.name, placeholderValues(list)])),
})

/** All files in the order in which they are loaded: what was written here first, for the first of equal ids is kept. */
export function filesOf({ files, texts }: Pick<RuleSources, 'files' | 'texts'>): readonly RuleFile[] {
  const kept = [...texts.values()].map(fileOfText)
  return [
    ...kept.filter(({ yields }) => yields !== true),
    ...kept.filter(({ local, yields }) => local === true && yields === true),
    ...files,
    ...kept.filter(({ local }) => local !== true),
  ]
}

/** True for a rule that is on: as it was set, else as the collection says that it comes from. */
export function isRuleOn(
  { settings, texts }: Pick<RuleSources, 'settings' | 'texts'>,
  { id, file }: { readonly id: string; readonly file: string },
): boolean {
  const origin = texts.get(textOfFile(file) ?? '')?.origin
  return settings.get(id)?.enabled ?? (origin?.kind !== 'import' || origin.enabled)
}

/**
 * What loading would come to with one more text, or with another state of one that is there: for a text that is being
 * written. `alone` leaves out all others, for texts that refer to none.
 */
export function loadWith(
  set: RuleSources,
  text: RuleFile,
  { reader, taxonomy, placeholders }: Pick<Options, 'reader' | 'taxonomy' | 'placeholders'>,
  alone: boolean,
): LoadReport {
  const others = alone ? [] : filesOf(set).filter(({ file }) => file !== text.file)
  return loadRuleFiles([text, ...others], {
    taxonomy,
    placeholders: placeholdersOf(set.lists, placeholders),
    read: reader.peek,
  })
}

/** Reads a file with the lists that fill placeholders now. */
export const readWith = (
  { lists }: Pick<RuleSources, 'lists'>,
  content: RuleFile['content'],
  file: string,
  { reader, taxonomy, placeholders }: Pick<Options, 'reader' | 'taxonomy' | 'placeholders'>,
): FileRules =>
  reader.peek(content, file, { taxonomy: taxonomies[taxonomy], placeholders: placeholdersOf(lists, placeholders) })

/** Milliseconds of reading at a stretch; then others have their turn. */
const slice = 8
/** How far back an earlier state is looked for. */
const mostFormer = 10

/** Puts the rules together. Reads in slices, so that the thread goes on with its work meanwhile. */
export async function buildRuleSet(sources: RuleSources, options: Options): Promise<RuleSet> {
  const { reader, timeZone, taxonomy } = options
  const placeholders = placeholdersOf(sources.lists, options.placeholders)
  const reading = { taxonomy: taxonomies[taxonomy], placeholders }
  const files = filesOf(sources)
  let since = performance.now()
  for (const { content, file } of files) {
    reader.read(content, file, reading)
    if (performance.now() - since < slice) continue
    await new Promise((go) => setImmediate(go))
    since = performance.now()
  }
  for (const text of sources.texts.values()) {
    const file = fileOfText(text)
    const found = reader.read(file.content, file.file, reading)
    if (found.rejected > 0 && found.rules.length === 0) await readFormer(text, reading)
  }

  async function readFormer(text: RuleText, how: typeof reading): Promise<void> {
    for (let revision = text.revision - 1; revision > Math.max(0, text.revision - 1 - mostFormer); revision--) {
      const former = await options.formerText?.(text.id, revision)
      if (former === undefined) return
      const before = fileOfText(former)
      if (reader.read(before.content, before.file, how).rejected > 0) continue
      const now = fileOfText(text)
      reader.read(now.content, now.file, how)
      return
    }
  }

  const report = loadRuleFiles(files, { taxonomy, placeholders, read: reader.read })
  reader.endRound()
  const on = new Set(
    [...report.rules, ...report.correlations].filter((rule) => isRuleOn(sources, rule)).map(({ id }) => id),
  )
  const isOn = ({ id }: { readonly id: string }) => on.has(id)
  // A correlation that is off, or whose rules are, silences no rule.
  const correlating = report.correlations.filter((one) => isOn(one) && isFed(one, one.steps.map(isOn)))
  const feeding = feedingOnly(correlating)
  const { excepted, broken } = compileExceptions([...sources.exceptions.values()], sources.lists, timeZone)
  return {
    ...sources,
    report: {
      ...report,
      rejected: report.rejected + sources.problems.length,
      problems: [...sources.problems, ...report.problems],
    },
    correlating: correlating.map((rule) => ({
      ...rule,
      level: sources.settings.get(rule.id)?.level ?? rule.level,
      feedsOnly: feeding.has(rule.id),
    })),
    running: report.rules
      .filter(isOn)
      .map((rule) => ({ ...applySetting(rule, sources.settings.get(rule.id)), feedsOnly: feeding.has(rule.id) })),
    excepted,
    brokenExceptions: broken,
  }
}
