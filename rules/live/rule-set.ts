import type { Problem } from '../../core/lib/errors.ts'
import { type LoadOptions, loadRuleFiles, type RuleFile } from '../engine/load.ts'
import type { LoadReport } from '../engine/load-report.ts'
import type { Rule } from '../sigma/rule.ts'
import { taxonomies } from '../taxonomy/taxonomies.ts'
import { compileExceptions, type Excepted, type RuleException } from './exception.ts'
import type { RuleReader } from './rule-reader.ts'
import { applySetting, type RuleSetting } from './rule-setting.ts'
import { fileOfText, type RuleText } from './rule-text.ts'
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
}

/** The rules as they stand at one moment. */
export interface RuleSet extends RuleSources {
  /** Everything that was loaded, as it is written. */
  readonly report: LoadReport
  /** The rules that are on, as the installation wants them. */
  readonly running: readonly Rule[]
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

/** Milliseconds of reading at a stretch; then others have their turn. */
const slice = 8
/** How far back an earlier state is looked for. */
const mostFormer = 10

/** Puts the rules together. Reads in slices, so that the thread goes on with its work meanwhile. */
export async function buildRuleSet(sources: RuleSources, options: Options): Promise<RuleSet> {
  const { reader, timeZone, taxonomy } = options
  const placeholders = {
    ...options.placeholders,
    ...Object.fromEntries([...sources.lists.values()].map((list) => [list.name, placeholderValues(list)])),
  }
  const reading = { taxonomy: taxonomies[taxonomy], placeholders }
  const texts = [...sources.texts.values()].map((text) => ({ text, file: fileOfText(text) }))
  // What was written here comes first, for the first of equal ids is kept; imports stand behind the files.
  const files = [
    ...texts.filter(({ file }) => file.local === true).map(({ file }) => file),
    ...sources.files,
    ...texts.filter(({ file }) => file.local !== true).map(({ file }) => file),
  ]
  let since = performance.now()
  for (const { bytes, file } of files) {
    reader.read(bytes, file, reading)
    if (performance.now() - since < slice) continue
    await new Promise((go) => setImmediate(go))
    since = performance.now()
  }
  for (const { text, file } of texts) {
    const found = reader.read(file.bytes, file.file, reading)
    if (found.rejected > 0 && found.rules.length === 0) await readFormer(text, reading)
  }

  async function readFormer(text: RuleText, how: typeof reading): Promise<void> {
    for (let revision = text.revision - 1; revision > Math.max(0, text.revision - 1 - mostFormer); revision--) {
      const former = await options.formerText?.(text.id, revision)
      if (former === undefined) return
      const before = fileOfText(former)
      if (reader.read(before.bytes, before.file, how).rejected > 0) continue
      const now = fileOfText(text)
      reader.read(now.bytes, now.file, how)
      return
    }
  }

  const report = loadRuleFiles(files, { taxonomy, placeholders, read: reader.read })
  reader.endRound()
  const { excepted, broken } = compileExceptions([...sources.exceptions.values()], sources.lists, timeZone)
  return {
    ...sources,
    report: {
      ...report,
      rejected: report.rejected + sources.problems.length,
      problems: [...sources.problems, ...report.problems],
    },
    running: report.rules
      .filter(({ id }) => sources.settings.get(id)?.enabled !== false)
      .map((rule) => applySetting(rule, sources.settings.get(rule.id))),
    excepted,
    brokenExceptions: broken,
  }
}
