import { useState } from 'react'
import { Link } from 'react-router'
import { useEventFacets, useEventHistogram } from '../api/queries.ts'
import { useSession } from '../api/session.ts'
import { useWords } from '../app/words.tsx'
import { exactly } from '../lib/value-pivots.ts'
import { Dialog } from './Dialog.tsx'
import { InertText } from './InertText.tsx'
import { Sparkline } from './Sparkline.tsx'
import { ErrorState, SkeletonRows } from './states.tsx'

const days = 30
const fields = ['host.name', 'user.name', 'vonggac.unit.id', 'event.dataset'] as const
const most = 5

/** How common a value is in our own store within the reader's scope: nobody outside is asked. */
export function Lookup({ field, value, close }: { field: string; value: string; close: () => void }) {
  const { t, number, day } = useWords()
  const { units } = useSession()
  const [now] = useState(() => Date.now())
  const filter = { from: now - days * 86_400_000, to: now + 60_000, query: exactly(field, value), only: [], not: [] }
  const times = useEventHistogram(filter)
  const facets = useEventFacets(filter, fields)
  const filled = times.data?.buckets.filter(({ count }) => count > 0) ?? []
  const [first, last] = [filled[0], filled.at(-1)]
  const interval = times.data?.interval ?? 0
  const total = times.data?.total
  return (
    <Dialog title={t('lookup.title')} close={close}>
      <div className="lookup">
        <p className="lookup-value">
          <span className="dim">{field}</span> <InertText text={value.slice(0, 300)} />
        </p>
        {times.isError ? (
          <ErrorState error={times.error} retry={() => void times.refetch()} />
        ) : total === undefined ? (
          <SkeletonRows rows={4} height={28} />
        ) : (
          <>
            <p>
              <strong>
                {t(total.relation === 'gte' ? 'lookup.total.least' : 'lookup.total', { n: total.value, days })}
              </strong>
            </p>
            {first !== undefined && last !== undefined && (
              <>
                <p>{t('lookup.between', { first: day(first.from), last: day(last.from + interval - 1) })}</p>
                <Sparkline
                  values={times.data?.buckets.map(({ count }) => count) ?? []}
                  width={380}
                  words={t('lookup.over', { days })}
                />
              </>
            )}
          </>
        )}
        <dl className="facts">
          {fields.map((name) => {
            const facet = facets.data?.facets.find((one) => one.field === name)
            if (facet === undefined || facet.values.length === 0 || name === field) return null
            const nameOf = (id: string) =>
              name === 'vonggac.unit.id' ? (units.find((unit) => unit.id === id)?.name ?? id) : id
            return (
              <div key={name}>
                <dt>{t(`lookup.${name}`)}</dt>
                <dd>
                  <ul className="plain-list">
                    {facet.values.slice(0, most).map((one) => (
                      <li key={one.value}>
                        <InertText text={nameOf(one.value)} />{' '}
                        <span className="dim">
                          {facet.partial ? '≥ ' : ''}
                          {number(one.count)}
                        </span>
                      </li>
                    ))}
                    {facet.values.length > most && (
                      <li className="dim">{t('lookup.more', { n: facet.values.length - most })}</li>
                    )}
                  </ul>
                </dd>
              </div>
            )
          })}
        </dl>
        <p>
          <Link to={`/search?${new URLSearchParams({ query: exactly(field, value), range: '30d' })}`} onClick={close}>
            {t('lookup.events')}
          </Link>
        </p>
        <p className="dim small">{t('lookup.scope')}</p>
      </div>
    </Dialog>
  )
}
