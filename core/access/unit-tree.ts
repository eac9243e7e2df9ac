import type { Unit, UnitTree } from './unit.ts'

/**
 * The tree over a list of units; those that have ended are known by name and history alone. Throws on what cannot be a tree
 * (two roots, an unknown or ended parent, a loop): the list is the platform's own data by then.
 */
export function unitTree(units: readonly Unit[]): UnitTree {
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  const living = units.filter(({ ended }) => !ended)
  const roots = living.filter((unit) => unit.parent === undefined)
  const root = roots[0]
  if (byId.size !== units.length) throw new Error('two units share an id')
  if (root === undefined || roots.length > 1) throw new Error(`a unit tree has one root, not ${roots.length}`)
  const lineages = new Map<string, readonly string[]>()
  const subtrees = new Map<string, string[]>(living.map((unit) => [unit.id, []]))
  for (const unit of living) {
    const lineage = lineageOf(unit, byId)
    if (lineage.some((id) => byId.get(id)?.ended)) throw new Error(`unit ${unit.id} lies under one that has ended`)
    lineages.set(unit.id, lineage)
    for (const id of lineage) subtrees.get(id)?.push(unit.id)
  }
  for (const unit of units) if (unit.ended) lineages.set(unit.id, lineageOf(unit, byId))

  function reachOf(id: string): readonly string[] {
    const reach = new Set([id])
    const addPredecessors = (of: string) => {
      for (const before of byId.get(of)?.predecessors ?? []) {
        if (reach.has(before)) continue
        reach.add(before)
        addPredecessors(before)
      }
    }
    for (const below of subtrees.get(id) ?? [id]) {
      if (byId.get(below)?.moved) reach.add(below)
      addPredecessors(below)
    }
    return [...reach]
  }

  const tree: UnitTree = {
    root: root.id,
    get: (id) => byId.get(id),
    all: () => living,
    lineage: (id) => lineages.get(id) ?? [],
    subtree: (id) => subtrees.get(id) ?? [],
    reach: reachOf,
    at: () => tree,
  }
  return tree
}

/** The unit and what stands above it, nearest first. */
function lineageOf(unit: Unit, byId: ReadonlyMap<string, Unit>): readonly string[] {
  const lineage: string[] = []
  for (let at: Unit | undefined = unit; at !== undefined; ) {
    if (lineage.includes(at.id)) throw new Error(`unit ${unit.id} lies under itself`)
    lineage.push(at.id)
    if (at.parent === undefined) break
    const above = byId.get(at.parent)
    if (above === undefined) throw new Error(`unit ${at.id} lies under ${at.parent}, which is not there`)
    at = above
  }
  return lineage
}
