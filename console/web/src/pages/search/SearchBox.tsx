import { Button } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, type Ref, useEffect, useId, useState } from 'react'
import { useWords } from '../../app/words.tsx'
import { parseTerm, suggest, type Term } from './terms.ts'

/** One box for text and for `field=value`, with the names of fields and the values at hand as suggestions. */
export function SearchBox(props: {
  text: string
  valuesOf: (field: string) => readonly string[]
  onText: (text: string) => void
  onTerm: (term: Term) => void
  ref: Ref<HTMLInputElement>
}) {
  const { t } = useWords()
  const [typed, setTyped] = useState(props.text)
  const [fields, setFields] = useState<readonly string[]>([])
  const [open, setOpen] = useState(false)
  const [at, setAt] = useState(-1)
  const listId = useId()
  useEffect(() => setTyped(props.text), [props.text])

  const choices = open ? suggest(typed, fields, props.valuesOf) : []
  // Thousands of names are not the first paint's business.
  const loadFields = () => void import('../../../../../core/event/fields.ts').then((of) => setFields(of.fieldNames()))

  function enter(input: string) {
    setOpen(false)
    setAt(-1)
    const term = parseTerm(input)
    if (term === undefined) return props.onText(input.trim())
    setTyped('')
    props.onTerm(term)
  }
  function take(choice: string) {
    setAt(-1)
    if (choice.endsWith('=')) setTyped(choice)
    else enter(choice)
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setOpen(true)
      if (choices.length > 0)
        setAt((at + (event.key === 'ArrowDown' ? 1 : choices.length + (at < 0 ? 1 : 0) - 1)) % choices.length)
    } else if (event.key === 'Escape' && choices.length > 0) {
      event.preventDefault()
      setOpen(false)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      const choice = choices[at]
      if (choice === undefined) enter(typed)
      else take(choice)
    } else if (event.key === 'Tab' && choices[at] !== undefined) {
      event.preventDefault()
      take(choices[at])
    }
  }

  return (
    <search className="search-form">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          enter(typed)
        }}
      >
        <div className="text-filter">
          <IconSearch size={16} stroke={1.6} aria-hidden />
          <input
            ref={props.ref}
            type="text"
            role="combobox"
            aria-label={t('search.label')}
            aria-expanded={choices.length > 0}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={choices[at] === undefined ? undefined : `${listId}-${at}`}
            autoComplete="off"
            spellCheck={false}
            value={typed}
            maxLength={1000}
            placeholder={t('search.text')}
            onFocus={loadFields}
            onBlur={() => setOpen(false)}
            onChange={(event) => {
              setTyped(event.currentTarget.value)
              setOpen(true)
              setAt(-1)
            }}
            onKeyDown={onKeyDown}
          />
        </div>
        <div
          id={listId}
          role="listbox"
          aria-label={t('search.label')}
          className="suggestions"
          hidden={choices.length === 0}
        >
          {choices.map((choice, index) => (
            // The field keeps the focus, as a combobox does: keys are handled there.
            <div
              key={choice}
              id={`${listId}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              className="mono"
              onPointerDown={(event) => {
                event.preventDefault()
                take(choice)
              }}
            >
              {choice}
            </div>
          ))}
        </div>
        <Button type="submit">{t('search.submit')}</Button>
      </form>
    </search>
  )
}
