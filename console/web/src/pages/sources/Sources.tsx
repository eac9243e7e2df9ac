import { useMemo, useRef } from 'react'
import { Link } from 'react-router'
import type { Source } from '../../../../api/schemas/sources.ts'
import { useSources } from '../../api/queries.ts'
import { useMay } from '../../api/session.ts'
import { useCommands } from '../../app/keys.tsx'
import { useWords } from '../../app/words.tsx'
import { DataTable, type TableHandle } from '../../components/DataTable.tsx'
import { EmptyState, ErrorState, SkeletonRows } from '../../components/states.tsx'
import { RelativeTime, useNow } from '../../components/Time.tsx'
import { VirtualCards } from '../../components/VirtualCards.tsx'
import { usePanels } from '../../lib/panels.ts'
import { usePhone } from '../../lib/phone.ts'
import { isQuiet } from '../../lib/quiet.ts'
import { useTitle } from '../../lib/title.ts'
import { sourceColumns } from './columns.tsx'
import { IntakeKeys } from './IntakeKeys.tsx'
import { SourceFlyout } from './SourceFlyout.tsx'

const panels = ['source'] as const

/** Who sends, whether they still do, and the keys by which HTTP senders are known. */
export function Sources() {
  const words = useWords()
  const { t, number, duration } = words
  useTitle(t('sources.title'))
  const may = useMay()
  const phone = usePhone()
  const sources = useSources()
  const now = useNow()
  const table = useRef<TableHandle>(null)
  const { opened, show, close } = usePanels(panels, table)
  const openId = opened('source')
  // The silent ones first: they are what somebody must do something about.
  const rows = useMemo(
    () =>
      [...(sources.data?.rows ?? [])].sort(
        (a, b) =>
          Number(isQuiet(b, now)) - Number(isQuiet(a, now)) || (a.host ?? a.peer).localeCompare(b.host ?? b.peer),
      ),
    [sources.data, now],
  )
  const columns = useMemo(() => sourceColumns({ t, number, duration }, now), [t, number, duration, now])
  const openSource = rows.find(({ id }) => id === openId)
  const open = (source: Source) => show('source', source.id)
  const step = (by: 1 | -1) => {
    const next = rows[rows.findIndex(({ id }) => id === openId) + by]
    if (next !== undefined && openId !== null) show('source', next.id, true)
  }
  useCommands({ down: () => step(1), up: () => step(-1) })
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('sources.title')}</h1>
        <span className="dim">{sources.data !== undefined && t('sources.count', { n: rows.length })}</span>
      </header>
      {sources.isError && sources.data === undefined ? (
        <ErrorState error={sources.error} retry={() => void sources.refetch()} />
      ) : sources.data === undefined ? (
        <SkeletonRows rows={8} height={44} />
      ) : rows.length === 0 ? (
        <EmptyState title={t('sources.empty.title')} text={t('sources.empty.text')}>
          <Link to="/">{t('sources.empty.do')}</Link>
        </EmptyState>
      ) : phone ? (
        <div className="bleed tall-list" style={{ height: rows.length * 100 + 2 }}>
          <VirtualCards label={t('sources.table')} rows={rows} height={100} more={undefined}>
            {(source) => (
              <button type="button" className="card" onClick={() => open(source)}>
                <span className="card-title">{source.host ?? source.peer}</span>
                <span className="card-line">
                  <span className={isQuiet(source, now) ? 'badge-quiet' : undefined}>
                    {t(isQuiet(source, now) ? 'sources.quiet' : 'sources.sending')}
                  </span>
                  <span className="dim">
                    <RelativeTime at={source.lastSeen} />
                  </span>
                  {source.failures > 0 && <strong className="bad-text push">{number(source.failures)}</strong>}
                </span>
                <span className="dim two-lines">{source.unit?.name ?? t('field.unattributed')}</span>
              </button>
            )}
          </VirtualCards>
        </div>
      ) : (
        <div className="bleed tall-list" style={{ height: rows.length * 44 + 36 }}>
          <DataTable
            ref={table}
            name="sources"
            label={t('sources.table')}
            columns={columns}
            rows={rows}
            keyOf={keyOf}
            rowHeight={44}
            current={openId ?? undefined}
            onOpen={open}
          />
        </div>
      )}
      {may('source.enroll') && <IntakeKeys />}
      {openSource !== undefined && <SourceFlyout key={openSource.id} source={openSource} close={close} />}
    </div>
  )
}

const keyOf = (source: Source) => source.id
