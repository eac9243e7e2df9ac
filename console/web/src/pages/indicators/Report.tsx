import { Button } from '@mantine/core'
import { Link, useParams } from 'react-router'
import type { IndicatorListDetail, IndicatorSearch } from '../../../../api/schemas/indicators.ts'
import { useIndicatorHits, useIndicatorList } from '../../api/indicator-queries.ts'
import { useSession } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { InertText } from '../../components/InertText.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { useTitle } from '../../lib/title.ts'
import { answeredBy, byUnit, dayWords, type Hit } from './indicator-words.ts'
import { LogsWords } from './SearchState.tsx'
import './indicators.css'

/** The report on a list of indicators, made to be printed and signed. */
export function Report() {
  const { t, language } = useWords()
  const { id = '' } = useParams()
  useTitle(t('indicators.answer'))
  const query = useIndicatorList(id)
  const list = query.data
  const done = list?.searches.find((one) => one.id === list.answer?.search) ?? (list && answeredBy(list.searches))
  const hits = useIndicatorHits(id, done)
  return (
    <div className="page report-page">
      <header className="page-head no-print">
        <h1>{t('indicators.answer')}</h1>
        <Link to={`/search/indicators?list=${encodeURIComponent(id)}`}>{t('indicators.report.back')}</Link>
        <span className="push">
          {done !== undefined && (
            <Button
              component="a"
              variant="default"
              href={`/api/indicators/${encodeURIComponent(id)}/report?language=${language}`}
              download
            >
              {t('indicators.report.docx')}
            </Button>
          )}{' '}
          <Button disabled={done === undefined} onClick={() => window.print()}>
            {t('indicators.report.print')}
          </Button>
        </span>
      </header>
      {list === undefined ? (
        query.isError ? (
          <ErrorState error={query.error} retry={() => void query.refetch()} />
        ) : (
          <SkeletonRows rows={12} height={32} />
        )
      ) : done === undefined ? (
        <p>{t('indicators.report.none')}</p>
      ) : hits.data === undefined ? (
        hits.isError ? (
          <ErrorState error={hits.error} retry={() => void hits.refetch()} />
        ) : (
          <SkeletonRows rows={12} height={32} />
        )
      ) : (
        <Sheet list={list} search={done} rows={hits.data.rows} total={hits.data.total} />
      )}
    </div>
  )
}

function Sheet(props: { list: IndicatorListDetail; search: IndicatorSearch; rows: readonly Hit[]; total: number }) {
  const { t, day, dateTime, number } = useWords()
  const { installation } = useSession()
  const { list, search, rows } = props
  const units = byUnit(rows)
  const indicators = new Set(rows.map(({ type, value }) => `${type} ${value}`)).size
  return (
    <article className="report-sheet">
      <header>
        <p className="report-house">{installation.name}</p>
        <p className="dim">
          {list.answer?.reference !== undefined && list.answer.reference !== '' && `${list.answer.reference} · `}
          {day(list.answer?.at ?? Date.now())}
        </p>
        <h2>{t('indicators.report.heading')}</h2>
        <p className="report-about">
          {list.reference === '' ? list.title : t('indicators.report.about', { reference: list.reference })}
        </p>
      </header>
      <dl className="facts">
        <dt>{t('indicators.report.reply')}</dt>
        <dd>
          {[list.reference, list.dated === null ? '' : t('indicators.report.dated', { day: dayWords(list.dated) })]
            .filter((part) => part !== '')
            .join(' ') || list.title}
        </dd>
        <dt>{t('indicators.report.sender')}</dt>
        <dd>{list.sender || '—'}</dd>
        <dt>{t('indicators.report.due')}</dt>
        <dd>
          {list.due === null ? t('indicators.due.none') : dayWords(list.due)} · {t(`indicators.state.${list.state}`)}
        </dd>
        <dt>{t('indicators.report.unit')}</dt>
        <dd>{list.unit.name}</dd>
        <dt>{t('indicators.report.looked')}</dt>
        <dd>
          {t('indicators.report.looked.text', {
            n: list.items - list.falseItems,
            from: dateTime(search.from),
            to: dateTime(search.to),
            events: search.scanned,
          })}
          {search.raw && `, ${t('indicators.back.raw.was')}`}
          <LogsWords search={search} />
        </dd>
        <dt>{t('indicators.report.by')}</dt>
        <dd>
          {search.asked.by}, {dateTime(search.asked.at)}
        </dd>
        <dt>{t('indicators.report.result')}</dt>
        <dd>
          <strong>
            {rows.length === 0
              ? t('indicators.report.nil')
              : t('indicators.report.some', { indicators, units: units.length, events: search.matched })}
          </strong>
        </dd>
        {list.answer !== null && list.answer.note !== '' && (
          <>
            <dt>{t('indicators.report.note')}</dt>
            <dd className="breakable">{list.answer.note}</dd>
          </>
        )}
      </dl>
      {units.length > 0 && <h3>{t('indicators.report.byUnit')}</h3>}
      {units.map(({ unit, rows: found, count }) => (
        <section key={unit?.id ?? ''} className="report-unit">
          <h4>
            {unit?.name ?? t('indicators.hits.unattributed')} · {t('indicators.hits.times', { n: count })}
          </h4>
          <section
            className="table-scroll"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
            tabIndex={0}
            aria-label={unit?.name ?? t('indicators.hits.unattributed')}
          >
            <table className="report-table">
              <thead>
                <tr>
                  <th scope="col">{t('indicators.col.items')}</th>
                  <th scope="col">{t('indicators.nav.events')}</th>
                  <th scope="col">{t('indicators.hits.first')}</th>
                  <th scope="col">{t('indicators.hits.last')}</th>
                  <th scope="col">{t('indicators.hits.hosts')}</th>
                </tr>
              </thead>
              <tbody>
                {found.map((hit) => (
                  <tr key={`${hit.type} ${hit.value}`}>
                    <td className="breakable">
                      <InertText text={hit.value} />
                    </td>
                    <td>{number(hit.count)}</td>
                    <td>{dateTime(hit.first)}</td>
                    <td>{dateTime(hit.last)}</td>
                    <td className="breakable">
                      <InertText text={hit.hosts.join(', ')} />
                      {hit.moreHosts && ` ${t('indicators.hits.hosts.more')}`}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </section>
      ))}
      {props.total > rows.length && (
        <p>{t('indicators.hits.more', { n: number(rows.length), total: number(props.total) })}</p>
      )}
      <footer className="report-signs">
        <p>{t('indicators.report.sign')}</p>
        <p>{t('indicators.report.leader')}</p>
      </footer>
    </article>
  )
}
