import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconAdjustmentsHorizontal, IconArrowUp, IconSearch } from '@tabler/icons-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Link } from 'react-router'
import type { Alert } from '../../../../api/schemas/alerts.ts'
import { useAlertRows, useAlertSummary, useRules } from '../../api/queries.ts'
import { useMay, useSession } from '../../api/session.ts'
import { useCommands } from '../../app/keys.tsx'
import { useWords } from '../../app/words.tsx'
import { DataTable, type TableHandle } from '../../components/DataTable.tsx'
import { FacetColumn } from '../../components/FacetColumn.tsx'
import { EmptyState, ErrorState, SkeletonRows } from '../../components/states.tsx'
import { TimeRangePicker } from '../../components/TimeRangePicker.tsx'
import { useAddress } from '../../lib/address.ts'
import { readRange, writeRange } from '../../lib/time-range.ts'
import { useTitle } from '../../lib/title.ts'
import { AlertCards } from './AlertCards.tsx'
import { AlertFlyout } from './AlertFlyout.tsx'
import { AlertHistogram } from './AlertHistogram.tsx'
import { alertColumns } from './columns.tsx'
import { isNarrowed, type ListFilter, listFilters, readCriteria, setFilter, sortBy, toggleFilter } from './criteria.ts'
import { queueFacets } from './queue-facets.tsx'
import { useHeldList } from './use-held-list.ts'

/** The alert queue. */
export function Alerts() {
  const words = useWords()
  const { t, number, language } = words
  useTitle(t('alerts.title'))
  const may = useMay()
  const phone = useMediaQuery('(max-width: 720px)', false, { getInitialValueInEffect: false })
  const [params, change] = useAddress()
  const range = useMemo(() => readRange(params), [params])
  const criteria = useMemo(() => readCriteria(params), [params])
  const openId = params.get('alert')

  const { units } = useSession()
  const rules = useRules()
  const list = useAlertRows(range, criteria)
  const summary = useAlertSummary(range, criteria)
  const fresh = useMemo(() => list.data?.pages.flatMap((page) => page.rows) ?? [], [list.data])
  const total = list.data?.pages.at(-1)?.total ?? 0
  const question = JSON.stringify([range, criteria, list.isPlaceholderData, list.data?.pages.length])
  const area = useRef<HTMLDivElement>(null)
  const held = useHeldList(fresh, question, openId !== null, area)

  const table = useRef<TableHandle>(null)
  const search = useRef<HTMLInputElement>(null)
  const [cursor, setCursor] = useState<string | null>(null)
  const [filtersOpen, setFiltersOpen] = useState(false)

  const open = useCallback(
    (alert: Pick<Alert, 'id'>) => {
      setCursor(alert.id)
      change((next) => next.set('alert', alert.id))
    },
    [change],
  )
  const close = useCallback(() => {
    change((next) => next.delete('alert'))
    if (openId !== null) table.current?.focusRow(openId)
  }, [change, openId])
  const step = (by: 1 | -1) => {
    const at = held.rows.findIndex(({ id }) => id === (openId ?? cursor))
    const next = held.rows[at === -1 ? 0 : Math.min(Math.max(at + by, 0), held.rows.length - 1)]
    if (next === undefined) return
    held.touch()
    setCursor(next.id)
    if (openId !== null) change((one) => one.set('alert', next.id), true)
    else table.current?.focusRow(next.id)
  }
  useCommands({
    down: () => step(1),
    up: () => step(-1),
    search: () => search.current?.focus(),
    open: () => {
      if (cursor !== null && openId === null) open({ id: cursor })
    },
  })

  const filterBy = useCallback(
    (filter: ListFilter, value: string) => [
      { label: t('value.only'), run: () => change((next) => setFilter(next, filter, [value])) },
    ],
    [change, t],
  )
  const columns = useMemo(() => alertColumns({ t, language, number }, filterBy), [t, language, number, filterBy])
  const narrowed = isNarrowed(params)
  const clear = () =>
    change((next) => {
      for (const name of [...listFilters, 'text']) next.delete(name)
    })

  return (
    <div className="page list-page">
      <header className="page-head">
        <h1>{t('alerts.title')}</h1>
        <span className="dim" aria-live="polite">
          {list.data !== undefined && t('alerts.count', { n: total })}
        </span>
        {total > tooMany && <span className="dim">{t('state.tooMuch')}</span>}
      </header>
      <div className="query-bar">
        <TimeRangePicker range={range} onChange={(next) => change((one) => writeRange(one, next))} />
        <TextFilter
          ref={search}
          value={criteria.text ?? ''}
          onChange={(text) =>
            change((next) => {
              if (text === '') next.delete('text')
              else next.set('text', text)
            }, true)
          }
        />
        <Button
          variant="default"
          className="phone-only"
          aria-expanded={filtersOpen}
          leftSection={<IconAdjustmentsHorizontal size={16} stroke={1.6} aria-hidden />}
          onClick={() => setFiltersOpen(!filtersOpen)}
        >
          {t('do.filters')}
        </Button>
        {narrowed && (
          <button type="button" className="link" onClick={clear}>
            {t('do.clear')}
          </button>
        )}
      </div>
      <AlertHistogram
        summary={summary.data}
        range={range}
        onZoom={(from, to) => change((next) => writeRange(next, { kind: 'between', from, to }))}
      />
      <div className={filtersOpen ? 'list-body filters-open' : 'list-body'}>
        <FacetColumn
          groups={queueFacets(words, summary.data, criteria, { units, rules: rules.data?.rows ?? [], rows: fresh })}
          onToggle={(field, value) => change((next) => toggleFilter(next, field as ListFilter, value))}
        />
        <div ref={area} className="list-main">
          {held.waiting > 0 && (
            <button
              type="button"
              className="pill"
              aria-label={t('alerts.fresh.show', { n: held.waiting })}
              onClick={() => {
                held.release()
                const first = fresh[0]
                if (openId === null && first !== undefined) table.current?.focusRow(first.id)
              }}
            >
              <IconArrowUp size={14} stroke={2} aria-hidden />
              {t('alerts.fresh', { n: held.waiting })}
            </button>
          )}
          {list.isError && fresh.length === 0 ? (
            <ErrorState error={list.error} retry={() => void list.refetch()} />
          ) : list.isPending ? (
            <SkeletonRows rows={14} height={rowHeight} />
          ) : held.rows.length === 0 ? (
            <EmptyState
              title={t(narrowed ? 'alerts.empty.filtered.title' : 'alerts.empty.title')}
              text={t(narrowed ? 'alerts.empty.filtered.text' : 'alerts.empty.text')}
            >
              {narrowed ? (
                <Button onClick={clear}>{t('do.clear')}</Button>
              ) : (
                <>
                  <Button
                    variant="default"
                    onClick={() => change((next) => setFilter(next, 'status', ['new', 'acknowledged', 'closed']))}
                  >
                    {t('alerts.includeClosed')}
                  </Button>
                  {may('source.read') && <Link to="/">{t('alerts.empty.start')}</Link>}
                </>
              )}
            </EmptyState>
          ) : phone ? (
            <AlertCards
              rows={held.rows}
              gone={held.gone}
              onOpen={open}
              current={openId}
              more={list.hasNextPage ? () => void list.fetchNextPage() : undefined}
              onAtTop={held.setAtTop}
            />
          ) : (
            <DataTable
              ref={table}
              name="alerts"
              label={t('alerts.table')}
              columns={columns}
              rows={held.rows}
              keyOf={keyOf}
              rowHeight={rowHeight}
              sort={{ by: criteria.sort, direction: criteria.direction }}
              onSort={(column) => change((next) => sortBy(next, column))}
              current={openId ?? cursor ?? undefined}
              faded={held.gone}
              fadedTitle={t('alerts.gone')}
              onOpen={open}
              onNearEnd={() => {
                if (list.hasNextPage && !list.isFetching) void list.fetchNextPage()
              }}
              onAtTop={held.setAtTop}
            />
          )}
        </div>
      </div>
      {openId !== null && (
        <AlertFlyout key="flyout" id={openId} close={close} onStep={step} openOther={(id) => open({ id })} />
      )}
    </div>
  )
}

const keyOf = (alert: Alert) => alert.id
/** More than anybody reads through: say how to narrow it. */
const tooMany = 2000
/** Two lines of 18 px: a title with its English beneath, a day with its time. */
const rowHeight = 44

function TextFilter(props: { value: string; onChange: (text: string) => void; ref: React.Ref<HTMLInputElement> }) {
  const { t } = useWords()
  const [typed, setTyped] = useState(props.value)
  const given = useRef(props.value)
  // Back, or a cleared filter, changes the field; the reader's own typing reaches the address after a pause.
  useEffect(() => {
    if (props.value !== given.current) {
      given.current = props.value
      setTyped(props.value)
    }
  }, [props.value])
  const { onChange } = props
  useEffect(() => {
    if (typed.trim() === given.current) return
    const timer = setTimeout(() => {
      given.current = typed.trim()
      onChange(typed.trim())
    }, 250)
    return () => clearTimeout(timer)
  }, [typed, onChange])
  return (
    <label className="text-filter">
      <IconSearch size={16} stroke={1.6} aria-hidden />
      <span className="visually-hidden">{t('alerts.text')}</span>
      <input
        ref={props.ref}
        type="search"
        value={typed}
        placeholder={t('alerts.text')}
        maxLength={200}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </label>
  )
}
