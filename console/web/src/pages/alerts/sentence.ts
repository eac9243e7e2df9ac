import type { Translator } from '../../../../../core/i18n/translate.ts'
import type { Alert } from '../../../../api/schemas/alerts.ts'

type About = Pick<Alert, 'count' | 'first' | 'last' | 'host' | 'user' | 'source'>

/** Why there is an alert, in one sentence: how often, within what time, for whom, where, from where. */
export function alertSentence({ t, duration }: Pick<Translator, 't' | 'duration'>, alert: About): string {
  const parts = [t('alert.sentence', { n: alert.count })]
  if (alert.count > 1 && alert.last - alert.first >= 1000) {
    parts.push(t('alert.sentence.span', { duration: duration(alert.last - alert.first) }))
  }
  for (const part of ['user', 'host', 'source'] as const) {
    const value = alert[part]
    if (value !== null) parts.push(t(`alert.sentence.${part}`, { value }))
  }
  return `${parts.join(' ')}.`
}
