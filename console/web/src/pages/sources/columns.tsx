import type { Translator } from '../../../../../core/i18n/translate.ts'
import type { Source } from '../../../../api/schemas/sources.ts'
import { useWords } from '../../app/words.tsx'
import type { Column } from '../../components/DataTable.tsx'
import { Sparkline } from '../../components/Sparkline.tsx'
import { RelativeTime } from '../../components/Time.tsx'
import { isQuiet } from '../../lib/quiet.ts'

/** Who sends, whether they still do, and what is wrong with it. */
export function sourceColumns(
  { t, number, duration }: Pick<Translator, 't' | 'number' | 'duration'>,
  now: number,
): Column<Source>[] {
  return [
    {
      id: 'peer',
      head: t('sources.peer'),
      width: 190,
      grows: true,
      opens: true,
      cell: ({ peer, host }) => (
        <>
          <span className="rule-title">{host ?? peer}</span>
          {host !== null && <span className="dim second-line">{peer}</span>}
        </>
      ),
    },
    {
      id: 'unit',
      head: t('field.unit'),
      width: 190,
      cell: ({ unit }) =>
        unit === null ? (
          <span className="dim">{t('field.unattributed')}</span>
        ) : (
          <span className="two-lines">{unit.name}</span>
        ),
    },
    {
      id: 'lastSeen',
      head: t('sources.lastSeen'),
      width: 140,
      cell: (source) => (
        <>
          <QuietBadge source={source} now={now} />
          <span className="dim second-line">
            <RelativeTime at={source.lastSeen} />
          </span>
        </>
      ),
    },
    {
      id: 'rate',
      head: t('sources.rate'),
      width: 184,
      cell: ({ rate }) => (
        <span className="rate">
          <Sparkline values={rate} />
          <span className="dim">{t('sources.rate.now', { n: rate.at(-1) ?? 0 })}</span>
        </span>
      ),
    },
    {
      id: 'input',
      head: t('sources.input'),
      width: 150,
      cell: ({ input, datasets }) => (
        <>
          {t(`sources.input.${input}`)}
          <span className="dim second-line">{datasets.join(', ')}</span>
        </>
      ),
    },
    {
      id: 'events',
      head: t('sources.events'),
      width: 96,
      numeric: true,
      cell: ({ events }) => number(events),
    },
    {
      id: 'lag',
      head: t('sources.lag'),
      width: 110,
      numeric: true,
      cell: ({ lag }) => (lag === null ? <span className="dim">–</span> : duration(lag)),
    },
    {
      id: 'failures',
      head: t('sources.failures'),
      width: 150,
      numeric: true,
      cell: ({ failures }) =>
        failures === 0 ? <span className="dim">0</span> : <strong className="bad-text">{number(failures)}</strong>,
    },
  ]
}

function QuietBadge({ source, now }: { source: Source; now: number }) {
  const { t } = useWords()
  return isQuiet(source, now) ? (
    <span className="badge-quiet">{t('sources.quiet')}</span>
  ) : (
    <span>{t('sources.sending')}</span>
  )
}
