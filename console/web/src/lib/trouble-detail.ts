import type { Translator } from '../../../../core/i18n/translate.ts'
import { dayWords } from './day-words.ts'

/**
 * What is known of a trouble beside its name, as the reader writes numbers, days and lengths of time, and in words where they
 * are the platform's own. What other programs said stays as they said it.
 */
export function troubleDetail(
  { t, known, number, duration }: Pick<Translator, 't' | 'known' | 'number' | 'duration'>,
  { code, detail = '' }: { readonly code: string; readonly detail?: string | undefined },
): string {
  if (code === 'audit-broken') {
    const [, row = '', reason = ''] = /^(\d+): (\w+)$/.exec(detail) ?? []
    const key = `audit.chain.${reason}`
    return known(key) ? t(key, { row: Number(row) }) : detail
  }
  if (code === 'store-incomplete') return detail.replaceAll('(closed)', `(${t('trouble.closed')})`)
  if (/^\d{4}-\d{2}-\d{2}$/.test(detail)) return dayWords(detail)
  const [, seconds] = /^(\d+) s$/.exec(detail) ?? []
  if (seconds !== undefined) return duration(Number(seconds) * 1_000)
  return detail.replace(/^\d+(?=$|: )/, (count) => number(Number(count)))
}
