import { createHash } from 'node:crypto'
import type { ReadOptions } from '../sigma/build-rule.ts'
import type { FileRules } from '../sigma/read.ts'
import { readRules } from '../sigma/read.ts'

interface Known {
  /** What it was read from: its bytes, and the lists that it is filled from. */
  readonly mark: string
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
  read = (bytes: Uint8Array, file: string, options: ReadOptions): FileRules => {
    const mark = markOf(bytes, options)
    const before = this.#next.get(file) ?? this.#known.get(file)
    if (before?.mark === mark) {
      this.#next.set(file, before)
      return before.used
    }
    const found = readRules(bytes, file, options)
    const used = found.rejected > 0 && before !== undefined && holdsAny(before.used) ? kept(before, found) : found
    this.#next.set(file, { mark, used })
    return used
  }

  /** As `read`, beside the rounds: nothing is remembered. */
  peek = (bytes: Uint8Array, file: string, options: ReadOptions): FileRules => {
    const known = this.#known.get(file)
    return known?.mark === markOf(bytes, options) ? known.used : readRules(bytes, file, options)
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

function markOf(bytes: Uint8Array, { placeholders }: ReadOptions): string {
  const hash = createHash('sha256').update(bytes)
  // Only a text with placeholders depends on the lists.
  if (placeholders !== undefined && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('expand')) {
    hash.update(JSON.stringify(placeholders))
  }
  return hash.digest('base64')
}
