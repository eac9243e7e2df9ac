import { Button } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, type RefObject, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import type { SearchProblem } from '../../../../../core/predicate/search-problem.ts'
import { useWords } from '../../app/words.tsx'
import { usePhone } from '../../lib/phone.ts'
import { QueryProblems } from './QueryProblems.tsx'
import { type Choice, choicesOf, mayComeRight, take } from './query-edit.ts'
import { Suggestions } from './Suggestions.tsx'
import { useFieldValues } from './use-field-values.ts'
import { useSearchLanguage, useSettled } from './use-language.ts'
import { useMarks } from './use-marks.ts'

const nothing: readonly SearchProblem[] = []

/** The bar for the search language: completes fields and values, and shows what is wrong under the very characters. */
export function SearchBox(props: {
  /** What is asked for now. */
  query: string
  range: { readonly from: number; readonly to: number }
  /** Fields seen in the events at hand. */
  seen: readonly string[]
  onQuery: (query: string) => void
  /** Told of every change of the text, asked for or not. */
  onTyped?: (text: string) => void
  /** What it is called and what its button says, where it is not the search page's. */
  words?: { readonly label: string; readonly placeholder: string; readonly submit: string }
  ref: RefObject<HTMLInputElement | null>
}) {
  const { t, timeZone } = useWords()
  const phone = usePhone()
  const language = useSearchLanguage()
  const [typed, setTyped] = useState(props.query)
  const [cursor, setCursor] = useState(0)
  const [open, setOpen] = useState(false)
  const [at, setAt] = useState(-1)
  // While an input method composes (Telex), keys and half-made words are its own.
  const [composing, setComposing] = useState(false)
  // The text that was last asked for or refused: all that is wrong with it shows at once.
  const [judged, setJudged] = useState(props.query)
  const landing = useRef<readonly [number, number]>(null)
  const id = useId()
  useEffect(() => {
    setTyped(props.query)
    setJudged(props.query)
  }, [props.query])
  useLayoutEffect(() => {
    if (landing.current === null) return
    props.ref.current?.setSelectionRange(...landing.current)
    landing.current = null
  })

  const parsed = language?.parseSearch(typed, { timeZone, seen: new Set(props.seen) })
  const found = parsed === undefined ? nothing : parsed.ok ? parsed.value.warnings : parsed.error
  const rested = useSettled(typed, 700, composing) === typed
  const shown = found.filter((one) => judged === typed || (rested && !mayComeRight(one, typed)))
  const marks = useMarks(props.ref, typed, shown)

  const completion = open && !composing ? language?.complete(typed, cursor, props.seen) : undefined
  const asked = completion?.kind === 'value' && !isCountless(completion.field) ? completion : undefined
  const ask = useSettled(asked === undefined ? '' : JSON.stringify([asked.field, asked.prefix]), 150)
  const [field = '', prefix = ''] = ask === '' ? [] : (JSON.parse(ask) as string[])
  const values = useFieldValues(props.range, ask === '' || asked?.field !== field ? undefined : { field, prefix })
  const choices = choicesOf(completion, asked === undefined ? [] : values)

  /** Values of long texts and of times are as many as events. */
  function isCountless(name: string): boolean {
    const type = language?.fieldType(name)
    return type === 'text' || type === 'date' || name === 'event.original'
  }
  function type(text: string) {
    setTyped(text)
    props.onTyped?.(text)
  }
  function edit(text: string, from: number, to = from) {
    landing.current = [from, to]
    type(text)
    setCursor(from)
  }
  function submit() {
    setOpen(false)
    setAt(-1)
    setJudged(typed)
    const [fault] = parsed?.ok === false ? parsed.error : []
    if (fault === undefined) return props.onQuery(typed.trim())
    props.ref.current?.focus()
    edit(typed, fault.start, fault.end)
  }
  function choose(choice: Choice) {
    if (completion === undefined) return
    const taken = take(typed, completion, choice)
    edit(taken.text, taken.cursor)
    setAt(-1)
    // After a field come its values; after a value the text is one to be asked.
    setOpen(completion.kind === 'field')
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing || composing) return
    const count = choices.length
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setOpen(true)
      if (count > 0) setAt(event.key === 'ArrowDown' ? (at + 1) % count : (at <= 0 ? count : at) - 1)
    } else if (event.key === 'Escape' && count > 0) {
      event.preventDefault()
      setOpen(false)
      setAt(-1)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      const choice = choices[at]
      if (choice === undefined) submit()
      else choose(choice)
    } else if (event.key === 'Tab' && choices[at] !== undefined) {
      event.preventDefault()
      choose(choices[at])
    }
  }

  const label =
    completion?.kind === 'value' ? t('query.suggest.values', { field: completion.field }) : t('query.suggest.fields')
  return (
    <search className="search-form">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <div className="text-filter">
          <IconSearch size={16} stroke={1.6} aria-hidden />
          <div className="query-field">
            <input
              ref={props.ref}
              type="text"
              role="combobox"
              aria-label={props.words?.label ?? t('search.label')}
              aria-expanded={choices.length > 0}
              aria-controls={`${id}-list`}
              aria-autocomplete="list"
              aria-activedescendant={choices[at] === undefined ? undefined : `${id}-list-${at}`}
              aria-invalid={shown.some(({ level }) => level === 'error')}
              aria-describedby={`${id}-problems`}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              value={typed}
              maxLength={10_000}
              placeholder={props.words?.placeholder ?? t(phone ? 'search.text.short' : 'search.text')}
              onBlur={() => setOpen(false)}
              onSelect={(event) => setCursor(event.currentTarget.selectionStart ?? 0)}
              onCompositionStart={() => setComposing(true)}
              onCompositionEnd={() => setComposing(false)}
              onChange={(event) => {
                type(event.currentTarget.value)
                setCursor(event.currentTarget.selectionStart ?? event.currentTarget.value.length)
                setOpen(true)
                setAt(-1)
              }}
              onKeyDown={onKeyDown}
            />
            {marks.map(({ left, width }, index) => (
              <span
                // biome-ignore lint/suspicious/noArrayIndexKey: a mark has no identity but its place
                key={index}
                className={`query-mark ${shown[index]?.level ?? 'error'}`}
                style={{ left, width }}
                aria-hidden
              />
            ))}
          </div>
        </div>
        <Suggestions id={`${id}-list`} label={label} choices={choices} at={at} onTake={choose} />
        <Button type="submit" variant={props.words === undefined ? 'filled' : 'default'}>
          {props.words?.submit ?? t('search.submit')}
        </Button>
      </form>
      <span className="visually-hidden" aria-live="polite">
        {choices.length > 0 && t('query.suggest.count', { n: choices.length })}
      </span>
      <QueryProblems
        id={`${id}-problems`}
        text={typed}
        problems={shown}
        onReplace={({ start, end }, by) => {
          props.ref.current?.focus()
          edit(typed.slice(0, start) + by + typed.slice(end), start + by.length)
        }}
      />
    </search>
  )
}
