import { useCallback, useEffect, useRef, useState } from 'react'
import type { Alert } from '../../../../api/schemas/alerts.ts'
import { holdRows } from '../../lib/held-rows.ts'

/** How long after the last sign of life in the list it is taken to be unread. */
const activeMs = 20_000

/**
 * Keeps the queue still while somebody is in it: scrolled down, pointing at it, typing in it, or reading an alert. Else
 * the newest state stands at once. `question` is what was asked: another question is shown at once.
 */
export function useHeldList(fresh: readonly Alert[], question: string, reading: boolean) {
  const [standing, stand] = useState<readonly Alert[]>(fresh)
  const [asked, ask] = useState(question)
  const [atTop, setAtTop] = useState(true)
  const [active, setActive] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  const touch = useCallback(() => {
    setActive(true)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setActive(false), activeMs)
  }, [])
  const leave = useCallback(() => {
    clearTimeout(timer.current)
    setActive(false)
  }, [])
  useEffect(() => () => clearTimeout(timer.current), [])

  const still = (reading || active || !atTop) && standing.length > 0 && asked === question
  useEffect(() => {
    if (still) return
    stand(fresh)
    ask(question)
  }, [still, fresh, question])

  const held = still ? holdRows(standing, fresh, keyOf) : { rows: fresh, waiting: 0, gone: none }
  return { ...held, release: () => stand(fresh), touch, leave, setAtTop }
}

const keyOf = (alert: Alert) => alert.id
const none: ReadonlySet<string> = new Set()
