import { useEffect, useState } from 'react'

type SearchLanguage = typeof import('./language.ts').searchLanguage

/** The search language once it has been loaded; until then the server alone judges. */
export function useSearchLanguage(): SearchLanguage | undefined {
  const [language, setLanguage] = useState<SearchLanguage>()
  useEffect(() => {
    let gone = false
    void import('./language.ts').then(({ searchLanguage }) => {
      if (!gone) setLanguage(searchLanguage)
    })
    return () => {
      gone = true
    }
  }, [])
  return language
}

/** The value as it stood once it has not changed for `ms`; `hold` keeps the old one however long that takes. */
export function useSettled<T>(value: T, ms: number, hold = false): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    if (hold) return
    const timer = setTimeout(() => setSettled(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms, hold])
  return settled
}
