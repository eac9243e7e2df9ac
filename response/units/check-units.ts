import type { Unit } from '../../core/access/unit.ts'
import { foldCase } from '../../core/lib/fold-text.ts'
import { inNetwork, type Network, parseNetwork } from '../../core/lib/ip.ts'

/** The fields that a problem can lie in. */
export type UnitField =
  | 'id'
  | 'name'
  | 'kind'
  | 'parent'
  | 'networks'
  | 'domains'
  | 'hosts'
  | 'collectors'
  | 'contacts'
  | 'from'

/** Everything that can be wrong with units, their changes and their files. */
export const unitProblemCodes = [
  'unit-second-root',
  'unit-no-root',
  'unit-root-moves',
  'unit-root-ends',
  'unit-parent',
  'unit-parent-ended',
  'unit-loop',
  'unit-same-name',
  'unit-claimed-twice',
  'unit-same-network',
  'unit-networks-overlap',
  'unit-day',
  'unit-merge-none',
  'unit-merge-itself',
  'unit-split-one',
  'unit-split-child',
  'unit-left-over',
  'unit-has-children',
  'unit-unknown',
  'unit-ended',
  'unit-not-yet',
  'unit-same-id',
  'unit-later-change',
  'unit-id',
  'unit-no-id',
  'unit-same-line',
  'unit-name',
  'unit-kind',
  'unit-network',
  'unit-domain',
  'unit-host',
  'unit-every-host',
  'unit-contact',
  'unit-phone',
  'unit-mail',
  'unit-duty',
] as const
export type UnitProblemCode = (typeof unitProblemCodes)[number]

/** What is wrong with a unit, or (a warning) worth a second look. */
export interface UnitProblem {
  readonly code: UnitProblemCode
  readonly level: 'error' | 'warning'
  readonly unit: string
  readonly field: UnitField
  /** The other unit that it clashes with. */
  readonly other?: string
  /** What the message names: `unit` and `other` always, and what else the code asks for. */
  readonly params: Readonly<Record<string, string>>
  readonly message: string
  readonly hint?: string
}

/** What is said of a problem besides where it is. */
interface Told {
  readonly hint?: string | undefined
  readonly other?: string
  readonly params?: Readonly<Record<string, string>>
}

export const unitError = (
  unit: string,
  field: UnitField,
  code: UnitProblemCode,
  message: string,
  { hint, other, params }: Told = {},
): UnitProblem => ({
  code,
  level: 'error',
  unit,
  field,
  message,
  params: { unit, ...(other !== undefined && { other }), ...params },
  ...(hint !== undefined && { hint }),
  ...(other !== undefined && { other }),
})

/**
 * Everything that is wrong with units that are to stand beside each other on one day: parents, loops, names of siblings,
 * networks, domains, hosts and senders that two would claim. A network within another is the narrower one's if its unit lies
 * under the wider one's.
 */
export function checkUnits(units: readonly Unit[]): readonly UnitProblem[] {
  const living = units.filter(({ ended }) => !ended)
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  return [...checkParents(living, byId), ...checkNames(living), ...checkClaims(living), ...checkNetworks(living, byId)]
}

function checkParents(living: readonly Unit[], byId: ReadonlyMap<string, Unit>): UnitProblem[] {
  const roots = living.filter(({ parent }) => parent === undefined)
  const problems = roots.slice(1).map(({ id }) => {
    const hint = `the root is ${roots[0]?.id}: the province keeps that id, its name may change`
    const params = { root: roots[0]?.id ?? '' }
    return unitError(id, 'parent', 'unit-second-root', `${id} has no parent, and there is a root already`, {
      hint,
      params,
    })
  })
  if (roots.length === 0 && living[0] !== undefined) {
    problems.push(
      unitError(living[0].id, 'parent', 'unit-no-root', 'no unit is the root', {
        hint: 'leave parent empty at the province',
      }),
    )
  }
  for (const unit of living) {
    const { id, parent } = unit
    if (parent === undefined) continue
    const above = byId.get(parent)
    if (above === undefined) {
      problems.push(
        unitError(id, 'parent', 'unit-parent', `${id} lies under ${parent}, which is not there then`, {
          params: { parent },
        }),
      )
    } else if (above.ended) {
      const hint = 'move it to where it belongs first'
      problems.push(
        unitError(id, 'parent', 'unit-parent-ended', `${id} lies under ${parent}, which has ended`, {
          hint,
          other: parent,
        }),
      )
    } else if (isUnder(unit, id, byId)) {
      problems.push(
        unitError(id, 'parent', 'unit-loop', `${id} lies under itself`, {
          hint: 'choose a parent that is not under it',
        }),
      )
    }
  }
  return problems
}

/** True when `id` stands somewhere above the unit. */
function isUnder(unit: Unit, id: string, byId: ReadonlyMap<string, Unit>): boolean {
  const passed = new Set<string>()
  for (let above = unit.parent; above !== undefined && !passed.has(above); above = byId.get(above)?.parent) {
    if (above === id) return true
    passed.add(above)
  }
  return false
}

function checkNames(living: readonly Unit[]): UnitProblem[] {
  return doubles(living, ({ name, parent = '' }) => [`${parent}\n${foldCase(name)}`]).map(({ unit, first }) =>
    unitError(unit.id, 'name', 'unit-same-name', `${unit.id} has the name of ${first.id}: ${unit.name}`, {
      hint: 'give one of them a name of its own',
      other: first.id,
      params: { name: unit.name },
    }),
  )
}

/** Domains, hosts and senders belong to one unit. */
function checkClaims(living: readonly Unit[]): UnitProblem[] {
  return (['domains', 'hosts', 'collectors'] as const).flatMap((field) =>
    doubles(living, (unit) => (unit[field] ?? []).map((text) => text.toLowerCase())).map(({ unit, first, key }) =>
      unitError(unit.id, field, 'unit-claimed-twice', `${key} belongs to ${first.id} already`, {
        other: first.id,
        params: { text: key },
      }),
    ),
  )
}

function doubles(units: readonly Unit[], keysOf: (unit: Unit) => readonly string[]) {
  const seen = new Map<string, Unit>()
  const found: { unit: Unit; first: Unit; key: string }[] = []
  for (const unit of units) {
    for (const key of keysOf(unit)) {
      const first = seen.get(key)
      if (first === undefined) seen.set(key, unit)
      else found.push({ unit, first, key })
    }
  }
  return found
}

interface Claim {
  readonly unit: Unit
  readonly text: string
  readonly network: Network
}

/**
 * Two networks are apart, equal, or one lies in the other: sorted by address and width, those that a network lies in are
 * what is still open when it comes.
 */
function checkNetworks(living: readonly Unit[], byId: ReadonlyMap<string, Unit>): UnitProblem[] {
  const claims: Claim[] = living.flatMap((unit) =>
    (unit.networks ?? []).flatMap((text) => {
      const network = parseNetwork(text)
      return network === undefined ? [] : [{ unit, text, network }]
    }),
  )
  claims.sort(({ network: a }, { network: b }) => {
    const word = a.base.findIndex((value, i) => value !== b.base[i])
    return word < 0 ? a.prefix - b.prefix : (a.base[word] ?? 0) - (b.base[word] ?? 0)
  })
  const problems: UnitProblem[] = []
  const open: Claim[] = []
  for (const claim of claims) {
    while (open.length > 0 && !contains(open.at(-1), claim)) open.pop()
    const outer = open.at(-1)
    if (outer !== undefined) {
      const problem = clash(outer, claim, byId)
      if (problem !== undefined) problems.push(problem)
    }
    open.push(claim)
  }
  return problems
}

const contains = (outer: Claim | undefined, { network }: Claim): boolean =>
  outer !== undefined && outer.network.prefix <= network.prefix && inNetwork(network.base, outer.network)

function clash(outer: Claim, inner: Claim, byId: ReadonlyMap<string, Unit>): UnitProblem | undefined {
  const [a, b] = [outer.unit.id, inner.unit.id]
  if (outer.network.prefix === inner.network.prefix) {
    const message = `${inner.text} belongs to ${a} already`
    return unitError(b, 'networks', 'unit-same-network', message, {
      hint: 'give it to one of them',
      other: a,
      params: { text: inner.text },
    })
  }
  if (a === b || isUnder(inner.unit, a, byId)) return undefined
  const message = `${inner.text} of ${b} lies in ${outer.text} of ${a}, and ${b} is not under ${a}`
  const hint = 'divide the wider network, or put the one unit under the other'
  const params = { text: inner.text, outer: outer.text }
  return unitError(b, 'networks', 'unit-networks-overlap', message, { hint, other: a, params })
}
