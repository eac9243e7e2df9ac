import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useCallback, useMemo, useRef, useState } from 'react'
import { Link } from 'react-router'
import { defaultFacets } from '../../../../../core/event/default-facets.ts'
import type { EventFilter } from '../../../../api/schemas/events.ts'
import { ApiProblem } from '../../api/client.ts'
import { useEventFacets, useEventHistogram, useEventRows } from '../../api/queries.ts'
import { useMay } from '../../api/session.ts'
import { useCommands } from '../../app/keys.tsx'
import { useWords } from '../../app/words.tsx'
import { DataTable, type TableHandle } from '../../components/DataTable.tsx'
import { ExportButton } from '../../components/ExportButton.tsx'
import { FacetColumn } from '../../components/FacetColumn.tsx'
import { FiltersButton } from '../../components/FiltersButton.tsx'
import { Histogram } from '../../components/Histogram.tsx'
import { SavedPages } from '../../components/SavedPages.tsx'
import { EmptyState, ErrorState, ErrorWords, SkeletonRows } from '../../components/states.tsx'
import { TimeRangePicker } from '../../components/TimeRangePicker.tsx'
import { WaitingTurn } from '../../components/WaitingTurn.tsx'
import { useAddress } from '../../lib/address.ts'
import { eventFields, fieldValue } from '../../lib/event-fields.ts'
import { usePanels } from '../../lib/panels.ts'
import { usePhone } from '../../lib/phone.ts'
import { rowBeside } from '../../lib/row-beside.ts'
import { readRange, resolveRange, writeRange } from '../../lib/time-range.ts'
import { useTitle } from '../../lib/title.ts'
import { AddEvent } from '../incidents/AddEvent.tsx'
import { ColumnPicker } from './ColumnPicker.tsx'
import { type EventRow, eventColumns } from './columns.tsx'
import { EventCards } from './EventCards.tsx'
import { EventFlyout } from './EventFlyout.tsx'
import { FieldStatistics } from './FieldStatistics.tsx'
import { LookedSoFar } from './LookedSoFar.tsx'
import { SearchBox } from './SearchBox.tsx'
import { SearchNav } from './SearchNav.tsx'
import { readColumns, toggleColumn } from './search-columns.ts'
import { TermChips } from './TermChips.tsx'
import { addTerm, readTerms, removeTerm, termsIntoQuery, writeTerm } from './terms.ts'
import { useLooking } from './use-looking.ts'

const panels = ['event', 'stat'] as const

/** Search over all events in scope: a snapshot of the moment it was asked, refreshed by hand. */
export function Search() {
  const words = useWords()
  const { t } = words
  useTitle(t('search.title'))
  const phone = usePhone()
  const [params, change] = useAddress()
  const [asked, ask] = useState(() => Date.now())
  const [filtersOpen, setFiltersOpen] = useState(false)
  const table = useRef<TableHandle>(null)
  const box = useRef<HTMLInputElement>(null)
  const { opened, show, close } = usePanels(panels, table)
  const openId = opened('event')
  const [cursor, setCursor] = useState<string | null>(null)

  const range = useMemo(() => readRange(params), [params])
  const { query, terms } = useMemo(() => readTerms(params), [params])
  const filterKey = JSON.stringify([range, query, terms, asked])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key holds everything the filter is made of
  const filter = useMemo<EventFilter>(
    () => ({
      ...resolveRange(range, asked),
      ...(query === '' ? {} : { query }),
      only: terms.filter(({ out }) => !out).map(writeTerm),
      not: terms.filter(({ out }) => out).map(writeTerm),
    }),
    [filterKey],
  )
  const list = useEventRows(filter)
  const histogram = useEventHistogram(filter)
  const facets = useEventFacets(filter, defaultFacets)
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.rows) ?? [], [list.data])
  const seen = useMemo(
    () => [...new Set(rows.slice(0, 50).flatMap((row) => eventFields(row).map(({ field }) => field)))],
    [rows],
  )

  /** A new question is asked of now, not of when the page was opened. */
  const question = useCallback(
    (edit: (next: URLSearchParams) => void) => {
      ask(Date.now())
      change(edit)
    },
    [change],
  )
  const shown = useMemo(() => readColumns(params), [params])
  const showStatistics = useCallback((field: string) => show('stat', field), [show])
  const actionsFor = useCallback(
    (field: string, value: string) => [
      { label: t('value.only'), run: () => question((next) => addTerm(next, { field, value, out: false })) },
      { label: t('value.without'), run: () => question((next) => addTerm(next, { field, value, out: true })) },
      { label: t('value.statistics', { field }), run: () => showStatistics(field) },
      {
        label: t(shown.includes(field) ? 'value.removeColumn' : 'value.addColumn', { field }),
        run: () => change((next) => toggleColumn(next, field)),
      },
    ],
    [question, change, showStatistics, shown, t],
  )
  const [adding, add] = useState<string | null>(null)
  const opens = useMay()('incident.open')
  const columns = useMemo(
    () =>
      eventColumns({ t }, shown, (field, value, event) => [
        ...actionsFor(field, value),
        ...(opens ? [{ label: t('incident.add.event'), run: () => add(idOf(event)) }] : []),
      ]),
    [t, shown, actionsFor, opens],
  )
  const open = (event: EventRow) => {
    setCursor(idOf(event))
    show('event', idOf(event))
  }
  const step = (by: 1 | -1) => {
    const next = rowBeside(rows, (row) => idOf(row) === (openId ?? cursor), by)
    if (next === undefined) return
    setCursor(idOf(next))
    if (openId !== null) show('event', idOf(next), true)
    else table.current?.focusRow(idOf(next))
  }
  useCommands({
    down: () => step(1),
    up: () => step(-1),
    search: () => box.current?.focus(),
    open: () => {
      const row = rows.find((one) => idOf(one) === cursor)
      if (row !== undefined) open(row)
    },
  })
  const toggle = (field: string, value: string, out: boolean) =>
    question((next) => {
      const standing = terms.some((term) => term.field === field && term.value === value && term.out === out)
      if (standing) removeTerm(next, { field, value })
      else addTerm(next, { field, value, out })
    })
  const more = () => {
    if (list.hasNextPage && !list.isFetching) void list.fetchNextPage()
  }
  const total = histogram.data?.total
  const looking = useLooking(list, rows.length, filterKey)
  const progress = looking.reached !== null && (
    <LookedSoFar rows={rows.length} from={filter.from} {...looking} reached={looking.reached} />
  )
  const statistics = opened('stat')
  // The search bar says where; trying again would not help.
  const refused = list.error instanceof ApiProblem && list.error.code === 'bad-query'

  return (
    <div className="page list-page">
      <header className="page-head">
        <h1>{t('search.title')}</h1>
        <SearchNav />
        <span className="dim" aria-live="polite">
          {total !== undefined &&
            t(total.relation === 'gte' ? 'search.total.least' : 'search.total', { n: total.value })}
        </span>
        {total?.relation === 'gte' && <span className="dim">{t('state.tooMuch')}</span>}
        <ExportButton
          of="events"
          filter={() => filter}
          columns={['@timestamp', ...shown]}
          names={[t('field.time'), ...shown]}
        />
      </header>
      <div className="query-bar">
        <TimeRangePicker range={range} onChange={(next) => question((one) => writeRange(one, next))} />
        <SearchBox
          ref={box}
          query={query}
          range={filter}
          seen={seen}
          onQuery={(next) =>
            question((one) => {
              if (next === '') one.delete('query')
              else one.set('query', next)
            })
          }
        />
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} stroke={1.6} aria-hidden />}
          loading={list.isFetching && !list.isFetchingNextPage && !list.isPending}
          onClick={() => ask(Date.now())}
        >
          {t('do.refresh')}
        </Button>
        <FiltersButton open={filtersOpen} setOpen={setFiltersOpen} />
        <SavedPages api="/api/searches" page="/search" label={t('search.saved')} params={params} open="event" />
        {!phone && (
          <ColumnPicker columns={shown} seen={seen} onToggle={(field) => change((next) => toggleColumn(next, field))} />
        )}
      </div>
      {terms.length > 0 && (
        <TermChips
          terms={terms}
          onTurn={(term) => question((next) => addTerm(next, { ...term, out: !term.out }))}
          onRemove={(term) => question((next) => removeTerm(next, term))}
          onIntoQuery={() => question(termsIntoQuery)}
        />
      )}
      <WaitingTurn keys={['events']} />
      <Histogram
        label={t('histogram.events')}
        bars={histogram.data?.buckets.map(({ from, count }) => ({ from, counts: { events: count } }))}
        parts={[{ key: 'events', label: t('sources.events'), fill: 'var(--vg-brand)' }]}
        interval={histogram.data?.interval ?? 60_000}
        from={filter.from}
        to={filter.to}
        onZoom={(from, to) => question((next) => writeRange(next, { kind: 'between', from, to }))}
      />
      <div className={filtersOpen ? 'list-body filters-open' : 'list-body'}>
        {facets.isError && !refused ? (
          <div className="facets">
            <ErrorWords error={facets.error} />
          </div>
        ) : (
          <FacetColumn
            groups={defaultFacets.map((field) => {
              const counted = facets.data?.facets.find((facet) => facet.field === field)
              return {
                field,
                label: field,
                values: counted?.values ?? [],
                chosen: terms.filter((term) => term.field === field && !term.out).map(({ value }) => value),
                partial: counted?.partial ?? false,
              }
            })}
            onField={showStatistics}
            onToggle={(field, value) => toggle(field, value, false)}
            onExclude={(field, value) => toggle(field, value, true)}
          />
        )}
        <div className="list-main">
          {refused ? (
            <EmptyState title={t('error.badQuery')} />
          ) : list.isError && rows.length === 0 ? (
            <ErrorState error={list.error} retry={() => void list.refetch()} />
          ) : list.isPending ? (
            <SkeletonRows rows={18} height={30} />
          ) : rows.length === 0 && looking.short && looking.reached !== null ? (
            progress
          ) : rows.length === 0 ? (
            <EmptyState title={t('search.empty.title')} text={t('search.empty.text')}>
              {terms.length > 0 || query !== '' ? (
                <Button
                  onClick={() =>
                    question((next) => {
                      for (const name of ['query', 'only', 'not']) next.delete(name)
                    })
                  }
                >
                  {t('do.clear')}
                </Button>
              ) : (
                <Link to="/sources">{t('search.empty.sources')}</Link>
              )}
            </EmptyState>
          ) : phone ? (
            <EventCards rows={rows} onOpen={open} more={list.hasNextPage ? more : undefined} />
          ) : (
            <DataTable
              ref={table}
              name="events"
              label={t('search.table')}
              columns={columns}
              rows={rows}
              keyOf={idOf}
              rowHeight={30}
              current={openId ?? cursor ?? undefined}
              onOpen={open}
              onNearEnd={more}
              foot={
                looking.short ? (
                  progress
                ) : list.hasNextPage ? undefined : (
                  <p className="dim small table-end">{t('search.end', { n: rows.length })}</p>
                )
              }
            />
          )}
        </div>
      </div>
      {adding !== null && <AddEvent event={adding} close={() => add(null)} />}
      {openId !== null && <EventFlyout key="flyout" id={openId} close={close} actionsFor={actionsFor} />}
      {statistics !== null && openId === null && (
        <FieldStatistics
          key={statistics}
          field={statistics}
          filter={filter}
          fields={[...defaultFacets, ...seen]}
          choose={showStatistics}
          close={close}
          actionsFor={actionsFor}
        />
      )}
    </div>
  )
}

const idOf = (event: EventRow) => fieldValue(event, 'event.id') ?? ''
