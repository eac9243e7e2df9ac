import type { SystemState } from '../../../../api/schemas/system.ts'
import { useWords } from '../../app/words.tsx'
import { ExactTime } from '../../components/Time.tsx'

/** What retention deleted, when and why. */
export function Ledger({ state: { ledger } }: { state: SystemState }) {
  const { t, number, bytes, day } = useWords()
  return (
    <section className="section" aria-labelledby="system-ledger">
      <h2 id="system-ledger">{t('system.ledger')}</h2>
      {ledger.length === 0 ? (
        <p className="dim">{t('system.ledger.none')}</p>
      ) : (
        <table className="small-table days-table">
          <thead>
            <tr>
              <th scope="col">{t('system.ledger.when')}</th>
              <th scope="col">{t('system.day')}</th>
              <th scope="col">{t('system.class.name')}</th>
              <th scope="col">{t('system.ledger.why')}</th>
              <th scope="col" className="wide-only">
                {t('sources.events')}
              </th>
              <th scope="col" className="wide-only">
                {t('sources.bytes')}
              </th>
              <th scope="col">{t('system.ledger.state')}</th>
            </tr>
          </thead>
          <tbody>
            {ledger.map((drop) => (
              <tr key={`${drop.class}/${drop.day}/${drop.asked}`}>
                <td>
                  <ExactTime at={drop.ended ?? drop.asked} />
                </td>
                <td>{day(Date.parse(drop.day))}</td>
                <td>{drop.class}</td>
                <td>{t(`system.ledger.reason.${drop.reason}`)}</td>
                <td className="wide-only">{number(drop.events)}</td>
                <td className="wide-only">{bytes(drop.bytes)}</td>
                <td>{t(`system.ledger.state.${drop.state}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
