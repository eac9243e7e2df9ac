import type { Change, RecordStore } from './store.ts'

/** Milliseconds between two looks at the change log, and after a look that failed. */
const period = 100
const periodAfterFailure = 2000

/**
 * Calls `onChanges` with every change after now, in order. A look that fails is repeated, so nothing is skipped; `onError`
 * hears of the first failure in a row. Returns how to stop.
 */
export async function followChanges(
  records: Pick<RecordStore, 'changes' | 'lastChange'>,
  onChanges: (changes: readonly Change[]) => void,
  onError: (error: unknown) => void,
): Promise<() => void> {
  let after = await records.lastChange()
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let failing = false
  const look = async () => {
    try {
      for (;;) {
        const changes = await records.changes(after, 1000)
        const last = changes.at(-1)
        if (last === undefined || stopped) break
        after = last.sequence
        onChanges(changes)
      }
      failing = false
    } catch (error) {
      if (!stopped && !failing) onError(error)
      failing = true
    }
    if (!stopped) timer = setTimeout(look, failing ? periodAfterFailure : period)
  }
  timer = setTimeout(look, period)
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
