import { Link } from 'react-router'
import { useMay } from '../../api/session.ts'
import { useSystems } from '../../api/system-queries.ts'
import { useWords } from '../../app/words.tsx'
import { Kept } from './system-facts.tsx'
import { shownSystems } from './system-list.ts'

const most = 10

/** The systems whose logs are not kept as long as they must be, on the page about what is kept. */
export function ShortSystems() {
  const { t, number } = useWords()
  const may = useMay()('inventory.read')
  const systems = useSystems(may)
  if (!may || systems.data === undefined) return null
  const short = shownSystems(systems.data.rows, 'short', '', false)
  return (
    <section className="section" aria-labelledby="system-short">
      <h2 id="system-short">{t('systems.short.title')}</h2>
      {short.length === 0 ? (
        <p className="dim">{t(systems.data.rows.length === 0 ? 'systems.none' : 'systems.short.none')}</p>
      ) : (
        <>
          <p>{t('systems.short.text', { n: short.length })}</p>
          <ul className="lines">
            {short.slice(0, most).map((system) => (
              <li key={system.id}>
                <Link to={`/systems?system=${encodeURIComponent(system.id)}`}>{system.name}</Link>{' '}
                <span className="dim">{t('systems.level.of', { n: system.level })}</span>: <Kept system={system} />
              </li>
            ))}
          </ul>
          {short.length > most && (
            <Link to="/systems?show=short">{t('systems.show.short', { n: number(short.length) })}</Link>
          )}
        </>
      )}
    </section>
  )
}
