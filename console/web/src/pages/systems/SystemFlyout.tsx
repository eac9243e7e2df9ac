import { Button } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'react-router'
import type { SystemDetail } from '../../../../api/schemas/systems.ts'
import { useMay } from '../../api/session.ts'
import { useEndSystem, useItSystem } from '../../api/system-queries.ts'
import { useWords } from '../../app/words.tsx'
import { Flyout, FlyoutSection } from '../../components/Flyout.tsx'
import { ErrorState, FormError, SkeletonRows } from '../../components/states.tsx'
import { ExactTime, RelativeTime } from '../../components/Time.tsx'
import { dayWords } from '../../lib/day-words.ts'
import { Refused, SystemForm } from './SystemForm.tsx'
import './systems.css'
import { DayInput } from '../../components/DayInput.tsx'
import { telephone } from '../../lib/telephone.ts'
import { Decision, InUse, Kept, Owner } from './system-facts.tsx'

/** One system: whose it is, whom to call, whether its logs arrive and are kept, and how it came about. */
export function SystemFlyout({ id, close }: { id: string; close: () => void }) {
  const { t } = useWords()
  const system = useItSystem(id)
  return (
    <Flyout label={t('systems.title')} close={close} head={<h2>{system.data?.name ?? ''}</h2>}>
      {system.data !== undefined ? (
        <Known system={system.data} />
      ) : system.isError ? (
        <ErrorState error={system.error} retry={() => void system.refetch()} />
      ) : (
        <SkeletonRows rows={8} height={36} />
      )}
    </Flyout>
  )
}

function Known({ system }: { system: SystemDetail }) {
  const { t } = useWords()
  const may = useMay()
  const [doing, setDoing] = useState<'edit' | 'end' | null>(null)
  if (doing === 'edit') {
    const back = () => setDoing(null)
    return <SystemForm system={system} day={system.day} done={back} cancel={back} />
  }
  return (
    <>
      <div className="system-head">
        <p className="dim">
          <span className="mono">{system.code}</span> · {t('systems.level.of', { n: system.level })}
          <InUse system={system} />
        </p>
        <Facts system={system} />
        <p className="actions">
          {may('alert.read') && (
            <Link to={`/alerts?system=${encodeURIComponent(system.id)}`}>{t('systems.alerts')}</Link>
          )}
          {may('event.read') && (
            <Link to={`/search?only=${encodeURIComponent(`vonggac.system.id=${system.id}`)}`}>
              {t('systems.events')}
            </Link>
          )}
        </p>
        {may('inventory.write') && system.ended === null && (
          <>
            {doing === 'end' && <End system={system} done={() => setDoing(null)} />}
            {doing === null && (
              <div className="actions">
                <Button size="compact-md" variant="default" onClick={() => setDoing('edit')}>
                  {t('systems.edit')}
                </Button>
                <Button size="compact-md" variant="default" onClick={() => setDoing('end')}>
                  {t('systems.end')}
                </Button>
              </div>
            )}
          </>
        )}
      </div>
      <Sources system={system} />
      <Contacts system={system} />
      {(['hosts', 'networks', 'domains'] as const).map((field) => (
        <FlyoutSection key={field} title={t(`systems.${field}`)}>
          {system.words[field].length === 0 ? (
            <p className="dim">{t('systems.nothing')}</p>
          ) : (
            <ul className="bullets mono">
              {system.words[field].map((text) => (
                <li key={text} className="breakable">
                  {text}
                </li>
              ))}
            </ul>
          )}
        </FlyoutSection>
      ))}
      {system.words.notes !== '' && (
        <FlyoutSection title={t('systems.notes')}>
          <p className="prose">{system.words.notes}</p>
        </FlyoutSection>
      )}
      <Past system={system} />
      {!may('inventory.write') && (
        <p className="dim small">{t('systems.readOnly', { permission: t('permission.inventory.write') })}</p>
      )}
    </>
  )
}

function Facts({ system }: { system: SystemDetail }) {
  const { t, number } = useWords()
  const { minimum, words } = system
  const { months, law, reason } = minimum
  return (
    <dl className="facts">
      <dt>{t('systems.decision')}</dt>
      <dd>
        <Decision decision={system.decision} />
      </dd>
      <dt>{t('systems.owner')}</dt>
      <dd>
        <Owner system={system} />
      </dd>
      <dt>{t('systems.operator')}</dt>
      <dd>{system.operator?.name ?? (words.operator.name || t('systems.operator.self'))}</dd>
      <dt>{t('systems.minimum')}</dt>
      <dd>
        {reason !== null
          ? t('systems.minimum.more', { n: number(months), law: number(law), reason })
          : months === 0
            ? t('systems.minimum.none')
            : t('systems.minimum.law', { n: months })}
      </dd>
      <dt>{t('systems.retention')}</dt>
      <dd>
        <Kept system={system} />
      </dd>
    </dl>
  )
}

function Sources({ system }: { system: SystemDetail }) {
  const { t } = useWords()
  return (
    <FlyoutSection title={t('systems.sources')}>
      {system.declared.length === 0 && <p className="dim">{t('systems.sources.none')}</p>}
      <ul className="bullets">
        {system.declared.map(({ name, state, lastSeen }) => (
          <li key={name} className="breakable">
            <span className="mono">{name}</span>:{' '}
            <span className={state === 'arriving' ? undefined : 'bad-text'}>{t(`systems.source.${state}`)}</span>
            {lastSeen !== null && (
              <span className="dim">
                {' '}
                ({t('systems.source.last')} <RelativeTime at={lastSeen} />)
              </span>
            )}
          </li>
        ))}
      </ul>
    </FlyoutSection>
  )
}

function Contacts({ system }: { system: SystemDetail }) {
  const { t } = useWords()
  const { supplier } = system.words
  return (
    <>
      <FlyoutSection title={t('systems.contacts')}>
        {system.contacts.length === 0 && <p className="dim">{t('systems.contacts.none')}</p>}
        {system.contacts.map((contact) => (
          <Reach key={`${contact.name} ${contact.phone}`} {...contact} about={contact.role} />
        ))}
      </FlyoutSection>
      <FlyoutSection title={t('systems.supplier')}>
        {supplier.name === '' && supplier.contact === '' ? (
          <p className="dim">{t('systems.supplier.none')}</p>
        ) : (
          <Reach {...supplier} name={supplier.name || supplier.contact} about={supplier.name && supplier.contact} />
        )}
      </FlyoutSection>
    </>
  )
}

/** Somebody, and how to reach them. */
function Reach({
  name,
  about,
  phone,
  mail,
  duty,
}: {
  name: string
  about: string
  phone: string
  mail: string
  duty?: boolean
}) {
  const { t } = useWords()
  return (
    <p className="reach">
      <strong>{name}</strong> {duty === true && <span className="unit-duty">{t('units.contact.duty')}</span>}{' '}
      <span className="dim">{about}</span>
      {phone !== '' && (
        <a className="button-plain" href={telephone(phone)} aria-label={t('units.contact.call', { name, phone })}>
          {phone}
        </a>
      )}
      {mail !== '' && (
        <a className="button-plain breakable" href={`mailto:${encodeURIComponent(mail)}`}>
          {mail}
        </a>
      )}
    </p>
  )
}

function Past({ system }: { system: SystemDetail }) {
  const { t } = useWords()
  return (
    <>
      <FlyoutSection title={t('systems.states')}>
        <ul className="bullets">
          {system.states.map(({ from, name, level }) => (
            <li key={from}>
              {t('systems.state', { from: from === '' ? t('units.since.ever') : dayWords(from), name, level })}
            </li>
          ))}
        </ul>
      </FlyoutSection>
      <FlyoutSection title={t('systems.history')}>
        <ul className="bullets">
          {system.history.map(({ at, by, act, from }) => (
            <li key={`${at} ${act} ${from}`}>
              <ExactTime at={at} /> {by}: {t(`systems.act.${act}`)}
              {from !== '' && `, ${t('systems.history.from', { day: dayWords(from) })}`}
            </li>
          ))}
        </ul>
      </FlyoutSection>
    </>
  )
}

/** Takes it out of use from a day on: it says what that means before it is done. */
function End({ system, done }: { system: SystemDetail; done: () => void }) {
  const { t } = useWords()
  const end = useEndSystem(system.id)
  const [from, setFrom] = useState(system.day)
  const [version] = useState(system.version)
  return (
    <div className="form">
      <p>{t('systems.end.text')}</p>
      <DayInput label={t('systems.from')} value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
      <Refused problems={end.data?.problems ?? []} />
      <FormError error={end.error} />
      <div className="actions">
        <Button
          size="compact-md"
          disabled={from === ''}
          loading={end.isPending}
          onClick={() =>
            end.mutate({ from, version }, { onSuccess: ({ problems }) => problems.length === 0 && done() })
          }
        >
          {t('systems.end.sure')}
        </Button>
        <Button size="compact-md" variant="default" onClick={done}>
          {t('do.cancel')}
        </Button>
      </div>
    </div>
  )
}
