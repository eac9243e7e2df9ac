import type { RuleFile } from '../engine/load.ts'
import type { ReadOptions } from '../sigma/build-rule.ts'
import type { FileRules } from '../sigma/read.ts'
import { readRules } from '../sigma/read.ts'

interface Known {
  /** What it was read from. */
  readonly content: RuleFile['content']
  /** The lists that it was filled from; undefined for a text that names none. */
  readonly lists: string | undefined
  /** What is used of it. */
  readonly used: FileRules
}

/**
 * Reads rule files again and again: one that has not changed is not read anew, and one that was changed for the worse stays
 * as it was before, its faults told, so that an edit never makes a rule match nothing.
 */
export class RuleReader {
  #known = new Map<string, Known>()
  #next = new Map<string, Known>()

  /** As `readRules`. */
  read = (content: RuleFile['content'], file: string, options: ReadOptions): FileRules => {
    const before = this.#next.get(file) ?? this.#known.get(file)
    if (before !== undefined && isUnchanged(before, content, options)) {
      this.#next.set(file, before)
      return before.used
    }
    const found = readRules(content, file, options)
    const used = found.rejected > 0 && before !== undefined && holdsAny(before.used) ? kept(before, found) : found
    this.#next.set(file, { content, lists: listsFor(content, options), used })
    return used
  }

  /** As `read`, beside the rounds: nothing is remembered. */
  peek = (content: RuleFile['content'], file: string, options: ReadOptions): FileRules => {
    const known = this.#known.get(file)
    return known !== undefined && isUnchanged(known, content, options) ? known.used : readRules(content, file, options)
  }

  /** Ends one round: what was not read in it is forgotten. */
  endRound(): void {
    this.#known = this.#next
    this.#next = new Map()
  }
}

const holdsAny = ({ rules, correlations, filters }: FileRules) =>
  rules.length + correlations.length + filters.length > 0

/** What was used before, with what is wrong with the new text. */
const kept = ({ used }: Known, found: FileRules): FileRules => ({
  ...used,
  rejected: found.rejected,
  problems: [
    ...found.problems,
    ...found.problems
      .filter(({ level }) => level === 'error')
      .slice(0, 1)
      .map((problem) => ({
        code: 'former-text-used',
        level: 'warning' as const,
        file: problem.file,
        message: 'the rules of this text are used as they were before it was changed',
        hint: 'mend what is told of it above',
      })),
  ],
})

function isUnchanged({ content, lists }: Known, now: RuleFile['content'], options: ReadOptions): boolean {
  const isSame =
    typeof content === 'string' || typeof now === 'string' ? content === now : Buffer.compare(content, now) === 0
  return isSame && (lists === undefined || lists === listsFor(now, options))
}

/** Only a text with placeholders depends on the lists. */
const listsFor = (content: RuleFile['content'], { placeholders }: ReadOptions): string | undefined =>
  placeholders !== undefined && typeof content === 'string' && content.includes('expand')
    ? JSON.stringify(placeholders)
    : undefined
