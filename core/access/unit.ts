/** A node of the administrative tree: nation → province → department, commune, ward or special zone. */
export interface Unit {
  /** Stable; never reused, never a path. Letters, digits and hyphens. */
  readonly id: string
  readonly name: string
  readonly kind: 'province' | 'department' | 'commune' | 'ward' | 'special-zone' | 'office'
  /** The unit above; absent at the root. */
  readonly parent?: string
  /** Networks and host names by which events are attributed to it. */
  readonly networks?: readonly string[]
  readonly hosts?: readonly string[]
}

/** The tree with what is asked of it most: who stands above and below. */
export interface UnitTree {
  readonly root: string
  get(id: string): Unit | undefined
  all(): readonly Unit[]
  /** The unit's own id and those of all its ancestors, nearest first. Empty for an unknown id. */
  lineage(id: string): readonly string[]
  /** The unit's own id and those of everything under it. Empty for an unknown id. */
  subtree(id: string): readonly string[]
}
