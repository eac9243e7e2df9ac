import type { ReactNode } from 'react'
import { useWords } from '../../app/words.tsx'

/** One list of the home page: what it is of, how many there are, its first rows, and what is said when there are none. */
export function WorkPart(props: {
  title: string
  count?: number
  empty?: string
  foot?: ReactNode
  children?: ReactNode
}) {
  const { number } = useWords()
  const { count } = props
  return (
    <section>
      <h2>
        {props.title} {count !== undefined && count > 0 && <span className="count">{number(count)}</span>}
      </h2>
      {count === 0 ? <p className="dim">{props.empty}</p> : props.children}
      {props.foot}
    </section>
  )
}
