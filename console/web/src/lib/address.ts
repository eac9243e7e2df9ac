import { useCallback } from 'react'
import { useSearchParams } from 'react-router'

/**
 * The page's state as it stands in the address, and a way to change it. A change makes a step that Back undoes, unless it
 * is asked to replace (typing, stepping through a list).
 */
export function useAddress(): [URLSearchParams, (edit: (params: URLSearchParams) => void, replace?: boolean) => void] {
  const [params, setParams] = useSearchParams()
  const change = useCallback(
    (edit: (params: URLSearchParams) => void, replace = false) => {
      setParams(
        () => {
          // As it stands by now, which what was drawn last may not show yet: no change undoes another.
          const next = new URLSearchParams(window.location.search)
          edit(next)
          return next
        },
        { replace },
      )
    },
    [setParams],
  )
  return [params, change]
}
