import type { Translator } from '../../../../../core/i18n/translate.ts'

/** A role's name; of one that a newer server added, its id. */
export function roleWords({ t, known }: Pick<Translator, 't' | 'known'>, role: string): string {
  const key = `role.${role}`
  return known(key) ? t(key) : role
}
