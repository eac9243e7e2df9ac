import { isTextKey, type Translator } from '../../../../core/i18n/translate.ts'

interface Problem {
  readonly code: string
  readonly params: Readonly<Record<string, string>>
}

/** What is wrong, in the language of the screen; undefined for a code that has no text there. */
export function problemWords(t: Translator['t'], { code, params }: Problem): string | undefined {
  const key = code.startsWith('system-') ? `systems.problem.${code.slice('system-'.length)}` : `problem.${code}`
  if (!isTextKey(key)) return undefined
  const right = `permission.${params.permission}`
  return t(key, isTextKey(right) ? { ...params, permission: t(right) } : params)
}
