import { type Ref, useEffect, useRef, useState } from 'react'
import { FindBox } from './FindBox.tsx'

/** Free text over a list; what is typed is asked for after a pause. */
export function TextFilter(props: {
  label: string
  value: string
  onChange: (text: string) => void
  ref: Ref<HTMLInputElement>
}) {
  const [typed, setTyped] = useState(props.value)
  const given = useRef(props.value)
  // Back, or a cleared filter, changes the field; the reader's own typing reaches the address after a pause.
  useEffect(() => {
    if (props.value !== given.current) {
      given.current = props.value
      setTyped(props.value)
    }
  }, [props.value])
  // The last one given: a list that is drawn again and again must not begin the pause anew.
  const onChange = useRef(props.onChange)
  onChange.current = props.onChange
  useEffect(() => {
    if (typed.trim() === given.current) return
    const timer = setTimeout(() => {
      given.current = typed.trim()
      onChange.current(typed.trim())
    }, 250)
    return () => clearTimeout(timer)
  }, [typed])
  return <FindBox ref={props.ref} label={props.label} value={typed} onType={setTyped} />
}
