import { Link } from 'react-router'
import type { EntityKind } from '../../../../../core/event/entity-fields.ts'
import type { TextKey } from '../../../../../core/i18n/translate.ts'
import type { Facet } from '../../../../api/schemas/common.ts'
import type { EntityHosts, EntityPrevalence } from '../../../../api/schemas/entities.ts'
import { type EntityAsk, useEntityAlerts, useEntityHosts, useEntityPrevalence } from '../../api/entity-queries.ts'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { SeverityMark, StatusMark } from '../../components/marks.tsx'
import { ErrorWords, SkeletonRows } from '../../components/states.tsx'
import { ExactTime, RelativeTime } from '../../components/Time.tsx'
import { EntityLink } from './EntityLink.tsx'

/** The fields whose values are related to a thing, each with its heading. */
export const relatedFields = {
  host: {
    'user.name': 'entity.related.user.name.host',
    'source.ip': 'entity.related.source.ip.host',
    'destination.ip': 'entity.related.destination.ip',
    'process.name': 'entity.related.process.name',
    'event.action': 'entity.related.event.action',
  },
  user: {
    'source.ip': 'entity.related.source.ip.user',
    'process.name': 'entity.related.process.name',
    'event.action': 'entity.related.event.action',
    'user.domain': 'entity.related.user.domain',
  },
  address: {
    'user.name': 'entity.related.user.name.address',
    'source.ip': 'entity.related.source.ip.address',
    'destination.ip': 'entity.related.destination.ip',
    'event.action': 'entity.related.event.action',
  },
} as const satisfies Record<EntityKind, Readonly<Record<string, TextKey>>>

const week = 7 * 86_400_000

/** What else is known: alerts, hosts it touched, what is related, how common it is. */
export function EntityAside(props: { ask: EntityAsk; facets: readonly Facet[] | undefined; search: string }) {
  const { t } = useWords()
  const { ask } = props
  return (
    <aside className="entity-aside" aria-label={t('entity.related')}>
      <Alerts ask={ask} search={props.search} />
      {ask.kind !== 'host' && <Hosts ask={ask} search={props.search} />}
      <Related ask={ask} facets={props.facets} search={props.search} />
      <Prevalence ask={ask} />
    </aside>
  )
}

function Alerts({ ask, search }: { ask: EntityAsk; search: string }) {
  const { t, language } = useWords()
  const may = useMay()
  const { data, isError, error } = useEntityAlerts(ask, may('alert.read'))
  const filter = { host: 'host', user: 'user', address: 'source' }[ask.kind]
  const shown = 8
  const incidents = new Map(data?.rows.flatMap(({ incident }) => (incident === null ? [] : [[incident.id, incident]])))
  return (
    <section>
      <h2>{t('entity.alerts')}</h2>
      {!may('alert.read') ? (
        <p className="dim">{t('entity.alerts.forbidden')}</p>
      ) : isError && data === undefined ? (
        <ErrorWords error={error} />
      ) : data === undefined ? (
        <SkeletonRows rows={3} height={44} />
      ) : data.rows.length === 0 ? (
        <p className="dim">{t('entity.alerts.none')}</p>
      ) : (
        <>
          <ul className="entity-alerts">
            {data.rows.slice(0, shown).map((alert) => (
              <li key={alert.id}>
                <Link to={`/alerts?${alertAddress(alert.id, alert.last)}`}>{alert.rule.title[language]}</Link>
                <p className="small dim">
                  <SeverityMark severity={alert.severity} /> <StatusMark status={alert.status} />
                  {alert.disposition !== null && <span>{t(`disposition.${alert.disposition}`)}</span>}
                  <span>{t('entity.alerts.count', { n: alert.count })}</span>
                  <RelativeTime at={alert.last} />
                </p>
              </li>
            ))}
          </ul>
          {data.total > Math.min(shown, data.rows.length) && (
            <Link to={`/alerts?${new URLSearchParams([...new URLSearchParams(search), [filter, ask.name]])}`}>
              {t('entity.alerts.more', { n: data.total })}
            </Link>
          )}
        </>
      )}
      {incidents.size > 0 && may('incident.read') && (
        <>
          <h3>{t('entity.incidents')}</h3>
          <ul>
            {[...incidents.values()].map(({ id, title }) => (
              <li key={id}>
                <Link to={`/incidents/${encodeURIComponent(id)}`}>{title ?? id}</Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

const day = 86_400_000
const alertAddress = (id: string, last: number) =>
  new URLSearchParams({ alert: id, from: String(Math.max(0, last - day)), to: String(last + day) })

function Hosts({ ask, search }: { ask: EntityAsk; search: string }) {
  const { t } = useWords()
  const { data, isError, error } = useEntityHosts(ask, true)
  if (ask.kind === 'host') return null
  return (
    <section>
      <h2>{t(`entity.hosts.${ask.kind}`)}</h2>
      {isError && data === undefined ? (
        <ErrorWords error={error} />
      ) : data === undefined ? (
        <SkeletonRows rows={4} height={32} />
      ) : data.hosts.length === 0 ? (
        <p className="dim">{t('entity.related.none')}</p>
      ) : (
        <HostList found={data} search={search} />
      )}
    </section>
  )
}

/** Each with its count, the first and the last time. */
function HostList({ found, search }: { found: EntityHosts; search: string }) {
  const { t, number } = useWords()
  return (
    <>
      <ol className="hosts-touched">
        {found.hosts.map(({ host, first, last, count }) => (
          <li key={host}>
            <EntityLink field="host.name" value={host} search={search} />
            <span className="dim">
              {number(count)}
              {found.partial ? '+' : ''}
            </span>
            {first !== null && last !== null && (
              <span className="small dim hosts-times">
                <ExactTime at={first} /> – <ExactTime at={last} />
              </span>
            )}
          </li>
        ))}
      </ol>
      {found.more && <p className="dim small">{t('entity.hosts.more')}</p>}
      {found.hosts.some(({ exact }) => !exact) && <p className="dim small">{t('entity.hosts.rough')}</p>}
    </>
  )
}

function Related(props: { ask: EntityAsk; facets: readonly Facet[] | undefined; search: string }) {
  const { t, number } = useWords()
  const { kind, name } = props.ask
  if (props.facets === undefined) return <SkeletonRows rows={10} height={26} />
  const groups = (Object.entries(relatedFields[kind]) as [string, TextKey][]).flatMap(([field, title]) => {
    const facet = props.facets?.find((one) => one.field === field)
    const values = facet?.values.filter(({ value }) => value.toLowerCase() !== name.toLowerCase()) ?? []
    return values.length === 0 ? [] : [{ field, title, values, partial: facet?.partial ?? false }]
  })
  return (
    <section>
      <h2>{t('entity.related')}</h2>
      {groups.length === 0 && <p className="dim">{t('entity.related.none')}</p>}
      {groups.map(({ field, title, values, partial }) => (
        <div key={field} className="related">
          <h3>
            {t(title)} {partial && <span className="dim small">{t('entity.related.partial')}</span>}
          </h3>
          <ol>
            {values.map(({ value, count }) => (
              <li key={value}>
                <EntityLink field={field} value={value} search={props.search} />
                <span className="dim">{number(count)}</span>
              </li>
            ))}
          </ol>
        </div>
      ))}
    </section>
  )
}

const counted: Readonly<
  Record<EntityKind, readonly (keyof EntityPrevalence & ('hosts' | 'users' | 'sources' | 'destinations' | 'units'))[]>
> = {
  host: ['units', 'users', 'sources', 'destinations'],
  user: ['units', 'hosts', 'sources', 'destinations'],
  address: ['units', 'hosts', 'users', 'destinations'],
}

function Prevalence({ ask }: { ask: EntityAsk }) {
  const { t, number } = useWords()
  const { data, isError, error } = useEntityPrevalence({ ...ask, from: Math.max(0, ask.to - week) }, true)
  const said = ({ value, relation }: { value: number; relation: 'eq' | 'gte' }) =>
    relation === 'eq' ? number(value) : t('entity.atLeast', { n: value })
  return (
    <section>
      <h2>{t('entity.prevalence')}</h2>
      {isError && data === undefined ? (
        <ErrorWords error={error} />
      ) : data === undefined ? (
        <SkeletonRows rows={4} height={26} />
      ) : (
        <dl className="facts">
          {counted[ask.kind].map((of) => (
            <div key={of}>
              <dt>{t(`entity.prevalence.${of}`)}</dt>
              <dd>{said(data[of])}</dd>
            </div>
          ))}
          <div>
            <dt>{t('entity.prevalence.events')}</dt>
            <dd>{said({ value: data.span.count, relation: data.span.exact ? 'eq' : 'gte' })}</dd>
          </div>
          {data.span.first !== null && (
            <div>
              <dt>{t('entity.first')}</dt>
              <dd>
                <ExactTime at={data.span.first} />
              </dd>
            </div>
          )}
        </dl>
      )}
    </section>
  )
}
