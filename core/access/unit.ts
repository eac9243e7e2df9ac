/** What a unit can be. */
export const unitKinds = ['province', 'department', 'commune', 'ward', 'special-zone', 'office'] as const

/** A node of the administrative tree: nation → province → department, commune, ward or special zone. */
export interface Unit {
  /** Stable; never reused, never a path. Letters, digits and hyphens. */
  readonly id: string
  readonly name: string
  readonly kind: (typeof unitKinds)[number]
  /** The unit above; absent at the root. */
  readonly parent?: string
  /** Networks, domains and host names (`*` and `?` stand for what they usually do) by which events are attributed to it. */
  readonly networks?: readonly string[]
  readonly domains?: readonly string[]
  readonly hosts?: readonly string[]
  /** Senders whose every event is this unit's: ids of intake keys, or `CN=` and the common name of a certificate. */
  readonly collectors?: readonly string[]
  /** The units that it came from by merger or split: it sees their history, never they its. */
  readonly predecessors?: readonly string[]
  /** It stood under another unit before: who is above it now sees what was stamped then. */
  readonly moved?: true
  /** It is no more: kept for its name and its history, nothing is attributed to it. */
  readonly ended?: true
}

/** The tree with what is asked of it most: who stands above and below. */
export interface UnitTree {
  readonly root: string
  /** Also one that has ended. */
  get(id: string): Unit | undefined
  /** Those that have not ended; the same array until the tree changes. */
  all(): readonly Unit[]
  /** The unit's own id and those of all its ancestors, nearest first. Empty for an unknown id. */
  lineage(id: string): readonly string[]
  /** The unit's own id and those of everything under it. Empty for an unknown id, and once it has ended. */
  subtree(id: string): readonly string[]
  /**
   * The ids that find all records the unit may see: its own, and those of predecessors and of units that were moved to
   * where they are, anywhere under it. An unknown id finds itself alone.
   */
  reach(id: string): readonly string[]
  /** The tree as it stood at that moment (epoch milliseconds); now, when that is to come. */
  at(time: number): UnitTree
}
