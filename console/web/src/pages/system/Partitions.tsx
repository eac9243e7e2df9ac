import { useState } from 'react'
import type { SystemState } from '../../../../api/schemas/system.ts'
import { useWords } from '../../app/words.tsx'

/** Rows shown before the reader asks for all: a year of four classes is long. */
const few = 31

/** What is kept, by class and day, and until when; with the law that the minimum comes from. */
export function Partitions({ state: { partitions, classes, law } }: { state: SystemState }) {
  const { t, number, bytes, day } = useWords()
  const [all, showAll] = useState(false)
  const shown = all ? partitions : partitions.slice(0, few)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: nothing else on the page takes the focus, so no key could scroll it
    <section className="section" aria-labelledby="system-partitions" tabIndex={0}>
      <h2 id="system-partitions">{t('system.partitions')}</h2>
      <ul className="lines">
        {classes.map(({ class: name, months, minimum }) => (
          <li key={name}>{t(minimum === 0 ? 'system.class.free' : 'system.class', { name, months, minimum })}</li>
        ))}
      </ul>
      <p className="dim small">
        {t('system.law', { source: law.source, day: day(Date.parse(law.effectiveFrom)), verified: law.verifiedBy })}
      </p>
      {partitions.length === 0 ? (
        <p className="dim">{t('system.partitions.none')}</p>
      ) : (
        <table className="small-table days-table">
          <thead>
            <tr>
              <th scope="col">{t('system.day')}</th>
              <th scope="col">{t('system.class.name')}</th>
              <th scope="col">{t('sources.events')}</th>
              <th scope="col">{t('sources.bytes')}</th>
              <th scope="col">{t('system.until')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((partition) => (
              <tr key={`${partition.class}/${partition.day}`}>
                <td>{day(Date.parse(partition.day))}</td>
                <td>{partition.class}</td>
                <td>{number(partition.events)}</td>
                <td>{bytes(partition.bytes)}</td>
                <td>
                  {partition.held
                    ? t('system.held')
                    : partition.until === null
                      ? t('system.until.never')
                      : day(Date.parse(partition.until))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {!all && partitions.length > few && (
        <button type="button" className="link" onClick={() => showAll(true)}>
          {t('system.partitions.all', { n: partitions.length })}
        </button>
      )}
    </section>
  )
}
