import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { type Language, languages, type Texts, type Translator, translatorOf } from '../../../../core/i18n/translate.ts'
import { vi } from '../../../../core/i18n/vi.ts'
import { recall, remember } from '../lib/preference.ts'

interface Words extends Translator {
  setLanguage(language: Language): void
}

const Context = createContext<Words | null>(null)

interface Shown {
  readonly language: Language
  readonly texts: Texts
}
const vietnamese: Shown = { language: 'vi', texts: vi }
/** Loaded by those who read it: it is a tenth of the first load. */
const english = async (): Promise<Shown> => ({
  language: 'en',
  texts: (await import('../../../../core/i18n/en.ts')).en,
})

/** Gives everything below it the texts of the chosen language; Vietnamese until somebody chooses otherwise. */
export function WordsProvider({ timeZone, children }: { timeZone: string; children: ReactNode }) {
  const [shown, show] = useState(() => (recall('language', languages, 'vi') === 'vi' ? vietnamese : null))
  useEffect(() => {
    if (shown !== null) document.documentElement.lang = shown.language
    else english().then(show, () => show(vietnamese))
  }, [shown])
  const words = useMemo<Words | null>(
    () =>
      shown && {
        ...translatorOf(shown.texts, shown.language, timeZone),
        setLanguage: (next) => {
          remember('language', next)
          if (next === 'vi') show(vietnamese)
          // Without a connection the language stays; the choice is kept for the next time.
          else english().then(show, () => {})
        },
      },
    [shown, timeZone],
  )
  return words && <Context value={words}>{children}</Context>
}

/** The texts, numbers and times of the chosen language. */
export function useWords(): Words {
  const words = useContext(Context)
  if (words === null) throw new Error('useWords outside WordsProvider')
  return words
}
