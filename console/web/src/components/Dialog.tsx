import { lazy, type ReactNode, Suspense, useRef } from 'react'

const DialogBox = lazy(() => import('./DialogBox.tsx').then((module) => ({ default: module.DialogBox })))

export interface Dialogue {
  readonly title: string
  readonly close: () => void
  /** Default: as long as it is there. */
  readonly opened?: boolean
  /** A click beside it does not close it: what it shows is shown once. */
  readonly stays?: boolean
  readonly children: ReactNode
}

/** A dialogue over the page, without motion; its cross is named for those who do not see it. Its code comes with the first. */
export function Dialog(props: Dialogue) {
  const wasOpened = useRef(false)
  if (props.opened ?? true) wasOpened.current = true
  if (!wasOpened.current) return null
  return (
    <Suspense>
      <DialogBox {...props} />
    </Suspense>
  )
}
