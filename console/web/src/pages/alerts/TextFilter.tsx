import { IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useWords } from '../../app/words.tsx'

/** Free text over the queue; what is typed is asked for after a pause. */
export function TextFilter(props: {
  value: string
  /** What is looked in; by default alerts. */
  label?: string
  onChange: (text: string) => void
  ref: React.Ref<HTMLInputElement>
}) {
  const { t } = useWords()
  const label = props.label ?? t('alerts.text')
  const [typed, setTyped] = useState(props.value)
  const given = useRef(props.value)
  // Back, or a cleared filter, changes the field; the reader's own typing reaches the address after a pause.
  useEffect(() => {
    if (props.value !== given.current) {
      given.current = props.value
      setTyped(props.value)
    }
  }, [props.value])
  const { onChange } = props
  useEffect(() => {
    if (typed.trim() === given.current) return
    const timer = setTimeout(() => {
      given.current = typed.trim()
      onChange(typed.trim())
    }, 250)
    return () => clearTimeout(timer)
  }, [typed, onChange])
  return (
    <label className="text-filter">
      <IconSearch size={16} stroke={1.6} aria-hidden />
      <span className="visually-hidden">{label}</span>
      <input
        ref={props.ref}
        type="search"
        value={typed}
        placeholder={label}
        maxLength={200}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </label>
  )
}
