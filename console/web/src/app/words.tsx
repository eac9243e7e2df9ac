import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { doorVi } from '../../../../core/i18n/door-vi.ts'
import { type Language, languages, type Texts, type Translator, translatorOf } from '../../../../core/i18n/translate.ts'
import { recall, remember } from '../lib/preference.ts'

interface Words extends Translator {
  setLanguage(language: Language): void
}

const Context = createContext<Words | null>(null)

interface Shown {
  readonly language: Language
  readonly texts: Texts
  /** False while only the texts before the sign-in are at hand. */
  readonly whole: boolean
}
/** What stands before the sign-in uses these texts alone: a test looks at that. */
const atTheDoor = (texts: typeof doorVi): Texts => texts as Texts
const vietnamese: Shown = { language: 'vi', texts: atTheDoor(doorVi), whole: false }

/** All texts of a language are a sixth of the first load: who is not signed in waits for those of the door alone. */
async function load(language: Language, whole: boolean): Promise<Shown> {
  if (language === 'vi') {
    return whole ? { language, whole, texts: (await import('../../../../core/i18n/vi.ts')).vi } : vietnamese
  }
  return whole
    ? { language, whole, texts: (await import('../../../../core/i18n/en.ts')).en }
    : { language, whole, texts: atTheDoor((await import('../../../../core/i18n/door-en.ts')).doorEn) }
}

/** Without its texts a page cannot be drawn, so they are asked for until they come. */
const retryMs = 2_000
const chosen = () => recall('language', languages, 'vi')

/** Fetches all texts of the reader's language before they are asked for. */
export function fetchTexts(): void {
  void load(chosen(), true).catch(() => undefined)
}

/**
 * Gives everything below it the texts of the chosen language, Vietnamese until somebody chooses otherwise: those of the door,
 * or all. Draws what `waiting` says until they are there.
 */
export function WordsProvider(props: { timeZone: string; whole: boolean; waiting: ReactNode; children: ReactNode }) {
  const { timeZone, whole } = props
  const [shown, show] = useState<Shown | null>(() => (chosen() === 'vi' ? vietnamese : null))
  const ready = shown !== null && (shown.whole || !whole)
  useEffect(() => {
    if (ready) return
    let gone = false
    const take = (next: Shown) => {
      if (!gone) show(next)
    }
    let again: ReturnType<typeof setTimeout> | undefined
    const fetchThem = () => {
      load(chosen(), whole).then(take, () => {
        again = setTimeout(fetchThem, retryMs)
      })
    }
    fetchThem()
    return () => {
      gone = true
      clearTimeout(again)
    }
  }, [ready, whole])
  useEffect(() => {
    if (shown !== null) document.documentElement.lang = shown.language
  }, [shown])
  const words = useMemo<Words | null>(
    () =>
      shown && {
        ...translatorOf(shown.texts, shown.language, timeZone),
        setLanguage: (next) => {
          remember('language', next)
          // Without a connection the language stays; the choice is kept for the next time.
          load(next, shown.whole).then(show, () => undefined)
        },
      },
    [shown, timeZone],
  )
  return words !== null && ready ? <Context value={words}>{props.children}</Context> : props.waiting
}

/** The texts, numbers and times of the chosen language. */
export function useWords(): Words {
  const words = useContext(Context)
  if (words === null) throw new Error('useWords outside WordsProvider')
  return words
}
