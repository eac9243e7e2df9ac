import { Button } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'react-router'
import type { IndicatorListDetail, IndicatorSearch } from '../../../../api/schemas/indicators.ts'
import { useCancelSearch, useIndicatorHits, useSearchIndicators } from '../../api/indicator-queries.ts'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { DaysForm } from '../../components/DaysForm.tsx'
import { FlyoutSection } from '../../components/Flyout.tsx'
import { InertText } from '../../components/InertText.tsx'
import { ErrorState, FormError, SkeletonRows } from '../../components/states.tsx'
import { EntityLink } from '../entities/EntityLink.tsx'
import { byUnit, eventsAddress, type Hit, percentOf, rangeAround } from './indicator-words.ts'
import { LogsWords, SearchState } from './SearchState.tsx'

const mostDays = 400

/** Searching the logs for a list: asking, how far it is, what it found. */
export function LookBack({ list }: { list: IndicatorListDetail }) {
  const { t } = useWords()
  const may = useMay()
  const start = useSearchIndicators(list.id)
  const [raw, setRaw] = useState(false)
  const [newest, ...older] = list.searches
  return (
    <FlyoutSection title={t('indicators.back')}>
      {may('indicator.write') && (
        <>
          <div className="raw-option">
            <label className="check">
              <input type="checkbox" checked={raw} onChange={(event) => setRaw(event.currentTarget.checked)} />
              {t('indicators.back.raw')}
            </label>
            <p className="dim small">{t('indicators.back.raw.text')}</p>
          </div>
          <DaysForm
            label={t('indicators.back.days')}
            first={30}
            most={mostDays}
            wrong={t('indicators.back.days.wrong', { n: mostDays })}
            submit={t('indicators.back.start')}
            quiet={newest !== undefined}
            run={{ ...start, mutate: ({ days }) => start.mutate({ days, raw }) }}
          />
        </>
      )}
      {newest === undefined ? (
        <p className="dim">{t('indicators.back.none')}</p>
      ) : (
        <Search list={list.id} search={newest} />
      )}
      {older.length > 0 && (
        <details>
          <summary>{t('indicators.back.older')}</summary>
          <ul className="indicator-items">
            {older.map((search) => (
              <li key={search.id}>
                <SearchState search={search} />
                <SearchWords search={search} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </FlyoutSection>
  )
}

function SearchWords({ search }: { search: IndicatorSearch }) {
  const { t, dateTime } = useWords()
  return (
    <span className="dim small">
      {t('indicators.back.range', { from: dateTime(search.from), to: dateTime(search.to) })} ·{' '}
      {t('indicators.back.asked', { name: search.asked.by, time: dateTime(search.asked.at) })}
      {search.raw && ` · ${t('indicators.back.raw.was')}`}
    </span>
  )
}

function Search({ list, search }: { list: string; search: IndicatorSearch }) {
  const { t } = useWords()
  const may = useMay()
  const cancel = useCancelSearch(list)
  const going = search.state === 'waiting' || search.state === 'running'
  const percent = percentOf(search)
  return (
    <div className="stack">
      <p>
        <strong>{t(`indicators.search.state.${search.state}`)}</strong>{' '}
        {search.failure !== null && (
          <span className="bad-text">{t(`indicators.search.failure.${search.failure}`)} </span>
        )}
        <SearchWords search={search} />
      </p>
      {going && (
        <div className="run-progress">
          <progress max={100} value={percent} aria-label={t('indicators.back.progress')} />
          <span className="small">{t('indicators.back.percent', { n: percent })}</span>
          {may('indicator.write') && (
            <Button
              size="compact-md"
              variant="default"
              loading={cancel.isPending}
              onClick={() => cancel.mutate({ search: search.id })}
            >
              {t('indicators.back.cancel')}
            </Button>
          )}
        </div>
      )}
      <FormError error={cancel.error} />
      <p className="small" aria-live="polite">
        {t('indicators.back.scanned', { n: search.scanned })} · {t('indicators.back.matched', { n: search.matched })}
      </p>
      <div className="small">
        <LogsWords search={search} />
      </div>
      <Hits list={list} search={search} />
    </div>
  )
}

function Hits({ list, search }: { list: string; search: IndicatorSearch }) {
  const { t, number } = useWords()
  const hits = useIndicatorHits(list, search)
  if (search.hits === 0) return search.state === 'done' ? <p>{t('indicators.hits.none')}</p> : null
  if (hits.data === undefined) {
    return hits.isError ? (
      <ErrorState error={hits.error} retry={() => void hits.refetch()} />
    ) : (
      <SkeletonRows rows={4} height={44} />
    )
  }
  return (
    <section aria-label={t('indicators.hits')}>
      <h4>{t('indicators.hits')}</h4>
      {byUnit(hits.data.rows).map(({ unit, rows, count }) => (
        <details key={unit?.id ?? ''} open>
          <summary>
            {unit?.name ?? t('indicators.hits.unattributed')}{' '}
            <span className="dim">{t('indicators.hits.times', { n: count })}</span>
          </summary>
          <ul className="indicator-items">
            {rows.map((hit) => (
              <HitRow key={`${hit.type} ${hit.value}`} hit={hit} search={search} />
            ))}
          </ul>
        </details>
      ))}
      {hits.data.total > hits.data.rows.length && (
        <p className="dim small">
          {t('indicators.hits.more', { n: number(hits.data.rows.length), total: number(hits.data.total) })}
        </p>
      )}
    </section>
  )
}

function HitRow({ hit, search }: { hit: Hit; search: IndicatorSearch }) {
  const { t, dateTime } = useWords()
  const around = rangeAround(hit)
  // What else the address touched may lie in other units and on other days.
  const whole = new URLSearchParams({ from: String(search.from), to: String(search.to) }).toString()
  return (
    <li>
      <span>
        {hit.type === 'address' ? (
          <EntityLink field="source.ip" value={hit.value} search={whole} />
        ) : (
          <code className="breakable">
            <InertText text={hit.value} />
          </code>
        )}{' '}
        <span className="dim">
          {t(`indicators.type.${hit.type}`)} · {t('indicators.hits.count', { n: hit.count })}
        </span>
      </span>
      <span className="small">
        {t('indicators.hits.first')} {dateTime(hit.first)} · {t('indicators.hits.last')} {dateTime(hit.last)}
      </span>
      {hit.hosts.length > 0 && (
        <span className="small">
          {t('indicators.hits.hosts')}:{' '}
          {hit.hosts.map((host, at) => (
            <span key={host}>
              {at > 0 && ', '}
              <EntityLink field="host.name" value={host} search={around} />
            </span>
          ))}
          {hit.moreHosts && ` ${t('indicators.hits.hosts.more')}`}
        </span>
      )}
      {hit.events.length > 0 && (
        <Link className="small" to={eventsAddress(hit)}>
          {t('indicators.hits.events')}
        </Link>
      )}
    </li>
  )
}
