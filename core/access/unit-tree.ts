import type { Unit, UnitTree } from './unit.ts'

/**
 * The tree over a list of units. Throws on what cannot be a tree (two roots, an unknown parent, a loop): the list is the
 * platform's own data by then.
 */
export function unitTree(units: readonly Unit[]): UnitTree {
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  const roots = units.filter((unit) => unit.parent === undefined)
  const root = roots[0]
  if (byId.size !== units.length) throw new Error('two units share an id')
  if (root === undefined || roots.length > 1) throw new Error(`a unit tree has one root, not ${roots.length}`)
  const lineages = new Map<string, readonly string[]>()
  const subtrees = new Map<string, string[]>(units.map((unit) => [unit.id, []]))
  for (const unit of units) {
    const lineage: string[] = []
    for (let at: Unit | undefined = unit; at !== undefined; ) {
      if (lineage.includes(at.id)) throw new Error(`unit ${unit.id} lies under itself`)
      lineage.push(at.id)
      if (at.parent === undefined) break
      const above = byId.get(at.parent)
      if (above === undefined) throw new Error(`unit ${at.id} lies under ${at.parent}, which is not there`)
      at = above
    }
    lineages.set(unit.id, lineage)
    for (const id of lineage) subtrees.get(id)?.push(unit.id)
  }
  return {
    root: root.id,
    get: (id) => byId.get(id),
    all: () => units,
    lineage: (id) => lineages.get(id) ?? [],
    subtree: (id) => subtrees.get(id) ?? [],
  }
}
