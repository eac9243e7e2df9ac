import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { Alert } from '../../../../api/schemas/alerts.ts'
import { useAlertRows, useSources, useSystem } from '../../api/queries.ts'
import { useMay, useSession } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { SeverityMark } from '../../components/marks.tsx'
import { ErrorWords, SkeletonRows } from '../../components/states.tsx'
import { RelativeTime, useNow } from '../../components/Time.tsx'
import { isQuiet } from '../../lib/quiet.ts'
import { claimed, lastWeek, unclaimed } from './work.ts'

const few = 5

/** The lists of a shift: what nobody has taken, what is mine, who has gone silent, what is broken. */
export function Work() {
  const may = useMay()
  return (
    <div className="work">
      {may('alert.read') && <Unclaimed />}
      {may('alert.triage') && <Mine />}
      {may('source.read') && <Quiet />}
      {may('system.read') && <Troubles />}
    </div>
  )
}

function Unclaimed() {
  const { t } = useWords()
  const query = useAlertRows(lastWeek, unclaimed)
  const rows = query.data?.pages[0]?.rows ?? []
  const total = query.data?.pages[0]?.total ?? 0
  return (
    <List title={t('home.work.new')} count={total} query={query} empty={t('home.work.new.none')}>
      <AlertLines rows={rows.slice(0, few)} status="new" />
      {rows[0] !== undefined && (
        <div className="actions">
          <Link
            className="button-link"
            to={`/alerts?range=7d&status=new&sort=severity&alert=${encodeURIComponent(rows[0].id)}`}
          >
            {t('home.work.next')}
          </Link>
        </div>
      )}
      {total > few && <Link to="/alerts?range=7d&status=new&sort=severity">{t('home.work.all', { n: total })}</Link>}
    </List>
  )
}

function Mine() {
  const { t } = useWords()
  const { actor } = useSession()
  const query = useAlertRows(lastWeek, claimed)
  const rows = (query.data?.pages[0]?.rows ?? []).filter(({ assignee }) => assignee?.id === actor.id)
  return (
    <List title={t('home.work.mine')} count={rows.length} query={query} empty={t('home.work.mine.none')}>
      <AlertLines rows={rows.slice(0, few)} status="acknowledged" />
      {rows.length > few && (
        <Link to="/alerts?range=7d&status=acknowledged">{t('home.work.all', { n: rows.length })}</Link>
      )}
    </List>
  )
}

function AlertLines({ rows, status }: { rows: readonly Alert[]; status: Alert['status'] }) {
  const { language, number } = useWords()
  return (
    <ul className="lines">
      {rows.map((alert) => (
        <li key={alert.id}>
          <Link to={`/alerts?range=7d&status=${status}&alert=${encodeURIComponent(alert.id)}`}>
            <SeverityMark severity={alert.severity} />
            <span className="line-title">{alert.rule.title[language]}</span>
            <span className="dim line-more">
              {[alert.host, alert.user].filter((part) => part !== null).join(' · ')} × {number(alert.count)}
            </span>
            <span className="dim line-time">
              <RelativeTime at={alert.last} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

function Quiet() {
  const { t, duration } = useWords()
  const query = useSources()
  const now = useNow()
  const quiet = (query.data?.rows ?? [])
    .filter((source) => isQuiet(source, now))
    .sort((a, b) => a.lastSeen - b.lastSeen)
  return (
    <List title={t('home.work.quiet')} count={quiet.length} query={query} empty={t('home.work.quiet.none')}>
      <ul className="lines">
        {quiet.slice(0, few).map((source) => (
          <li key={source.id}>
            <Link to={`/sources?source=${encodeURIComponent(source.id)}`}>
              <span className="line-title">{source.host ?? source.peer}</span>
              <span className="dim line-more">{source.unit?.name ?? t('field.unattributed')}</span>
              <span className="dim line-time">
                {t('home.work.quiet.since', {
                  duration: duration(Math.floor((now - source.lastSeen) / 60_000) * 60_000),
                })}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {quiet.length > few && <Link to="/sources">{t('home.work.all', { n: quiet.length })}</Link>}
    </List>
  )
}

function Troubles() {
  const { t, number, bytes } = useWords()
  const may = useMay()
  const query = useSystem()
  const troubles = query.data?.troubles ?? []
  return (
    <List
      title={t('home.work.troubles')}
      count={troubles.length}
      query={query}
      empty={t('home.work.troubles.none')}
      foot={
        query.data && (
          <p className="dim small">
            {t('home.kept', {
              events: number(query.data.events),
              bytes: bytes(query.data.bytes),
              free: bytes(query.data.diskFree),
            })}
          </p>
        )
      }
    >
      <ul className="lines">
        {troubles.map(({ code, detail }) => (
          <li key={code} className="trouble">
            <span>
              <strong>{t(`trouble.${code}`)}</strong> <span className="dim breakable">{detail}</span>
            </span>
            {code === 'rules-rejected' && may('rule.read') && (
              <Link to="/rules?tab=rejected">{t('trouble.rules.look')}</Link>
            )}
          </li>
        ))}
      </ul>
    </List>
  )
}

function List(props: {
  title: string
  count: number
  query: { isError: boolean; isPending: boolean; error: unknown }
  empty: string
  foot?: ReactNode
  children: ReactNode
}) {
  const { number } = useWords()
  return (
    <section>
      <h2>
        {props.title} {props.count > 0 && <span className="count">{number(props.count)}</span>}
      </h2>
      {props.query.isError ? (
        <ErrorWords error={props.query.error} />
      ) : props.query.isPending ? (
        <SkeletonRows rows={3} height={40} />
      ) : props.count === 0 ? (
        <p className="dim">{props.empty}</p>
      ) : (
        props.children
      )}
      {props.foot}
    </section>
  )
}
