import { useRef } from 'react'
import type { SystemState } from '../../../../api/schemas/system.ts'
import { useSystem } from '../../api/queries.ts'
import { useMay } from '../../api/session.ts'
import { useTroubles } from '../../api/troubles.ts'
import { useWords } from '../../app/words.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { useTitle } from '../../lib/title.ts'
import { troubleDetail } from '../../lib/trouble-detail.ts'
import { ShortSystems } from '../systems/ShortSystems.tsx'
import { Ledger } from './Ledger.tsx'
import { Partitions } from './Partitions.tsx'
import { Replay } from './Replay.tsx'

/** The state of the installation: disk and forecast, what is kept until when, what was deleted, troubles. */
export function System() {
  const { t } = useWords()
  useTitle(t('system.title'))
  const system = useSystem()
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('system.title')}</h1>
      </header>
      {system.isError && system.data === undefined ? (
        <ErrorState error={system.error} retry={() => void system.refetch()} />
      ) : system.data === undefined ? (
        <SkeletonRows rows={8} height={44} />
      ) : (
        <>
          <Troubles />
          <Disk state={system.data} />
          <Partitions state={system.data} />
          <ShortSystems />
          <Ledger state={system.data} />
        </>
      )}
    </div>
  )
}

function Troubles() {
  const words = useWords()
  const { t, dateTime } = words
  const may = useMay()
  const { troubles, stale } = useTroubles()
  const seen = useRef(false)
  // What became of a replay stays to be read when nothing waits any more.
  seen.current ||= troubles.some(({ code }) => code === 'dead-letters')
  return (
    <section className="section" aria-labelledby="system-troubles">
      <h2 id="system-troubles">{t('home.work.troubles')}</h2>
      {stale && (
        <p className="bad-text" role="status">
          {t('system.stale')}
        </p>
      )}
      {troubles.length === 0 ? (
        <p className="dim">{t('home.work.troubles.none')}</p>
      ) : (
        <ul className="lines">
          {troubles.map(({ code, since, detail }) => (
            <li key={code} className="trouble">
              <span>
                <strong>{t(`trouble.${code}`)}</strong>{' '}
                <span className="dim breakable">{troubleDetail(words, { code, detail })}</span>{' '}
                {since !== undefined && <span className="dim">({t('trouble.since', { time: dateTime(since) })})</span>}
              </span>
            </li>
          ))}
        </ul>
      )}
      {seen.current && may('system.operate') && <Replay />}
    </section>
  )
}

function Disk({ state: { disk, bytes: stored, events } }: { state: SystemState }) {
  const { t, bytes, number } = useWords()
  const used = Math.round(disk.usedPercent)
  return (
    <section className="section" aria-labelledby="system-disk">
      <h2 id="system-disk">{t('system.disk')}</h2>
      <meter
        className="disk-meter"
        min={0}
        max={100}
        low={disk.warnAt}
        high={disk.fullAt}
        optimum={0}
        value={used}
        aria-label={t('system.disk.used', { percent: used })}
      />
      <table className="small-table">
        <tbody>
          <tr>
            <th scope="row">{t('system.disk.use')}</th>
            <td>
              {number(used)}%
              {disk.level !== 'ok' && <strong className="bad-text"> {t(`system.disk.level.${disk.level}`)}</strong>}
            </td>
          </tr>
          <tr>
            <th scope="row">{t('system.disk.free')}</th>
            <td>{t('system.disk.free.of', { free: bytes(disk.free), total: bytes(disk.total) })}</td>
          </tr>
          <tr>
            <th scope="row">{t('system.disk.marks')}</th>
            <td>{t('system.disk.marks.are', { warn: disk.warnAt, full: disk.fullAt })}</td>
          </tr>
          <tr>
            <th scope="row">{t('system.disk.stored')}</th>
            <td>{t('system.disk.stored.is', { events: number(events), bytes: bytes(stored) })}</td>
          </tr>
          <tr>
            <th scope="row">{t('system.disk.growth')}</th>
            <td>
              {disk.growth === null
                ? t('system.disk.growth.unknown')
                : t('system.disk.growth.is', { bytes: bytes(disk.growth) })}
            </td>
          </tr>
          <tr>
            <th scope="row">{t('system.disk.forecast')}</th>
            <td>
              {disk.growth === null
                ? t('system.disk.growth.unknown')
                : disk.daysUntilFull === null
                  ? t('system.disk.forecast.never')
                  : t('system.disk.forecast.days', { n: disk.daysUntilFull })}
            </td>
          </tr>
        </tbody>
      </table>
    </section>
  )
}
