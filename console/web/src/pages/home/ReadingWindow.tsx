import { Link } from 'react-router'
import type { Home } from '../../../../api/schemas/home.ts'
import { useChain } from '../../api/audit-queries.ts'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { ExactTime } from '../../components/Time.tsx'
import { ChainWords } from '../audit/ChainWords.tsx'

/** Of which stretch of time an auditor may read, whether the log is whole, and where to go. */
export function ReadingWindow({ window }: { window: NonNullable<Home['window']> }) {
  const { t } = useWords()
  const may = useMay()
  return (
    <section className="section">
      <h2>{t('home.window')}</h2>
      <p>
        <ExactTime at={window.from} /> – <ExactTime at={window.to} />
      </p>
      {may('audit.read') && <Log />}
    </section>
  )
}

function Log() {
  const { t } = useWords()
  const chain = useChain()
  return (
    <>
      {chain.data !== undefined && (
        <p>
          <ChainWords check={chain.data.check} />
        </p>
      )}
      <ul className="bullets">
        <li>
          <Link to="/audit">{t('home.window.audit')}</Link>
        </li>
        <li>
          <Link to="/audit?do=chain">{t('audit.chain.check')}</Link>
        </li>
        <li>
          <Link to="/audit?do=pack">{t('home.window.pack')}</Link>
        </li>
      </ul>
    </>
  )
}
