import type { Home } from '../../../../api/schemas/home.ts'
import { useWords } from '../../app/words.tsx'
import { roleWords } from '../people/role-words.ts'

/** Which of the reader's roles do not hold, why, and whom to ask. */
export function Lapsed({ lapsed, nothing }: { lapsed: Home['lapsed']; nothing: boolean }) {
  const { t, known } = useWords()
  return (
    <section className="section">
      <h2>{t(nothing ? 'home.lapsed.nothing' : 'home.lapsed')}</h2>
      {lapsed.length > 0 && (
        <ul className="bullets">
          {lapsed.map(({ role, unit, why }) => (
            <li key={`${role} ${unit.id}`}>
              {roleWords({ t, known }, role)}, {unit.name}: {t(`home.lapsed.${why}`)}
            </li>
          ))}
        </ul>
      )}
      <p className="dim">{t('home.lapsed.ask')}</p>
    </section>
  )
}
