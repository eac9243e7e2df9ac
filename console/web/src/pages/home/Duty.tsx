import { Link, useLocation } from 'react-router'
import type { Home } from '../../../../api/schemas/home.ts'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { RelativeTime } from '../../components/Time.tsx'
import { telephone } from '../../lib/telephone.ts'
import { WorkPart } from './WorkPart.tsx'

/** Who is on duty and under which number, and watches that wait to be taken over. */
export function Duty({ duty, handOvers }: Pick<Home, 'duty' | 'handOvers'>) {
  const { t } = useWords()
  const may = useMay()
  const { pathname } = useLocation()
  const rows = duty?.rows ?? []
  return (
    <WorkPart title={t('home.duty')}>
      {handOvers.map((shift) => (
        <p key={shift.id} className="warning-line">
          <Link to={`/shifts?shift=${encodeURIComponent(shift.id)}`}>
            {t('home.duty.waits', { name: shift.person.name, unit: shift.unit.name })}
          </Link>
        </p>
      ))}
      {rows.length === 0 ? (
        <p className="dim">
          {t('home.duty.none')}{' '}
          {may('shift.write') && pathname !== '/shifts' && <Link to="/shifts">{t('shifts.start')}</Link>}
        </p>
      ) : (
        <ul className="plain-list">
          {rows.flatMap(({ unit, on }) =>
            on.map(({ shift, person, phone, since }) => (
              <li key={shift}>
                <strong>{person.name}</strong>
                {phone !== '' && <a href={telephone(phone)}>☎ {phone}</a>}
                <span className="dim">
                  {unit.name} · <RelativeTime at={since} />
                </span>
              </li>
            )),
          )}
        </ul>
      )}
    </WorkPart>
  )
}
