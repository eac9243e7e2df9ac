import type { Translator } from '../../../../../core/i18n/translate.ts'
import type { AuditRow } from '../../../../api/schemas/audit.ts'
import type { Column } from '../../components/DataTable.tsx'
import { InertText } from '../../components/InertText.tsx'
import { ExactTime } from '../../components/Time.tsx'
import { actionWords, actorWords, detailLines } from './audit-words.ts'

/** The columns of the log. */
export function auditColumns(
  words: Pick<Translator, 't' | 'known' | 'number' | 'dateTime'>,
): readonly Column<AuditRow>[] {
  const { t, known } = words
  return [
    { id: 'time', head: t('audit.time'), width: 172, cell: ({ time }) => <ExactTime at={time} /> },
    {
      id: 'actor',
      head: t('audit.actor'),
      width: 130,
      cell: ({ actor }) => (
        <span className="two-lines anywhere">
          <InertText text={actorWords({ t }, actor)} />
        </span>
      ),
    },
    {
      id: 'action',
      head: t('audit.action'),
      width: 200,
      opens: true,
      cell: ({ action }) => actionWords({ t, known }, action),
    },
    {
      id: 'target',
      head: t('audit.target'),
      width: 190,
      cell: ({ target }) => (
        <span className="mono two-lines anywhere">
          <InertText text={target} />
        </span>
      ),
    },
    {
      id: 'unit',
      head: t('audit.unit'),
      width: 160,
      cell: ({ unit }) => unit?.name ?? <span className="dim">{t('audit.unit.whole')}</span>,
    },
    {
      id: 'details',
      head: t('audit.details'),
      width: 200,
      grows: true,
      cell: ({ details }) => (
        <span className="dim two-lines" title={detailWords(words, details)}>
          <InertText text={detailWords(words, details)} />
        </span>
      ),
    },
  ]
}

/** Details in one line. */
export const detailWords = (
  words: Pick<Translator, 't' | 'known' | 'number' | 'dateTime'>,
  details: AuditRow['details'],
) =>
  detailLines(words, details)
    .map(({ label, value }) => `${label}: ${value}`)
    .join(' · ')
