import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import type { Alert } from '../../../../api/schemas/alerts.ts'
import { holdRows } from '../../lib/held-rows.ts'

/** How long after the last sign of life in the list it is taken to be unread. */
const activeMs = 20_000

/**
 * Keeps the queue still while somebody is in it: scrolled down, pointing at it, typing in it, or reading an alert. Else
 * the newest state stands at once. `question` is what was asked: another question is shown at once. `area` is where the list stands.
 */
export function useHeldList(
  fresh: readonly Alert[],
  question: string,
  reading: boolean,
  area: RefObject<HTMLElement | null>,
) {
  const [standing, stand] = useState<readonly Alert[]>(fresh)
  const [asked, ask] = useState(question)
  const [atTop, setAtTop] = useState(true)
  const [active, setActive] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  const leave = useCallback(() => {
    clearTimeout(timer.current)
    setActive(false)
  }, [])
  const touch = useCallback(() => {
    setActive(true)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setActive(false), activeMs)
  }, [])
  useEffect(() => {
    const element = area.current
    if (element === null) return
    const move = (event: PointerEvent) => {
      // A page that moves under a resting pointer is no sign of a reader.
      if (event.movementX !== 0 || event.movementY !== 0) touch()
    }
    element.addEventListener('pointermove', move)
    element.addEventListener('pointerleave', leave)
    element.addEventListener('keydown', touch)
    return () => {
      clearTimeout(timer.current)
      element.removeEventListener('pointermove', move)
      element.removeEventListener('pointerleave', leave)
      element.removeEventListener('keydown', touch)
    }
  }, [area, touch, leave])

  const still = (reading || active || !atTop) && standing.length > 0 && asked === question
  useEffect(() => {
    if (still) return
    stand(fresh)
    ask(question)
  }, [still, fresh, question])

  const held = still ? holdRows(standing, fresh, keyOf) : { rows: fresh, waiting: 0, gone: none }
  return { ...held, release: () => stand(fresh), touch, setAtTop }
}

const keyOf = (alert: Alert) => alert.id
const none: ReadonlySet<string> = new Set()
