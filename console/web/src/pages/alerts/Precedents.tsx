import type { AlertDetail } from '../../../../api/schemas/alerts.ts'
import { useWords } from '../../app/words.tsx'
import { InertText } from '../../components/InertText.tsx'
import { telephone } from '../../lib/telephone.ts'
import { dispositions } from './criteria.ts'

/** How common the alert is: its rule, host and user over the last 30 days, and how that was judged. */
export function Precedents({ precedents }: Pick<AlertDetail, 'precedents'>) {
  const { t, number } = useWords()
  return (
    <table className="small-table">
      <thead>
        <tr>
          <th scope="col">{t('precedent.of')}</th>
          <th scope="col">{t('precedent.alerts')}</th>
          <th scope="col">{t('precedent.hosts')}</th>
          <th scope="col">{t('precedent.units')}</th>
          <th scope="col">{t('precedent.judged')}</th>
        </tr>
      </thead>
      <tbody>
        {precedents.map((one) => {
          const judged = dispositions.flatMap((disposition) => {
            const n = one.dispositions[disposition] ?? 0
            return n === 0 ? [] : [`${t(`disposition.${disposition}`)}: ${number(n)}`]
          })
          return (
            <tr key={one.of}>
              <th scope="row">{t(`precedent.${one.of}`)}</th>
              <td>{number(one.alerts)}</td>
              <td>{number(one.hosts)}</td>
              <td>{number(one.units)}</td>
              <td>{judged.length === 0 ? <span className="dim">{t('precedent.none')}</span> : judged.join('; ')}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** Whom to call at the alert's unit, the one on duty first. */
export function Contacts({ contacts }: Pick<AlertDetail, 'contacts'>) {
  const { t } = useWords()
  if (contacts.length === 0) return null
  const duty = contacts.toSorted((a, b) => Number(b.duty) - Number(a.duty))
  return (
    <>
      <h4>{t('alert.contacts')}</h4>
      <ul className="plain-list">
        {duty.map((one) => (
          <li key={`${one.name} ${one.phone}`}>
            <InertText text={one.role === '' ? one.name : `${one.name}, ${one.role}`} />
            {one.duty && <strong>{t('alert.onDuty')}</strong>}
            {one.phone !== '' && <a href={telephone(one.phone)}>{one.phone}</a>}
            {one.mail !== '' && (
              <span className="dim breakable">
                <InertText text={one.mail} />
              </span>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}
