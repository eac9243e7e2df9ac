import { useSyncExternalStore } from 'react'
import { useWords } from '../app/words.tsx'

/** One clock for all relative times on the page, so that they turn together. */
let now = Date.now()
const listeners = new Set<() => void>()
let ticking: ReturnType<typeof setInterval> | undefined

function listen(listener: () => void): () => void {
  listeners.add(listener)
  ticking ??= setInterval(() => {
    now = Date.now()
    for (const one of listeners) one()
  }, 10_000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(ticking)
    ticking = undefined
  }
}

/** Now, to within ten seconds. */
export function useNow(): number {
  return useSyncExternalStore(listen, () => now)
}

/** A time relative to now, the exact one on hover. */
export function RelativeTime({ at }: { at: number }) {
  const { relative, dateTime } = useWords()
  const current = useNow()
  return (
    <time dateTime={new Date(at).toISOString()} title={dateTime(at)}>
      {relative(at, Math.max(current, Date.now() - 10_000))}
    </time>
  )
}

/** An exact time, the relative one on hover. */
export function ExactTime({ at }: { at: number }) {
  const { relative, dateTime } = useWords()
  return (
    <time dateTime={new Date(at).toISOString()} title={relative(at, Date.now())} className="nowrap">
      {dateTime(at)}
    </time>
  )
}

/** An exact time in two short lines, the hour above its day, for narrow columns. */
export function StackedTime({ at }: { at: number }) {
  const { clock, day, relative } = useWords()
  return (
    <time dateTime={new Date(at).toISOString()} title={relative(at, Date.now())}>
      {clock(at)}
      <span className="dim second-line">{day(at)}</span>
    </time>
  )
}
