import { Link } from 'react-router'
import type { Home } from '../../../../api/schemas/home.ts'
import { useWords } from '../../app/words.tsx'
import { WorkPart } from './WorkPart.tsx'

/** Units whose contacts the reader keeps, those that need care said first. */
export function Contacts({ units }: { units: NonNullable<Home['ownUnits']> }) {
  const { t, day } = useWords()
  return (
    <WorkPart title={t('home.units')} count={units.length} empty={t('home.units.none')}>
      <ul className="lines">
        {units
          .toSorted((a, b) => Number(b.needsCare) - Number(a.needsCare))
          .map(({ id, name, contacts, onDuty, changed, needsCare }) => (
            <li key={id}>
              <Link to={`/units?unit=${encodeURIComponent(id)}`}>
                <span className="line-title">{name}</span>
                <span className="dim line-more">
                  {t('home.units.contacts', { n: contacts })} · {t(onDuty ? 'home.units.onDuty' : 'home.units.noDuty')}{' '}
                  · {changed === null ? t('home.units.never') : t('home.units.changed', { day: day(changed) })}
                </span>
                {needsCare && <span className="line-time">{t('home.units.care')}</span>}
              </Link>
            </li>
          ))}
      </ul>
    </WorkPart>
  )
}
