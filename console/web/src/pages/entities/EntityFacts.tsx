import type { EntityProfile } from '../../../../api/schemas/entities.ts'
import { useSources } from '../../api/queries.ts'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { ExactTime } from '../../components/Time.tsx'
import { telephone } from '../../lib/telephone.ts'

/** What the thing is: whose, who to call, when it was seen, who speaks of it. */
export function EntityFacts(props: {
  kind: 'host' | 'user' | 'address'
  profile: EntityProfile
  /** Ids of the sources of its events, with counts. */
  sources: readonly { readonly value: string; readonly count: number }[]
}) {
  const { t, number } = useWords()
  const { profile } = props
  const { span, place } = profile
  const units = profile.units.toSorted((a, b) => b.count - a.count)
  return (
    <dl className="facts entity-facts">
      {place !== null && (
        <div>
          <dt>{t('entity.reach')}</dt>
          <dd>{t(`entity.reach.${place.reach}`)}</dd>
          <dt>{t('entity.network')}</dt>
          <dd>
            {place.network === null
              ? t('entity.network.none')
              : t('entity.network.of', { network: place.network.network, unit: place.network.path.join(' › ') })}
          </dd>
        </div>
      )}
      <div>
        <dt>{t('field.unit')}</dt>
        <dd>
          {units.length === 0 && <span className="dim">{t('field.none')}</span>}
          <Units units={units.slice(0, fewUnits)} />
          {units.length > fewUnits && (
            <details>
              <summary>{t('entity.unit.others', { n: units.length - fewUnits })}</summary>
              <Units units={units.slice(fewUnits)} />
            </details>
          )}
          {profile.more && <p className="dim">{t('entity.unit.more')}</p>}
        </dd>
      </div>
      {props.kind === 'host' && (
        <div>
          <dt>{t('entity.systems')}</dt>
          <dd>
            {profile.systems.length === 0 ? (
              <span className="dim">{t('entity.system.none')}</span>
            ) : (
              <ul>
                {profile.systems.map(({ id, code, level, name }) => (
                  <li key={id}>
                    {name ?? code} <span className="dim">{t('entity.systems.level', { n: level })}</span>
                  </li>
                ))}
              </ul>
            )}
          </dd>
        </div>
      )}
      <div>
        <dt>{t('entity.first')}</dt>
        <dd>{span.first === null ? t('field.none') : <First at={span.first} exact={span.exact} />}</dd>
        <dt>{t('entity.last')}</dt>
        <dd>{span.last === null ? t('field.none') : <ExactTime at={span.last} />}</dd>
        <dt>{t('entity.count')}</dt>
        <dd>{span.exact ? number(span.count) : t('entity.atLeast', { n: span.count })}</dd>
      </div>
      <Sources sources={props.sources} />
    </dl>
  )
}

/** So many units stand there at once, those with the most events. */
const fewUnits = 2

function Units({ units }: { units: EntityProfile['units'] }) {
  const { t } = useWords()
  return (
    <ul className="entity-units">
      {units.map((unit) => (
        <li key={unit.id ?? ''}>
          <span>{unit.id === null ? t('field.unattributed') : unit.path.join(' › ')}</span>{' '}
          <span className="dim small">
            {t(unit.relation === 'gte' ? 'entity.unit.countLeast' : 'entity.unit.count', { n: unit.count })}
          </span>
          {unit.id !== null && <Contact contacts={unit.contacts} />}
        </li>
      ))}
    </ul>
  )
}

function First({ at, exact }: { at: number; exact: boolean }) {
  const { t, dateTime } = useWords()
  return exact ? <ExactTime at={at} /> : <span>{t('entity.first.atMost', { time: dateTime(at) })}</span>
}

/** The one on duty, else the first: the others stand on the unit's page. */
function Contact({ contacts }: { contacts: EntityProfile['units'][number]['contacts'] }) {
  const { t } = useWords()
  const who = contacts.find(({ duty }) => duty) ?? contacts[0]
  if (who === undefined) return <p className="dim small">{t('entity.contacts.none')}</p>
  return (
    <p className="small">
      {who.name} {who.duty && <span className="dim">({t('entity.contacts.duty')})</span>}{' '}
      {who.phone !== '' && (
        <a href={telephone(who.phone)} className="nowrap">
          {who.phone}
        </a>
      )}
    </p>
  )
}

/** The senders by their names, for who may see them. */
function Sources({ sources }: { sources: readonly { readonly value: string; readonly count: number }[] }) {
  const { t, number } = useWords()
  const may = useMay()
  const known = useSources().data?.rows
  if (sources.length === 0) return null
  return (
    <div>
      <dt>{t('entity.sources')}</dt>
      <dd>
        <ul>
          {sources.slice(0, 6).map(({ value, count }) => {
            const source = may('source.read') ? known?.find(({ id }) => id === value) : undefined
            return (
              <li key={value}>
                {source?.host ?? source?.peer ?? value} <span className="dim small">{number(count)}</span>
              </li>
            )
          })}
        </ul>
      </dd>
    </div>
  )
}
