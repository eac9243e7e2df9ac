import { useHome } from '../../api/home-queries.ts'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { useTitle } from '../../lib/title.ts'
import { Connect } from './Connect.tsx'
import { HomeNav } from './HomeNav.tsx'
import { Lapsed } from './Lapsed.tsx'
import { Sample } from './Sample.tsx'
import { Work } from './Work.tsx'

/** What to do next: bring the first logs in, or, once they flow, the work of the shift. */
export function Home() {
  const { t } = useWords()
  useTitle(t('home.title'))
  const may = useMay()
  const home = useHome()
  const { sources, work } = home.data ?? {}
  // Who brings no logs in has nothing to begin with.
  const brings = may('sample.send') || may('source.enroll')
  const noWork = !work || work.fresh.total + work.nobodys.total + work.mine.total === 0
  const empty = brings && sources?.total === 0 && noWork
  if (home.data === undefined)
    return (
      <div className="page home">
        <header className="page-head">
          <h1>{t('home.title')}</h1>
          <HomeNav />
        </header>
        {home.isError ? (
          <ErrorState error={home.error} retry={() => void home.refetch()} />
        ) : (
          <SkeletonRows rows={10} height={44} />
        )}
      </div>
    )
  return (
    <div className="page home">
      <header className="page-head">
        <h1>{t(empty ? 'home.start.title' : 'home.title')}</h1>
        <HomeNav />
      </header>
      {empty && <p className="lead">{t('home.start.text')}</p>}
      {(home.data.roles === 0 || home.data.lapsed.length > 0) && (
        <Lapsed lapsed={home.data.lapsed} nothing={home.data.roles === 0} />
      )}
      {!empty && <Work home={home.data} />}
      {may('sample.send') && (
        <section className="section">
          <h2>{t('home.sample.title')}</h2>
          <p className="dim">{t('home.sample.text')}</p>
          <Sample first={empty} />
        </section>
      )}
      {(empty || may('source.enroll')) && (
        <section className="section">
          <h2>{t(empty ? 'home.connect.title' : 'home.connect.more')}</h2>
          <Connect />
        </section>
      )}
    </div>
  )
}
