import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Alert, AlertGroups } from '../../../../api/schemas/alerts.ts'
import { useAlertGroups, useAlertRows, useAlertSummary, useRules } from '../../api/queries.ts'
import { useMay, useSession } from '../../api/session.ts'
import { useSystems } from '../../api/system-queries.ts'
import { topsOf } from '../../app/scope.ts'
import { useWords } from '../../app/words.tsx'
import { DataTable, type TableHandle } from '../../components/DataTable.tsx'
import { ExportButton } from '../../components/ExportButton.tsx'
import { FacetColumn } from '../../components/FacetColumn.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { useAddress } from '../../lib/address.ts'
import { tacticWords } from '../../lib/attack-tactics.ts'
import { usePhone } from '../../lib/phone.ts'
import { writeRange } from '../../lib/time-range.ts'
import { useTitle } from '../../lib/title.ts'
import type { Escalated } from '../incidents/Escalate.tsx'
import { AlertCards } from './AlertCards.tsx'
import { AlertHistogram } from './AlertHistogram.tsx'
import { queueQuestion } from './ahead.ts'
import { BulkBar } from './BulkBar.tsx'
import {
  enterGroup,
  isNarrowed,
  type ListFilter,
  nextGrouping,
  readGrouping,
  readHidden,
  sortBy,
  toggleFilter,
  toggleWithout,
} from './criteria.ts'
import { EmptyQueue } from './EmptyQueue.tsx'
import { exported } from './exported.ts'
import { FreshPill } from './FreshPill.tsx'
import { GroupCards } from './GroupCards.tsx'
import { GroupTable } from './GroupTable.tsx'
import { groupKey } from './group-columns.tsx'
import { QueryBar } from './QueryBar.tsx'
import { queueFacets } from './queue-facets.tsx'
import { useHeldList } from './use-held-list.ts'
import { titleOf, useQueueColumns } from './use-queue-columns.ts'
import { useCursor, useQueueKeys } from './use-queue-keys.ts'
import { useQueueSteps } from './use-queue-steps.ts'
import { Without } from './Without.tsx'

const flyout = () => import('./AlertFlyout.tsx')
const AlertFlyout = lazy(() => flyout().then((module) => ({ default: module.AlertFlyout })))
const Escalate = lazy(() => import('../incidents/Escalate.tsx').then((module) => ({ default: module.Escalate })))

/** The alert queue. */
export function Alerts() {
  const words = useWords()
  const { t, language } = words
  useTitle(t('alerts.title'))
  const may = useMay()
  const phone = usePhone()
  const [params, change] = useAddress()
  const { range, criteria } = useMemo(() => queueQuestion(params), [params])
  const openId = params.get('alert')

  const { units } = useSession()
  const list = useAlertRows(range, criteria)
  // Names for facets can wait; rows cannot.
  const rules = useRules(list.isFetched)
  const systems = useSystems(list.isFetched && may('inventory.read'))
  const summary = useAlertSummary(range, criteria)
  const fresh = useMemo(() => list.data?.pages.flatMap((page) => page.rows) ?? [], [list.data])
  const total = list.data?.pages.at(-1)?.total ?? 0
  const question = JSON.stringify([range, criteria, list.isPlaceholderData, list.data?.pages.length])
  const area = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // Whoever comes near the rows will open one.
    const fetchFlyout = () => void flyout().catch(() => undefined)
    area.current?.addEventListener('pointerenter', fetchFlyout, { once: true })
    area.current?.addEventListener('focusin', fetchFlyout, { once: true })
  }, [])
  const held = useHeldList(fresh, question, openId !== null, area)

  const table = useRef<TableHandle>(null)
  const search = useRef<HTMLInputElement>(null)
  const [cursor, setCursor] = useCursor()
  const [filtersOpen, setFiltersOpen] = useState(false)

  const open = useCallback(
    (alert: Pick<Alert, 'id'>) => {
      setCursor(alert.id)
      change((next) => next.set('alert', alert.id))
    },
    [change, setCursor],
  )
  const close = useCallback(() => {
    change((next) => next.delete('alert'))
    if (openId !== null) table.current?.focusRow(openId)
  }, [change, openId])
  const triages = may('alert.triage')
  const opens = may('incident.open')
  const grouping = readGrouping(params)
  const groups = useAlertGroups(range, criteria, grouping)
  const groupRows = groups.data?.groups ?? []
  const asked = { range, criteria, grouping }
  const steps = useQueueSteps(asked, { rows: held.rows, groups: groupRows, cursor, total, tops: topsOf(units) })
  const { chosen, chosenGroups, bulk, take } = steps
  const drill = (group: AlertGroups['groups'][number]) => {
    // The keys begin at the first row of what lies within.
    setCursor(null)
    change((next) => enterGroup(next, groupKey(group)))
  }
  const [escalated, setEscalated] = useState<Escalated | null>(null)
  const escalate = opens
    ? () => {
        if (steps.pickedCount > 0) {
          setEscalated(steps.escalated(titleOf(language)))
        }
      }
    : undefined
  const { step } = useQueueKeys({
    cursor,
    setCursor,
    table,
    search,
    rows: held.rows,
    groups: groupRows,
    grouped: grouping !== null,
    openId,
    touch: held.touch,
    open: (id) => open({ id }),
    show: (id) => change((one) => one.set('alert', id), true),
    drill,
    nextGrouping: () => change(nextGrouping),
    triages,
    escalate,
    steps,
  })

  const every = useQueueColumns(change, opens ? setEscalated : undefined)
  const hidden = readHidden(params)
  const columns = every.filter(({ id }) => !hidden.includes(id))
  // A rule that is gone is still named by its alerts.
  const ruleTitles = new Map([
    ...fresh.map(({ rule }) => [rule.id, rule.title[language]] as const),
    ...(rules.data?.rows ?? []).map(({ id, title }) => [id, title[language]] as const),
  ])
  const nameOfGroup = (group: AlertGroups['groups'][number]) =>
    group.value === null
      ? t('group.noValue')
      : ((grouping === 'rule' ? ruleTitles.get(group.value) : undefined) ?? group.name ?? group.value)
  const narrowed = isNarrowed(params)

  return (
    <div className="page list-page">
      <header className="page-head">
        <h1>{t('alerts.title')}</h1>
        <span className="dim" aria-live="polite">
          {list.data !== undefined && t('alerts.count', { n: total })}
        </span>
        {total > tooMany && <span className="dim">{t('state.tooMuch')}</span>}
        <ExportButton of="alerts" {...exported(range, criteria, columns)} />
      </header>
      <QueryBar
        search={search}
        filtersOpen={filtersOpen}
        setFiltersOpen={setFiltersOpen}
        columns={!phone && grouping === null ? every : undefined}
      />
      {criteria.without !== undefined && (
        <Without
          left={criteria.without}
          nameOf={(filter, value) =>
            (filter === 'rule'
              ? ruleTitles.get(value)
              : filter === 'tactic'
                ? tacticWords(value, language)
                : units.find(({ id }) => filter === 'unit' && id === value)?.name) ?? value
          }
          remove={(filter, value) => change((next) => toggleWithout(next, filter, value))}
        />
      )}
      <AlertHistogram
        summary={summary.data}
        range={range}
        onZoom={(from, to) => change((next) => writeRange(next, { kind: 'between', from, to }))}
      />
      <div className={filtersOpen ? 'list-body filters-open' : 'list-body'}>
        <FacetColumn
          groups={
            summary.isPending
              ? undefined
              : queueFacets(words, summary.data, criteria, {
                  units,
                  rules: rules.data?.rows ?? [],
                  rows: fresh,
                  systems: systems.data?.rows ?? [],
                })
          }
          onToggle={(field, value) => change((next) => toggleFilter(next, field as ListFilter, value))}
          onExclude={(field, value) => change((next) => toggleWithout(next, field as ListFilter, value))}
        />
        <div ref={area} className="list-main">
          <FreshPill
            waiting={held.waiting}
            show={() => {
              held.release()
              const first = fresh[0]
              if (openId === null && first !== undefined) table.current?.focusRow(first.id)
            }}
          />
          {triages && (
            <BulkBar
              chosen={steps.form !== null ? steps.pickedCount : steps.chosenCount}
              pickAll={
                grouping === null && !chosen.all && total > chosen.rows.size
                  ? { total, run: chosen.pickAll }
                  : undefined
              }
              clear={steps.clear}
              form={steps.form}
              setForm={steps.setForm}
              units={steps.units}
              onStep={take}
              escalate={escalate}
              bulk={bulk}
            />
          )}
          {list.isError && fresh.length === 0 ? (
            <ErrorState error={list.error} retry={() => void list.refetch()} />
          ) : list.isPending ? (
            <SkeletonRows rows={14} height={rowHeight} />
          ) : held.rows.length === 0 ? (
            <EmptyQueue narrowed={narrowed} change={change} />
          ) : grouping !== null && phone ? (
            <GroupCards
              rows={groupRows}
              nameOf={nameOfGroup}
              onOpen={drill}
              chosen={triages ? chosenGroups : undefined}
            />
          ) : grouping !== null ? (
            <GroupTable
              ref={table}
              by={grouping}
              rows={groupRows}
              rowHeight={rowHeight}
              nameOf={nameOfGroup}
              current={cursor}
              onOpen={drill}
              chosen={triages ? chosenGroups : undefined}
            />
          ) : phone ? (
            <AlertCards
              rows={held.rows}
              gone={held.gone}
              onOpen={open}
              current={openId}
              chosen={triages ? chosen : undefined}
              more={list.hasNextPage ? () => void list.fetchNextPage() : undefined}
              onAtTop={held.setAtTop}
            />
          ) : (
            <DataTable<Alert>
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
              {...(triages
                ? {
                    choose: {
                      head: t('bulk.selectHead'),
                      labelOf: (alert) => t('bulk.select', { name: titleOf(language)(alert) }),
                      has: chosen.has,
                      toggle: (alert, extended) => {
                        setCursor(alert.id)
                        if (extended) chosen.extend(held.rows, alert)
                        else chosen.toggle(alert)
                      },
                    },
                  }
                : {})}
            />
          )}
        </div>
      </div>
      <Suspense>{escalated !== null && <Escalate escalated={escalated} close={() => setEscalated(null)} />}</Suspense>
      <Suspense>
        {openId !== null && (
          <AlertFlyout key="flyout" id={openId} close={close} onStep={step} openOther={(id) => open({ id })} />
        )}
      </Suspense>
    </div>
  )
}

const keyOf = (alert: Alert) => alert.id
/** More than anybody reads through: say how to narrow it. */
const tooMany = 2000
/** Two lines of 18 px: a title with its English beneath, a day with its time. */
const rowHeight = 44
