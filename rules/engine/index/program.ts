import { foldLeaves } from '../../../core/predicate/fold.ts'
import type { Cases, Predicate } from '../../../core/predicate/predicate.ts'
import type { LeafTable } from './leaf-table.ts'
import type { Truth } from './truth.ts'

/** A predicate over numbered leaves, in negation normal form: all (or any) of these hold, those do not, the parts hold. */
export interface Program {
  readonly all: boolean
  readonly holding: readonly number[]
  readonly failing: readonly number[]
  readonly parts: readonly Program[]
}

const none: readonly number[] = []
const noParts: readonly Program[] = []

/** The predicate over the numbers that the table gives its leaves. */
export function programOf(predicate: Predicate, table: LeafTable): Program {
  const single = (id: number, negated: boolean): Program =>
    negated
      ? { all: true, holding: none, failing: [id], parts: noParts }
      : { all: true, holding: [id], failing: none, parts: noParts }
  const { cases: number } = table
  const cases: Cases<Program> = {
    equals: (leaf, negated) => single(number.equals(leaf, negated), negated),
    wildcard: (leaf, negated) => single(number.wildcard(leaf, negated), negated),
    regex: (leaf, negated) => single(number.regex(leaf, negated), negated),
    compare: (leaf, negated) => single(number.compare(leaf, negated), negated),
    cidr: (leaf, negated) => single(number.cidr(leaf, negated), negated),
    exists: (leaf, negated) => single(number.exists(leaf, negated), negated),
    fieldEquals: (leaf, negated) => single(number.fieldEquals(leaf, negated), negated),
    anyField: (leaf, negated) => single(number.anyField(leaf, negated), negated),
  }
  return foldLeaves(predicate, cases, {
    constant: (value) => ({ all: value, holding: none, failing: none, parts: noParts }),
    all: (parts) => joined(true, parts),
    any: (parts) => joined(false, parts),
  })
}

/** Parts of the same kind, and single leaves, become part of the whole. */
function joined(all: boolean, given: readonly Program[]): Program {
  if (given.length === 1 && given[0] !== undefined) return given[0]
  const holding: number[] = []
  const failing: number[] = []
  const parts: Program[] = []
  for (const part of given) {
    const leaves = part.holding.length + part.failing.length
    if (part.all === all || (leaves === 1 && part.parts.length === 0)) {
      for (const id of part.holding) holding.push(id)
      for (const id of part.failing) failing.push(id)
      parts.push(...part.parts)
    } else parts.push(part)
  }
  // Copies: what grew by pushing has room for a dozen more.
  return { all, holding: [...holding], failing: [...failing], parts: [...parts] }
}

/** Whether it holds for the event that the truth is about. */
export function holds({ all, holding, failing, parts }: Program, truth: Truth): boolean {
  // What settles an `all` is a part that does not hold; what settles an `any`, one that does.
  for (let i = 0; i < holding.length; i++) if (truth.holds(holding[i]!) !== all) return !all
  for (let i = 0; i < failing.length; i++) if (truth.holds(failing[i]!) === all) return !all
  for (let i = 0; i < parts.length; i++) if (holds(parts[i]!, truth) !== all) return !all
  return all
}
