import { en } from './en.ts'
import { type Language, type Texts, type Translator, translatorOf } from './translate.ts'
import { vi } from './vi.ts'

const dictionaries: Record<Language, Texts> = { vi, en }

/** Makes the translator of a language and an IANA time zone, where all languages are at hand: everywhere but in the browser. */
export const translator = (language: Language, timeZone: string): Translator =>
  translatorOf(dictionaries[language], language, timeZone)
