import { type RefObject, useLayoutEffect, useState } from 'react'

/** A piece of an input's text, in pixels from the left edge of what shows of it. */
export interface Mark {
  readonly left: number
  readonly width: number
}

/** Where pieces of an input's text stand on the screen; follows its scrolling. */
export function useMarks(
  input: RefObject<HTMLInputElement | null>,
  text: string,
  pieces: readonly { readonly start: number; readonly end: number }[],
): readonly Mark[] {
  const [marks, setMarks] = useState<readonly Mark[]>([])
  const key = JSON.stringify([text, pieces.map(({ start, end }) => [start, end])])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key holds what is measured
  useLayoutEffect(() => {
    const element = input.current
    const field = element?.parentElement
    if (!element || !field || pieces.length === 0) return setMarks([])
    let gone = false
    const measure = () => {
      if (gone) return
      // Text of the same font beside the input: a canvas knows nothing of tabular figures.
      const ruler = document.createElement('span')
      ruler.className = 'query-ruler'
      field.append(ruler)
      const width = (piece: string) => {
        ruler.textContent = piece
        return ruler.getBoundingClientRect().width
      }
      setMarks(
        pieces.map(({ start, end }) => {
          const left = width(text.slice(0, start))
          return { left: left - element.scrollLeft, width: Math.max(6, width(text.slice(0, end)) - left) }
        }),
      )
      ruler.remove()
    }
    measure()
    void document.fonts.ready.then(measure)
    element.addEventListener('scroll', measure)
    return () => {
      gone = true
      element.removeEventListener('scroll', measure)
    }
  }, [key, input])
  return marks
}
