import { Button } from '@mantine/core'
import { useState } from 'react'
import type { UnitDetail } from '../../../../api/schemas/units.ts'
import { useMay } from '../../api/session.ts'
import { useUnit } from '../../api/unit-queries.ts'
import { useWords } from '../../app/words.tsx'
import { Flyout, FlyoutSection } from '../../components/Flyout.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { ExactTime } from '../../components/Time.tsx'
import { dayWords } from '../../lib/day-words.ts'
import { telephone } from '../../lib/telephone.ts'
import { UnitSystems } from '../systems/UnitSystems.tsx'
import { ChangeForm } from './ChangeForm.tsx'
import { ContactForm } from './ContactForm.tsx'

type Open = (unit: { id: string }) => void

/** One unit: whom to call, what belongs to it, how it came about, and what can be done to it. */
export function UnitFlyout(props: { id: string; mayChange: boolean; close: () => void; open: Open }) {
  const { t } = useWords()
  const unit = useUnit(props.id)
  return (
    <Flyout label={t('units.title')} close={props.close} head={<h2>{unit.data?.name ?? props.id}</h2>}>
      {unit.data !== undefined ? (
        <Known unit={unit.data} mayChange={props.mayChange} open={props.open} />
      ) : unit.isError ? (
        <ErrorState error={unit.error} retry={() => void unit.refetch()} />
      ) : (
        <SkeletonRows rows={8} height={36} />
      )}
    </Flyout>
  )
}

function Known({ unit, mayChange, open }: { unit: UnitDetail; mayChange: boolean; open: Open }) {
  const { t } = useWords()
  const may = useMay()
  const [editing, setEditing] = useState<'contacts' | 'unit' | null>(null)
  const lists = ['networks', 'domains', 'hosts', 'collectors'] as const
  return (
    <>
      <p className="dim">
        {t(`units.kind.${unit.kind}`)} · <span className="mono">{unit.id}</span>
        {unit.ended !== null && ` · ${t('units.ended', { day: dayWords(unit.ended) })}`}
      </p>
      <FlyoutSection title={t('units.contacts')}>
        {editing === 'contacts' ? (
          <ContactForm unit={unit} close={() => setEditing(null)} />
        ) : (
          <>
            {unit.contacts.length === 0 && <p className="dim">{t('units.contacts.none')}</p>}
            <ul className="unit-contacts">
              {unit.contacts.map((contact) => (
                <li key={`${contact.name} ${contact.phone} ${contact.mail}`}>
                  <strong>{contact.name}</strong>{' '}
                  {contact.duty && <span className="unit-duty">{t('units.contact.duty')}</span>}
                  <span className="dim second-line">{contact.role}</span>
                  {contact.phone !== '' && (
                    <a
                      className="button-plain"
                      href={telephone(contact.phone)}
                      aria-label={t('units.contact.call', { name: contact.name, phone: contact.phone })}
                    >
                      {contact.phone}
                    </a>
                  )}
                  {contact.mail !== '' && (
                    <a className="button-plain breakable" href={`mailto:${encodeURIComponent(contact.mail)}`}>
                      {contact.mail}
                    </a>
                  )}
                </li>
              ))}
            </ul>
            {may('unit.write') && (
              <Button size="compact-md" variant="default" onClick={() => setEditing('contacts')}>
                {t('units.contacts.edit')}
              </Button>
            )}
          </>
        )}
      </FlyoutSection>
      <FlyoutSection title={t('units.parent')}>
        <Refs units={unit.parent === null ? [] : [unit.parent]} none={t('units.parent.none')} open={open} />
      </FlyoutSection>
      {(['children', 'predecessors', 'successors'] as const).map(
        (key) =>
          unit[key].length > 0 && (
            <FlyoutSection key={key} title={t(`units.${key}`)}>
              <Refs units={unit[key]} none="" open={open} />
            </FlyoutSection>
          ),
      )}
      <UnitSystems units={[unit.id, ...unit.predecessors.flatMap((one) => one?.id ?? [])]} />
      {lists.map((key) => (
        <FlyoutSection key={key} title={t(`units.${key}`)}>
          {unit[key].length === 0 ? (
            <p className="dim">{t('units.nothing')}</p>
          ) : (
            <ul className="bullets mono">
              {unit[key].map((text) => (
                <li key={text} className="breakable">
                  {text}
                </li>
              ))}
            </ul>
          )}
        </FlyoutSection>
      ))}
      {mayChange && unit.ended === null && (
        <FlyoutSection title={t('units.change')}>
          {editing === 'unit' ? (
            <ChangeForm unit={unit} close={() => setEditing(null)} />
          ) : (
            <Button size="compact-md" variant="default" onClick={() => setEditing('unit')}>
              {t('units.change')}
            </Button>
          )}
        </FlyoutSection>
      )}
      <FlyoutSection title={t('units.states')}>
        <ul className="bullets">
          {unit.states.map(({ from, name, kind, parent }) => (
            <li key={from}>
              {from === '' ? t('units.since.ever') : t('units.since', { day: dayWords(from) })}: {name} (
              {t(`units.kind.${kind}`)}
              {parent !== null && `, ${parent.name}`})
            </li>
          ))}
        </ul>
      </FlyoutSection>
      <FlyoutSection title={t('units.history')}>
        <ul className="bullets">
          {unit.history.map(({ at, by, act, from, others }) => (
            <li key={`${at} ${act} ${from}`}>
              <ExactTime at={at} /> {by}: {t(`units.act.${act}`)}
              {others.length > 0 && ` (${others.map((other) => other?.name).join(', ')})`}
              {from !== null && from !== '' && `, ${t('units.history.from', { day: dayWords(from) })}`}
            </li>
          ))}
        </ul>
      </FlyoutSection>
    </>
  )
}

function Refs(props: { units: readonly ({ id: string; name: string } | null)[]; none: string; open: Open }) {
  if (props.units.length === 0) return <p className="dim">{props.none}</p>
  return (
    <ul className="bullets">
      {props.units.map(
        (unit) =>
          unit !== null && (
            <li key={unit.id}>
              <button type="button" className="link-button" onClick={() => props.open(unit)}>
                {unit.name}
              </button>
            </li>
          ),
      )}
    </ul>
  )
}
