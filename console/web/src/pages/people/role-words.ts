import { isTextKey } from '../../../../../core/i18n/text-key.ts'
import type { Translator } from '../../../../../core/i18n/translate.ts'

/** A role's name; of one that a newer server added, its id. */
export function roleWords(t: Translator['t'], role: string): string {
  const key = `role.${role}`
  return isTextKey(key) ? t(key) : role
}
