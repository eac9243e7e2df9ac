import type { RuleRow } from '../../../../api/schemas/rules.ts'
import { tactics } from '../../lib/attack-tactics.ts'
import { techniquesOf } from '../rules/rule-list.ts'
import { techniqueLines } from './attack-techniques.ts'

/** How many rules look for something: judging now, not here (no source, or not mapped), switched off. */
export interface Counts {
  readonly runs: number
  readonly notHere: number
  readonly off: number
}

interface Named {
  readonly id: string
  readonly name: string
}

/** A technique with its rules, those of its sub-techniques with them; `parts` has the sub-techniques that rules name. */
export interface Cell extends Named {
  readonly counts: Counts
  readonly parts: readonly (Named & { readonly counts: Counts })[]
}

/** A tactic with its techniques, in the order of their names. */
export interface MatrixColumn {
  readonly tactic: (typeof tactics)[number]
  readonly cells: readonly Cell[]
  /** Techniques that at least one rule looks for now. */
  readonly covered: number
}

/** The matrix, techniques that rules name and ATT&CK does not (any more), and rules that name none. */
export interface Matrix {
  readonly columns: readonly MatrixColumn[]
  readonly unknown: readonly string[]
  readonly untagged: number
}

const nothing: Counts = { runs: 0, notHere: 0, off: 0 }

/** Counts the rules by technique: a rule counts once for a technique however many of its sub-techniques it names. */
export function coverageMatrix(rules: readonly Pick<RuleRow, 'id' | 'tags' | 'state'>[]): Matrix {
  const counted = new Map<string, { runs: number; notHere: number; off: number }>()
  let untagged = 0
  for (const rule of rules) {
    const named = techniquesOf(rule)
    if (named.length === 0) untagged++
    for (const id of new Set(named.flatMap((one) => [one, one.slice(0, 5)]))) {
      const counts = counted.get(id) ?? { ...nothing }
      if (rule.state === 'runs') counts.runs++
      else if (rule.state === 'off') counts.off++
      else counts.notHere++
      counted.set(id, counts)
    }
  }
  const all = techniques()
  const countsOf = (id: string): Counts => counted.get(id) ?? nothing
  const columns = tactics.map((tactic, place) => {
    const cells = all
      .filter((one) => one.tactics.includes(place))
      .map(({ id, name, parts }) => ({
        id,
        name,
        counts: countsOf(id),
        parts: parts.filter((part) => counted.has(part.id)).map((part) => ({ ...part, counts: countsOf(part.id) })),
      }))
    return { tactic, cells, covered: cells.filter(({ counts }) => counts.runs > 0).length }
  })
  const known = new Set(all.flatMap(({ id, parts }) => [id, ...parts.map((part) => part.id)]))
  return { columns, unknown: [...counted.keys()].filter((id) => !known.has(id)).sort(), untagged }
}

interface Technique extends Named {
  readonly tactics: readonly number[]
  readonly parts: Named[]
}

let read: readonly Technique[] | undefined

/** The techniques with their sub-techniques, by name. */
function techniques(): readonly Technique[] {
  if (read !== undefined) return read
  const byId = new Map<string, Technique>()
  for (const line of techniqueLines.trim().split('\n')) {
    const [id = '', name = '', places = ''] = line.split('|')
    // A sub-technique's line comes after its parent's.
    const parent = byId.get(id.slice(0, 5))
    if (parent !== undefined) parent.parts.push({ id, name })
    else byId.set(id, { id, name, tactics: places.split(' ').map(Number), parts: [] })
  }
  read = [...byId.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  return read
}
