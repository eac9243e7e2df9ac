import type { Translator } from '../../../../core/i18n/translate.ts'
import { dayWords } from './day-words.ts'

interface Problem {
  readonly code: string
  readonly params: Readonly<Record<string, string>>
}

/** What is wrong, in the language of the screen; undefined for a code that has no text there. */
export function problemWords(
  { t, known }: Pick<Translator, 't' | 'known'>,
  { code, params }: Problem,
): string | undefined {
  // What is wrong with a query names its texts itself, of the fault and of what helps.
  if (known(code)) {
    const hint = params.hint ?? ''
    return [code, hint]
      .filter((key) => known(key))
      .map((key) => t(key, params))
      .join(' ')
  }
  const key = code.startsWith('system-') ? `systems.problem.${code.slice('system-'.length)}` : `problem.${code}`
  if (!known(key)) return undefined
  const right = `permission.${params.permission}`
  return t(key, {
    ...params,
    ...(typeof params.day === 'string' ? { day: dayWords(params.day) } : {}),
    ...(known(right) ? { permission: t(right) } : {}),
  })
}
