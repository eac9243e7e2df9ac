import type { ProcessChildren, ProcessNode, ProcessTree } from '../../../../api/schemas/entities.ts'
import type { ProcessAsk } from '../../api/entity-queries.ts'

/** What has been read of the children of a process. */
export interface Branch {
  readonly nodes: readonly ProcessNode[]
  readonly total: ProcessChildren['total']
  /** Where to go on; null when all are read. */
  readonly cursor: string | null
  readonly state: 'reading' | 'read' | 'failed'
}

/** A tree as it stands on the screen. */
export interface Shown {
  readonly tree: ProcessTree
  readonly branches: ReadonlyMap<string, Branch>
  readonly open: ReadonlySet<string>
}

/** A line of the tree. */
export type TreeRow =
  | {
      readonly kind: 'process'
      readonly key: string
      readonly node: ProcessNode
      readonly level: number
      /** The row that it hangs from; undefined at the top. */
      readonly parent: string | undefined
      /** Undefined: it stands in the tree already, and cannot be opened here; so a loop ends. */
      readonly expanded: boolean | undefined
      readonly position: number
      readonly size: number
    }
  | {
      /** Children of one name that stand beside each other, folded into one line until it is opened. */
      readonly kind: 'group'
      readonly key: string
      readonly name: string
      readonly level: number
      readonly parent: string
      readonly expanded: boolean
      readonly count: number
    }
  | {
      /** `more`: others can be read; the rest says why nothing hangs here. */
      readonly kind: 'more' | 'none' | 'reading' | 'failed'
      readonly key: string
      readonly of: string
      readonly level: number
      readonly parent: string
      /** How many are left, as far as known; null where nothing was read yet. */
      readonly left: ProcessChildren['total'] | null
    }

/** So many lines are shown at most. */
export const mostRows = 1_000

/** A process's place in the tree: by the event of its start, or by the child that names it. */
export const keyOf = (node: ProcessNode): string => node.event ?? `parent of ${node.parentOf}`

/** How its children are asked for. */
export const askOf = (node: ProcessNode): ProcessAsk =>
  node.event === null ? { event: node.parentOf ?? '', of: 'parent' } : { event: node.event, of: 'self' }

/** How a tree stands first: the line down to the process is open, and the process with the children that came along. */
export function firstShown(tree: ProcessTree): Shown {
  const own = keyOf(tree.process)
  const branch: Branch = { ...tree.children, state: 'read' }
  return {
    tree,
    branches: new Map([[own, branch]]),
    open: new Set([...tree.ancestors.map(keyOf), own]),
  }
}

/** What is open, and what else can be opened, from top to bottom; at most `mostRows`, then `cut`. */
export function rowsOf({ tree, branches, open }: Shown): { rows: readonly TreeRow[]; cut: boolean } {
  const rows: TreeRow[] = []
  const line = [...tree.ancestors, tree.process]
  const below = new Map(line.slice(0, -1).map((node, at) => [keyOf(node), line[at + 1]]))
  const path: string[] = []
  const shown = new Set<string>()
  let cut = false
  function add(row: TreeRow): void {
    if (rows.length < mostRows) rows.push(row)
    else cut = true
  }
  function visit(node: ProcessNode, position: number, size: number): void {
    if (cut) return
    const key = keyOf(node)
    const parent = path.at(-1)
    const level = path.length + 1
    const isOpen = open.has(key)
    if (shown.has(key)) {
      add({ kind: 'process', key: `${key} ${rows.length}`, node, level, parent, expanded: undefined, position, size })
      return
    }
    shown.add(key)
    add({ kind: 'process', key, node, level, parent, expanded: isOpen, position, size })
    if (!isOpen) return
    const branch = branches.get(key)
    const known = below.get(key)
    const read = branch?.nodes ?? []
    // The line to the process stands first, once: its place among the others is not known before they are read.
    const others = known === undefined ? read : read.filter((one) => keyOf(one) !== keyOf(known))
    const children = known === undefined ? others : [known, ...others]
    path.push(key)
    visitAll(children, known, key)
    const note = noteOf(branch, children.length, known !== undefined)
    if (note !== undefined) add({ ...note, key: `${note.kind} ${key}`, of: key, level: level + 1, parent: key })
    path.pop()
  }
  function visitAll(children: readonly ProcessNode[], known: ProcessNode | undefined, parent: string): void {
    let position = 0
    for (const { name, nodes } of runsOf(children, known)) {
      const [first] = nodes
      const folds = nodes.length >= fewestFolded && first !== undefined
      const key = folds ? `group ${parent} ${keyOf(first)}` : ''
      const expanded = open.has(key)
      if (folds) add({ kind: 'group', key, name, level: path.length + 1, parent, expanded, count: nodes.length })
      if (folds) path.push(key)
      for (const child of nodes) {
        position++
        if (!folds || expanded) visit(child, position, children.length)
      }
      if (folds) path.pop()
    }
  }
  const [top] = line
  if (top !== undefined) visit(top, 1, 1)
  return { rows, cut }
}

/** So many of one name beside each other are folded. */
const fewestFolded = 6

/** Children of one name that stand beside each other; what an alert marks, and the line to the process, stand alone. */
function runsOf(
  children: readonly ProcessNode[],
  known: ProcessNode | undefined,
): { readonly name: string; readonly nodes: ProcessNode[] }[] {
  const runs: { name: string; alone: boolean; nodes: ProcessNode[] }[] = []
  for (const child of children) {
    const alone = child === known || child.alerts.length > 0 || child.name === null
    const name = child.name ?? ''
    const last = runs.at(-1)
    if (!alone && last !== undefined && !last.alone && last.name === name) last.nodes.push(child)
    else runs.push({ name, alone, nodes: [child] })
  }
  return runs
}

function noteOf(
  branch: Branch | undefined,
  shown: number,
  onLine: boolean,
):
  | { readonly kind: 'more' | 'none' | 'reading' | 'failed'; readonly left: ProcessChildren['total'] | null }
  | undefined {
  // Of an ancestor only the line to the process is known: its other children are read when asked for.
  if (branch === undefined) return { kind: onLine ? 'more' : 'reading', left: null }
  if (branch.state !== 'read') return { kind: branch.state, left: null }
  if (branch.cursor !== null) {
    const left = Math.max(1, branch.total.value - shown)
    return { kind: 'more', left: { value: left, relation: branch.total.relation } }
  }
  return shown === 0 ? { kind: 'none', left: null } : undefined
}

/** Where an arrow key goes from a row: to another row, or to open or close this one; undefined for a key that means nothing. */
export function moveFrom(
  rows: readonly TreeRow[],
  at: number,
  key: string,
): { readonly to: string } | { readonly turn: string } | undefined {
  const row = rows[at]
  if (row === undefined) return undefined
  const to = (index: number) => {
    const target = rows[Math.min(Math.max(index, 0), rows.length - 1)]
    return target && { to: target.key }
  }
  switch (key) {
    case 'ArrowDown':
      return to(at + 1)
    case 'ArrowUp':
      return to(at - 1)
    case 'Home':
      return to(0)
    case 'End':
      return to(rows.length - 1)
    case 'ArrowRight':
      if ((row.kind !== 'process' && row.kind !== 'group') || row.expanded === undefined) return undefined
      return row.expanded ? to(at + 1) : { turn: row.key }
    case 'ArrowLeft':
      if ((row.kind === 'process' || row.kind === 'group') && row.expanded === true) return { turn: row.key }
      return row.parent === undefined ? undefined : { to: row.parent }
    default:
      return undefined
  }
}
