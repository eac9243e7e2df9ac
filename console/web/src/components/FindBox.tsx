import { IconSearch } from '@tabler/icons-react'
import type { Ref } from 'react'

/** A field in which to look for text, told by its magnifying glass; `label` is its placeholder and its name. */
export function FindBox(props: {
  label: string
  value: string
  onType: (text: string) => void
  ref?: Ref<HTMLInputElement>
}) {
  return (
    <label className="text-filter">
      <IconSearch size={16} stroke={1.6} aria-hidden />
      <span className="visually-hidden">{props.label}</span>
      <input
        ref={props.ref}
        type="search"
        value={props.value}
        placeholder={props.label}
        maxLength={200}
        onChange={(event) => props.onType(event.currentTarget.value)}
      />
    </label>
  )
}
