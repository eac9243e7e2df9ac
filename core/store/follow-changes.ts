import type { Change, RecordStore } from './store.ts'

/** Milliseconds between two looks at the change log. */
const period = 100

/**
 * Calls `onChanges` with every change after now, in order. Looks again after `period`; a look that fails is repeated, so
 * nothing is skipped. Returns how to stop.
 */
export async function followChanges(
  records: Pick<RecordStore, 'changes' | 'lastChange'>,
  onChanges: (changes: readonly Change[]) => void,
  onError: (error: unknown) => void,
): Promise<() => void> {
  let after = await records.lastChange()
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  const look = async () => {
    try {
      for (;;) {
        const changes = await records.changes(after, 1000)
        const last = changes.at(-1)
        if (last === undefined || stopped) break
        after = last.sequence
        onChanges(changes)
      }
    } catch (error) {
      if (!stopped) onError(error)
    }
    if (!stopped) timer = setTimeout(look, period)
  }
  timer = setTimeout(look, period)
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
