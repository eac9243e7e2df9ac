import { Button } from '@mantine/core'
import { IconRefresh, IconX } from '@tabler/icons-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { AuditRow } from '../../../../api/schemas/audit.ts'
import { useAuditFacets, useAuditRows, useChain } from '../../api/audit-queries.ts'
import { useCommands } from '../../app/keys.tsx'
import { useWords } from '../../app/words.tsx'
import { DataTable, type TableHandle } from '../../components/DataTable.tsx'
import { ExportButton } from '../../components/ExportButton.tsx'
import { FacetColumn } from '../../components/FacetColumn.tsx'
import { FiltersButton } from '../../components/FiltersButton.tsx'
import { namedValues } from '../../components/facet-values.tsx'
import { EmptyState, ErrorState, ErrorWords, SkeletonRows } from '../../components/states.tsx'
import { TextFilter } from '../../components/TextFilter.tsx'
import { TimeRangePicker } from '../../components/TimeRangePicker.tsx'
import { VirtualCards } from '../../components/VirtualCards.tsx'
import { useAddress } from '../../lib/address.ts'
import { usePanels } from '../../lib/panels.ts'
import { usePhone } from '../../lib/phone.ts'
import { rowBeside } from '../../lib/row-beside.ts'
import { useTitle } from '../../lib/title.ts'
import { AuditFlyout } from './AuditFlyout.tsx'
import './audit.css'
import { actionWords, actorWords } from './audit-words.ts'
import { ChainFlyout } from './ChainFlyout.tsx'
import { ChainWords } from './ChainWords.tsx'
import { auditColumns, detailWords } from './columns.tsx'
import { auditQuery, readCriteria, toggleValue, writeAuditRange } from './criteria.ts'
import { PackFlyout } from './PackFlyout.tsx'

/** The audit log: who did what, whether the chain is whole, and the inspector's pack. */
export function Audit() {
  const { t } = useWords()
  useTitle(t('audit.title'))
  const chain = useChain()
  if (chain.data !== undefined) return <Log chain={chain.data} />
  return (
    <div className="page list-page">
      <header className="page-head">
        <h1>{t('audit.title')}</h1>
      </header>
      {chain.isError ? (
        <ErrorState error={chain.error} retry={() => void chain.refetch()} />
      ) : (
        <SkeletonRows rows={14} height={36} />
      )}
    </div>
  )
}

/** Names of what stands in the address beside the filter: one thing at the right at a time. */
const panels = ['row', 'do'] as const

function Log({ chain }: { chain: NonNullable<ReturnType<typeof useChain>['data']> }) {
  const words = useWords()
  const { t, known, dateTime } = words
  const phone = usePhone()
  const [params, change] = useAddress()
  const [asked, ask] = useState(() => Date.now())
  const [filtersOpen, setFiltersOpen] = useState(false)
  const table = useRef<TableHandle>(null)
  const box = useRef<HTMLInputElement>(null)
  const criteria = readCriteria(params, chain.window)
  const query = auditQuery(criteria, asked)
  const list = useAuditRows(query)
  const facets = useAuditFacets(query)
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.rows) ?? [], [list.data])
  const columns = useMemo(() => auditColumns(words), [words])
  const { opened, show, close } = usePanels(panels, table)
  const openId = opened('row')
  const doing = opened('do')
  const openRow = rows.find((row) => keyOf(row) === openId)

  const { hasNextPage, isFetching, fetchNextPage } = list
  const more = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage()
  }, [hasNextPage, isFetching, fetchNextPage])
  // The server answers after a while with what it found so far: a short page is gone on from by itself.
  const lastLength = list.data?.pages.at(-1)?.rows.length ?? 0
  useEffect(() => {
    if (lastLength < 20) more()
  }, [lastLength, more])

  const question = useCallback(
    (edit: (next: URLSearchParams) => void) => {
      ask(Date.now())
      change((next) => {
        for (const name of panels) next.delete(name)
        edit(next)
      })
    },
    [change],
  )
  const open = (row: AuditRow) => show('row', keyOf(row))
  const step = (by: 1 | -1) => {
    const next = rowBeside(rows, (row) => keyOf(row) === openId, by)
    if (next === undefined) return
    if (openId !== null) show('row', keyOf(next), true)
    else table.current?.focusRow(keyOf(next))
  }
  useCommands({ down: () => step(1), up: () => step(-1), search: () => box.current?.focus() })
  const filtered = criteria.actor.length + criteria.action.length > 0 || criteria.text !== '' || criteria.target !== ''
  const setText = useCallback(
    (text: string) => question((next) => (text === '' ? next.delete('text') : next.set('text', text))),
    [question],
  )
  const foot = hasNextPage ? (list.isFetchingNextPage ? t('audit.looking') : '') : t('audit.end', { n: rows.length })

  return (
    <div className="page list-page">
      <header className="page-head">
        <h1>{t('audit.title')}</h1>
        <span className="dim" aria-live="polite">
          {list.data !== undefined && t(hasNextPage ? 'audit.loadedMore' : 'audit.loaded', { n: rows.length })}
        </span>
        <span className="push audit-do">
          <ExportButton of="audit" filter={() => auditQuery(criteria, Date.now())} columns={[]} names={[]} />
          <Button size="compact-md" variant="default" onClick={() => show('do', 'pack')}>
            {t('audit.pack')}
          </Button>
        </span>
      </header>
      <div className="audit-chain">
        <ChainWords check={chain.check} />
        <Button variant="default" size="compact-md" onClick={() => show('do', 'chain')}>
          {t('audit.chain.check')}
        </Button>
        {chain.window !== null && (
          <span className="dim small">
            {t('audit.window', { from: dateTime(chain.window.from), to: dateTime(chain.window.to) })}
          </span>
        )}
      </div>
      <div className="query-bar">
        <TimeRangePicker
          range={criteria.range}
          onChange={(range) => question((next) => writeAuditRange(next, range))}
        />
        <TextFilter ref={box} label={t('audit.find.hint')} value={criteria.text} onChange={setText} />
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} stroke={1.6} aria-hidden />}
          loading={list.isFetching && !list.isFetchingNextPage && !list.isPending}
          onClick={() => ask(Date.now())}
        >
          {t('do.refresh')}
        </Button>
        <FiltersButton open={filtersOpen} setOpen={setFiltersOpen} />
      </div>
      {criteria.target !== '' && (
        <p>
          <Button
            variant="default"
            size="compact-md"
            rightSection={<IconX size={14} stroke={1.8} aria-hidden />}
            onClick={() => question((next) => next.delete('target'))}
          >
            {t('audit.target.clear', { target: criteria.target })}
          </Button>
        </p>
      )}
      <div className={filtersOpen ? 'list-body filters-open' : 'list-body'}>
        {facets.isError ? (
          <div className="facets">
            <ErrorWords error={facets.error} />
          </div>
        ) : (
          <FacetColumn
            groups={(['action', 'actor'] as const).map((field) => {
              const counted = facets.data?.facets.find((facet) => facet.field === field)
              const wordsOf = field === 'action' ? actionWords : actorWords
              return {
                field,
                label: t(`audit.${field}`),
                chosen: criteria[field],
                partial: counted?.partial ?? false,
                values: namedValues(counted?.values ?? [], (value) => wordsOf({ t, known }, value)),
              }
            })}
            onToggle={(field, value) => question((next) => toggleValue(next, field, value))}
          />
        )}
        <div className="list-main">
          {list.isError && rows.length === 0 ? (
            <ErrorState error={list.error} retry={() => void list.refetch()} />
          ) : list.isPending || (rows.length === 0 && hasNextPage) ? (
            <SkeletonRows rows={18} height={36} />
          ) : rows.length === 0 ? (
            <EmptyState title={t('audit.empty')} text={t('audit.empty.text')}>
              {filtered && (
                <Button
                  onClick={() =>
                    question((next) => {
                      for (const name of ['actor', 'action', 'text', 'target']) next.delete(name)
                    })
                  }
                >
                  {t('do.clear')}
                </Button>
              )}
            </EmptyState>
          ) : phone ? (
            <VirtualCards label={t('audit.table')} rows={rows} height={92} more={hasNextPage ? more : undefined}>
              {(row) => (
                <button type="button" className="card" onClick={() => open(row)}>
                  <span className="card-title">{actionWords({ t, known }, row.action)}</span>
                  <span className="card-line">
                    {actorWords({ t }, row.actor)}
                    <span className="dim push">{dateTime(row.time)}</span>
                  </span>
                  <span className="card-line dim">
                    <span className="cut">{row.target}</span>
                  </span>
                  <span className="card-line dim">
                    <span className="cut">{detailWords(words, row.details)}</span>
                  </span>
                </button>
              )}
            </VirtualCards>
          ) : (
            <DataTable
              ref={table}
              name="audit"
              label={t('audit.table')}
              columns={columns}
              rows={rows}
              keyOf={keyOf}
              rowHeight={44}
              current={openId ?? undefined}
              onOpen={open}
              onNearEnd={more}
              foot={<p className="dim small table-end">{foot}</p>}
            />
          )}
        </div>
      </div>
      {openRow !== undefined && (
        <AuditFlyout
          key="row"
          row={openRow}
          close={close}
          onTarget={(target) => question((next) => next.set('target', target))}
        />
      )}
      {doing === 'chain' && <ChainFlyout chain={chain} close={close} />}
      {doing === 'pack' && <PackFlyout first={query} window={chain.window} close={close} />}
    </div>
  )
}

const keyOf = (row: AuditRow) => String(row.number)
