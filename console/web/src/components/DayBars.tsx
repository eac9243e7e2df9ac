import { useWords } from '../app/words.tsx'

/** Counts a day, the oldest first, as bars; the same numbers stand in a table underneath. */
export function DayBars(props: {
  label: string
  days: readonly { readonly from: number; readonly count: number; readonly exact: boolean }[]
}) {
  const { t, number, day } = useWords()
  const max = Math.max(1, ...props.days.map(({ count }) => count))
  const said = (count: number, exact: boolean) => (exact ? number(count) : t('days.atLeast', { n: count }))
  const [first, last] = [props.days[0], props.days.at(-1)]
  return (
    <figure className="day-bars">
      <figcaption>
        {props.label}{' '}
        <span className="dim">{t('days.most', { n: Math.max(0, ...props.days.map((one) => one.count)) })}</span>
      </figcaption>
      <div className="day-bars-box" aria-hidden>
        {props.days.map(({ from, count, exact }) => (
          <span key={from} title={`${day(from)}: ${said(count, exact)}`}>
            <i style={{ height: count === 0 ? 0 : `max(2px, ${(count / max) * 100}%)` }} />
          </span>
        ))}
      </div>
      <div className="day-bars-axis dim small" aria-hidden>
        <span>{first && day(first.from)}</span>
        <span>{last && last !== first && day(last.from)}</span>
      </div>
      <details className="histogram-table">
        <summary>{t('days.table')}</summary>
        <table>
          <tbody>
            {props.days.toReversed().map(({ from, count, exact }) => (
              <tr key={from}>
                <th scope="row">{day(from)}</th>
                <td>{said(count, exact)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  )
}
