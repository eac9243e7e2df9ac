import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import type { ProcessChildren, ProcessNode, ProcessTree } from '../../../../api/schemas/entities.ts'
import { get } from '../../api/client.ts'
import { askOf, type Branch, firstShown, keyOf, rowsOf, type Shown } from './process-rows.ts'

const nothing: Branch = { nodes: [], total: { value: 0, relation: 'eq' }, cursor: null, state: 'reading' }

/** The lines of a tree, whose branches are read when they are opened. */
export function useShownTree(tree: ProcessTree) {
  const client = useQueryClient()
  const [shown, show] = useState<Shown>(() => firstShown(tree))
  const { rows, cut } = useMemo(() => rowsOf(shown), [shown])
  const put = useCallback(
    (key: string, edit: (branch: Branch) => Branch) =>
      show((before) => ({
        ...before,
        branches: new Map(before.branches).set(key, edit(before.branches.get(key) ?? nothing)),
      })),
    [],
  )

  const read = useCallback(
    async (node: ProcessNode, cursor: string | null) => {
      const key = keyOf(node)
      const ask = { ...askOf(node), ...(cursor === null ? {} : { cursor }) }
      put(key, (branch) => ({ ...branch, state: 'reading' }))
      try {
        const page = await client.fetchQuery({
          queryKey: ['processes', 'children', ask],
          queryFn: ({ signal }) => get<ProcessChildren>('/api/processes/children', ask, signal),
          staleTime: Number.POSITIVE_INFINITY,
        })
        put(key, ({ nodes }) => {
          const before = cursor === null ? [] : nodes
          const known = new Set(before.map(keyOf))
          return { ...page, nodes: [...before, ...page.nodes.filter((one) => !known.has(keyOf(one)))], state: 'read' }
        })
      } catch {
        put(key, (branch) => ({ ...branch, state: 'failed' }))
      }
    },
    [client, put],
  )

  const toggle = (key: string) =>
    show((before) => {
      const open = new Set(before.open)
      if (!open.delete(key)) open.add(key)
      return { ...before, open }
    })

  return {
    rows,
    cut,
    /** Opens or closes a group. */
    fold: toggle,
    /** Opens or closes a process. */
    turn(node: ProcessNode) {
      const key = keyOf(node)
      const opens = !shown.open.has(key)
      toggle(key)
      const branch = shown.branches.get(key)
      const onLine = [...shown.tree.ancestors].some((one) => keyOf(one) === key)
      if (opens && !onLine && (branch === undefined || branch.state === 'failed')) void read(node, null)
    },
    /** Reads on where a branch ended, or again where it failed. */
    more(node: ProcessNode) {
      void read(node, shown.branches.get(keyOf(node))?.cursor ?? null)
    },
  }
}
