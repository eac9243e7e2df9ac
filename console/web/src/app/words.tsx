import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { type Language, languages, type Translator, translator } from '../../../../core/i18n/translate.ts'
import { recall, remember } from '../lib/preference.ts'

interface Words extends Translator {
  setLanguage(language: Language): void
}

const Context = createContext<Words | null>(null)

/** Gives everything below it the texts of the chosen language; Vietnamese until somebody chooses otherwise. */
export function WordsProvider({ timeZone, children }: { timeZone: string; children: ReactNode }) {
  const [language, choose] = useState<Language>(() => recall('language', languages, 'vi'))
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const words = useMemo<Words>(
    () => ({
      ...translator(language, timeZone),
      setLanguage: (next) => {
        remember('language', next)
        choose(next)
      },
    }),
    [language, timeZone],
  )
  return <Context value={words}>{children}</Context>
}

/** The texts, numbers and times of the chosen language. */
export function useWords(): Words {
  const words = useContext(Context)
  if (words === null) throw new Error('useWords outside WordsProvider')
  return words
}
