import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { EventFilter, FieldStatistics as Statistics } from '../../../../api/schemas/events.ts'
import { get } from '../../api/client.ts'
import { useEventHistogram } from '../../api/queries.ts'
import { useWords } from '../../app/words.tsx'
import { Flyout, FlyoutSection } from '../../components/Flyout.tsx'
import { InertText } from '../../components/InertText.tsx'
import { Sparkline } from '../../components/Sparkline.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { Value, type ValueAction } from '../../components/ValueMenu.tsx'
import { exactly } from '../../lib/value-pivots.ts'

/** Values whose own time lines are asked for: each is a reading of the store. */
const withTimes = 5
const first = 20

/** What the events found hold in one field: how many have it, its values with their share, over time. */
export function FieldStatistics(props: {
  field: string
  filter: EventFilter
  fields: readonly string[]
  choose: (field: string) => void
  close: () => void
  actionsFor: (field: string, value: string) => readonly ValueAction[]
}) {
  const { t, number } = useWords()
  const { field, filter } = props
  const [all, setAll] = useState(false)
  const query = useQuery({
    queryKey: ['events', 'statistics', filter, field],
    queryFn: ({ signal }) => get<Statistics>('/api/events/statistics', { ...filter, field }, signal),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const found = query.data
  const atLeast = found?.partial === true ? '≥ ' : ''
  const counted = ({ value, relation }: Statistics['total']) => `${relation === 'gte' ? '≥ ' : ''}${number(value)}`
  return (
    <Flyout
      label={t('stats.title', { field })}
      close={props.close}
      head={
        <>
          <h2>{t('stats.title', { field })}</h2>
          <label className="stats-field">
            <span>{t('stats.choose')}</span>
            <select value={field} onChange={(event) => props.choose(event.currentTarget.value)}>
              {[...new Set([field, ...props.fields])].sort().map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </label>
        </>
      }
    >
      {query.isError ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : found === undefined ? (
        <SkeletonRows rows={12} height={32} />
      ) : (
        <>
          <section className="flyout-section">
            <dl className="facts">
              <dt>{t('stats.present')}</dt>
              <dd>
                {t('stats.of', { n: counted(found.present.total), all: counted(found.total) })}{' '}
                {shareOf(found.present.total.value, found.total.value, number)}
              </dd>
              <dt>{t('stats.absent')}</dt>
              <dd>
                {found.total.relation === 'eq' && found.present.total.relation === 'eq'
                  ? number(found.total.value - found.present.total.value)
                  : t('stats.uncounted')}
              </dd>
              <dt>{t('stats.distinct')}</dt>
              <dd>{counted(found.distinct)}</dd>
            </dl>
            {found.partial && <p className="dim small">{t('stats.partial')}</p>}
          </section>
          <FlyoutSection title={t('stats.over')}>
            <Sparkline
              values={found.present.buckets.map(({ count }) => count)}
              width={480}
              words={t('stats.over.words', { field, n: counted(found.present.total) })}
            />
          </FlyoutSection>
          <FlyoutSection title={t('stats.values')}>
            {found.values.length === 0 ? (
              <p className="dim">{t('stats.none')}</p>
            ) : (
              <table className="small-table stats-table">
                <thead>
                  <tr>
                    <th scope="col">{t('field.value')}</th>
                    <th scope="col" className="numeric">
                      {t('stats.count')}
                    </th>
                    <th scope="col">{t('stats.share')}</th>
                    <th scope="col" className="stats-times">
                      {t('stats.over')}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {found.values.slice(0, all ? undefined : first).map(({ value, count }, at) => (
                    <tr key={value}>
                      <td>
                        <Value field={field} value={value} actions={props.actionsFor(field, value)}>
                          <InertText text={value.slice(0, 200)} />
                        </Value>
                      </td>
                      <td className="numeric">
                        {atLeast}
                        {number(count)}
                      </td>
                      <td>
                        <Share count={count} of={found.present.total.value} />
                      </td>
                      <td className="stats-times">
                        {at < withTimes && <Times filter={filter} field={field} value={value} />}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
            {found.values.length > first && (
              <button type="button" className="link" onClick={() => setAll(!all)}>
                {all ? t('do.showFewer') : t('facet.more', { n: found.values.length - first })}
              </button>
            )}
          </FlyoutSection>
        </>
      )}
    </Flyout>
  )
}

const shareOf = (count: number, of: number, number: (value: number) => string): string =>
  of === 0 ? '' : `(${number(Math.min(100, (100 * count) / of))}%)`

/** A value's part of the events that have the field: a bar, and the number beside it. */
function Share({ count, of }: { count: number; of: number }) {
  const { number } = useWords()
  const percent = of === 0 ? 0 : Math.min(100, (100 * count) / of)
  return (
    <span className="share">
      <svg width={64} height={8} aria-hidden>
        <rect width={64} height={8} rx={2} fill="var(--vg-line)" />
        <rect width={(64 * percent) / 100} height={8} rx={2} fill="var(--vg-brand)" />
      </svg>
      {number(percent)}%
    </span>
  )
}

function Times({ filter, field, value }: { filter: EventFilter; field: string; value: string }) {
  const { t } = useWords()
  const query = filter.query ?? ''
  const narrowed = query.trim() === '' ? exactly(field, value) : `(${query}) and ${exactly(field, value)}`
  const times = useEventHistogram({ ...filter, query: narrowed })
  if (times.data === undefined) return null
  return (
    <Sparkline
      values={times.data.buckets.map(({ count }) => count)}
      width={88}
      words={t('stats.over.words', { field: value.slice(0, 80), n: String(times.data.total.value) })}
    />
  )
}
