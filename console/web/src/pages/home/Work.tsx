import { Link } from 'react-router'
import type { Home } from '../../../../api/schemas/home.ts'
import { useMay, useSession } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { EmptyState } from '../../components/states.tsx'
import { useNow } from '../../components/Time.tsx'
import { AlertLines, alertAddress, HandOffLines } from './AlertLines.tsx'
import { CallTeam } from './CallTeam.tsx'
import { Contacts } from './Contacts.tsx'
import { Duty } from './Duty.tsx'
import { Figures } from './Figures.tsx'
import { OwnAlerts } from './OwnAlerts.tsx'
import { OwnSystems } from './OwnSystems.tsx'
import { ReadingWindow } from './ReadingWindow.tsx'
import { Since } from './Since.tsx'
import { Troubles } from './Troubles.tsx'
import { WorkPart } from './WorkPart.tsx'

/** The lists of a shift, as far as the reader may know of them: what waits for an answer first. */
export function Work({ home }: { home: Home }) {
  const may = useMay()
  const { work, incidents, sources, since, duty, handOvers, proposals, ownUnits, ownAlerts, window } = home
  const lists = [work, incidents, sources, since, duty, proposals, ownUnits, ownAlerts, window].some(
    (list) => list !== null,
  )
  if (!lists && home.roles > 0 && !may('metrics.read') && !may('system.read')) return <NothingYet />
  return (
    <>
      {window !== null && <ReadingWindow window={window} />}
      {since !== null && <Since since={since} />}
      <div className="work">
        {work !== null && <AlertWork work={work} />}
        {incidents !== null && may('incident.write') && <Incidents incidents={incidents} />}
        {(duty !== null || handOvers.length > 0) && <Duty duty={duty} handOvers={handOvers} />}
        {proposals !== null && proposals.length > 0 && <Proposed proposals={proposals} />}
        {may('metrics.read') && work === null && <Figures />}
        {ownAlerts !== null && <OwnAlerts alerts={ownAlerts} />}
        {ownUnits !== null && <Contacts units={ownUnits} />}
        {ownUnits !== null && may('inventory.read') && <OwnSystems />}
        {sources !== null && <Quiet sources={sources} />}
        {may('system.read') && <Troubles />}
      </div>
    </>
  )
}

/** For a role whose work is not done in the console: whom to turn to instead. */
function NothingYet() {
  const { t } = useWords()
  return (
    <EmptyState title={t('home.nothing')} text={t('home.nothing.text')}>
      <CallTeam />
    </EmptyState>
  )
}

const newest = 'range=30d&status=new'
const unowned = 'range=30d&assignee=&sort=severity'

function AlertWork({ work }: { work: NonNullable<Home['work']> }) {
  const { t } = useWords()
  const { actor } = useSession()
  const may = useMay()
  const mine = `range=30d&assignee=${encodeURIComponent(actor.id)}&sort=first&direction=asc`
  const first = work.nobodys.rows[0]
  return (
    <>
      {work.offered.total > 0 && (
        <WorkPart title={t('home.work.offered')} count={work.offered.total}>
          <HandOffLines rows={work.offered.rows} answers />
          <All part={work.offered} list="range=30d&handOff=offered" />
        </WorkPart>
      )}
      <WorkPart title={t('home.work.nobodys')} count={work.nobodys.total} empty={t('home.work.nobodys.none')}>
        {work.criticals > 0 && <p className="warning-line">{t('home.work.criticals', { n: work.criticals })}</p>}
        <AlertLines rows={work.nobodys.rows} list={unowned} when="first" />
        {first !== undefined && may('alert.triage') && (
          <div className="actions">
            <Link className="button-link" to={alertAddress(unowned, first.id)}>
              {t('home.work.next')}
            </Link>
          </div>
        )}
        <All part={work.nobodys} list={unowned} />
      </WorkPart>
      {may('alert.triage') && (
        <WorkPart title={t('home.work.mine')} count={work.mine.total} empty={t('home.work.mine.none')}>
          <AlertLines rows={work.mine.rows} list={mine} when="first" />
          <All part={work.mine} list={mine} />
        </WorkPart>
      )}
      <WorkPart title={t('home.work.new')} count={work.fresh.total} empty={t('home.work.new.none')}>
        <AlertLines rows={work.fresh.rows} list={newest} when="last" />
        <All part={work.fresh} list={newest} />
      </WorkPart>
      {work.given.total > 0 && (
        <WorkPart title={t('home.work.given')} count={work.given.total}>
          <HandOffLines rows={work.given.rows} answers={false} />
        </WorkPart>
      )}
    </>
  )
}

function All({ part, list }: { part: { rows: readonly unknown[]; total: number }; list: string }) {
  const { t } = useWords()
  if (part.total <= part.rows.length) return null
  return <Link to={`/alerts?${list}`}>{t('home.work.all', { n: part.total })}</Link>
}

function Incidents({ incidents }: { incidents: NonNullable<Home['incidents']> }) {
  const { t } = useWords()
  return (
    <WorkPart title={t('home.work.incidents')} count={incidents.total} empty={t('home.work.incidents.none')}>
      <ul className="lines">
        {incidents.rows.map(({ id, title }) => (
          <li key={id}>
            <Link to={`/incidents/${encodeURIComponent(id)}`}>
              <span className="mono">{id}</span>
              <span className="line-title">{title}</span>
            </Link>
          </li>
        ))}
      </ul>
    </WorkPart>
  )
}

function Quiet({ sources }: { sources: NonNullable<Home['sources']> }) {
  const { t, duration } = useWords()
  const now = useNow()
  return (
    <WorkPart
      title={t('home.work.quiet')}
      count={sources.silentTotal}
      empty={t(sources.total === 0 ? 'sources.empty.title' : 'home.work.quiet.none')}
      foot={<p className="dim small">{t('home.sources', { n: sources.total })}</p>}
    >
      <ul className="lines">
        {sources.silent.map((source) => (
          <li key={source.id}>
            <Link to={`/sources?source=${encodeURIComponent(source.id)}`}>
              <span className="line-title">{source.name}</span>
              <span className="dim line-more">{source.unit?.name ?? t('field.unattributed')}</span>
              <span className="dim line-time">
                {t('home.work.quiet.since', {
                  duration: duration(Math.max(60_000, Math.floor((now - source.since) / 60_000) * 60_000)),
                })}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {sources.silentTotal > sources.silent.length && (
        <Link to="/sources">{t('home.work.all', { n: sources.silentTotal })}</Link>
      )}
    </WorkPart>
  )
}

/** Exceptions that wait for a decision; each is decided on the page of its rule. */
function Proposed({ proposals }: { proposals: NonNullable<Home['proposals']> }) {
  const { t } = useWords()
  return (
    <WorkPart title={t('home.proposals')} count={proposals.length}>
      <ul className="lines">
        {proposals.slice(0, 5).map(({ id, title, rule, by }) => (
          <li key={id}>
            <Link to={rule === null ? '/rules' : `/rules/${encodeURIComponent(rule)}?tab=exceptions`}>
              <span className="line-title">{title}</span>
              <span className="dim line-more">{by}</span>
            </Link>
          </li>
        ))}
      </ul>
    </WorkPart>
  )
}
