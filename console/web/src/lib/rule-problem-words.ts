import type { Translator } from '../../../../core/i18n/translate.ts'

interface RuleProblem {
  readonly code: string
  readonly message: string
  readonly hint: string | null
}

/**
 * What is wrong with the text of a rule. The server's own sentence, which is English and the most exact, stands under
 * English; in another language stands the text of the code, with what the sentence quotes.
 */
export function ruleProblemWords(
  { t, known, language }: Pick<Translator, 't' | 'known' | 'language'>,
  { code, message, hint }: RuleProblem,
): { readonly message: string; readonly hint: string | null } {
  const key = `ruleProblem.${code}`
  if (language === 'en' || !known(key)) return { message, hint }
  return { message: t(key, { name: /“([^”]*)”/.exec(message)?.[1] ?? '…' }), hint: null }
}

/** Why a rule cannot run here, by what the engine says of it. */
export function whyNotRun({ t }: Pick<Translator, 't'>, reason: string): string {
  if (reason.endsWith('log source not mapped')) return t('rule.sourceNotMapped')
  const field = /field not mapped: (.+)$/.exec(reason)?.[1]
  return field === undefined ? reason : t('rule.notMapped', { field })
}

/** How mature a rule is (Sigma 2.1, `status`), in the reader's language; a word that Sigma does not know as it stands. */
export function maturity({ t, known }: Pick<Translator, 't' | 'known'>, status: string): string {
  const key = `rule.status.${status}`
  return known(key) ? t(key) : status
}
