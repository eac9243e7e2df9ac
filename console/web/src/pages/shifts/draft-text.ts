import type { Translator } from '../../../../../core/i18n/translate.ts'
import type { HandOverDraft } from '../../../../api/schemas/shifts.ts'

/** What is open as a text to go on from: a heading a kind, a line a thing, addresses that the log turns into links. */
export function draftText(
  { t, language, dateTime }: Pick<Translator, 't' | 'language' | 'dateTime'>,
  { mine, unowned, criticals, given, silent, incidents }: HandOverDraft,
): string {
  const lines = [
    t('shifts.draft.mine', { n: mine.total }),
    ...mine.rows.map(
      ({ id, title, host }) =>
        `- ${[title[language], host].filter(Boolean).join(', ')} /alerts?range=30d&alert=${encodeURIComponent(id)}`,
    ),
    ...(mine.total > mine.rows.length ? [`- ${t('shifts.draft.more', { n: mine.total - mine.rows.length })}`] : []),
    t('shifts.draft.unowned', { n: unowned, criticals }),
    ...(given > 0 ? [t('shifts.draft.given', { n: given })] : []),
    t('shifts.draft.incidents', { n: incidents.length }),
    ...incidents.map(({ id, title }) => `- ${id} ${title} /incidents/${id}`),
    t('shifts.draft.silent', { n: silent.length }),
    ...silent.map(({ name, unit, since }) => `- ${[name, unit].filter(Boolean).join(', ')}: ${dateTime(since)}`),
    '',
    t('shifts.draft.todo'),
    '- ',
  ]
  return lines.join('\n')
}
