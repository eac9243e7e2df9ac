import { Button } from '@mantine/core'
import { useMemo, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import type { IncidentRow } from '../../../../api/schemas/incidents.ts'
import { useIncidents } from '../../api/incident-queries.ts'
import { useMay } from '../../api/session.ts'
import { useCommands } from '../../app/keys.tsx'
import { useWords } from '../../app/words.tsx'
import type { TableHandle } from '../../components/DataTable.tsx'
import { FacetColumn } from '../../components/FacetColumn.tsx'
import { FiltersButton } from '../../components/FiltersButton.tsx'
import { FindBox } from '../../components/FindBox.tsx'
import { ListRows } from '../../components/ListRows.tsx'
import { EmptyState } from '../../components/states.tsx'
import { useAddress } from '../../lib/address.ts'
import { rowBeside } from '../../lib/row-beside.ts'
import { useTitle } from '../../lib/title.ts'
import { IncidentCard } from './IncidentCard.tsx'
import { IncidentFlyout } from './IncidentFlyout.tsx'
import { incidentColumns } from './incident-columns.tsx'
import { facetGroups } from './incident-facets.tsx'
import {
  clearFilters,
  type IncidentFacet,
  incidentAddress,
  incidentStatuses,
  isNarrowed,
  mostRows,
  readIncidentQuery,
  sortIncidentsBy,
  toggleFacet,
} from './incident-list.ts'
import { NewIncident } from './NewIncident.tsx'
import './incidents.css'

/** The incidents: what is open, whose it is, the worst first. */
export function Incidents() {
  const words = useWords()
  const { t } = words
  useTitle(t('incidents.title'))
  const may = useMay()
  const navigate = useNavigate()
  const [params, change] = useAddress()
  const query = useMemo(() => readIncidentQuery(params), [params])
  const list = useIncidents(query)
  const rows = list.data?.rows ?? []
  const [filtersOpen, setFiltersOpen] = useState(false)
  const [cursor, setCursor] = useState<string | null>(null)
  const table = useRef<TableHandle>(null)
  const box = useRef<HTMLInputElement>(null)
  const opening = params.get('new') !== null
  const setOpening = (on: boolean) =>
    change((next) => {
      if (on) next.set('new', '')
      else next.delete('new')
    })
  const columns = useMemo(() => incidentColumns({ t }), [t])
  const narrowed = isNarrowed(params)
  const openId = params.get('incident')
  const visit = ({ id }: Pick<IncidentRow, 'id'>) => navigate(incidentAddress(id))
  const show = ({ id }: Pick<IncidentRow, 'id'>) => {
    setCursor(id)
    change((next) => next.set('incident', id))
  }
  const close = () => {
    change((next) => next.delete('incident'))
    if (openId !== null) table.current?.focusRow(openId)
  }
  const step = (by: 1 | -1) => {
    const next = rowBeside(rows, ({ id }) => id === (openId ?? cursor), by)
    if (next === undefined) return
    setCursor(next.id)
    if (openId !== null) change((one) => one.set('incident', next.id), true)
    else table.current?.focusRow(next.id)
  }
  useCommands({
    down: () => step(1),
    up: () => step(-1),
    search: () => box.current?.focus(),
    open: () => {
      const id = openId ?? cursor
      if (id !== null) visit({ id })
    },
    escalate: () => {
      if (may('incident.open')) setOpening(true)
    },
  })
  return (
    <div className="page list-page">
      <header className="page-head">
        <h1>{t('incidents.title')}</h1>
        <span className="dim" aria-live="polite">
          {list.data !== undefined && t('incidents.count', { n: list.data.total })}
        </span>
        {(list.data?.total ?? 0) > mostRows && <span className="dim">{t('incidents.tooMany', { n: mostRows })}</span>}
        {may('incident.open') && (
          <Button className="push" onClick={() => setOpening(true)}>
            {t('incidents.new')}
          </Button>
        )}
      </header>
      <div className="query-bar">
        <fieldset className="tabs" aria-label={t('incidents.whose')}>
          {([false, true] as const).map((mine) => (
            <button
              key={String(mine)}
              type="button"
              aria-pressed={(query.mine ?? false) === mine}
              onClick={() =>
                change((next) => {
                  if (mine) next.set('mine', 'true')
                  else next.delete('mine')
                })
              }
            >
              {t(mine ? 'incidents.mine' : 'incidents.all')}
            </button>
          ))}
        </fieldset>
        <FindBox
          ref={box}
          label={t('incidents.find')}
          value={params.get('text') ?? ''}
          onType={(text) => change((next) => (text === '' ? next.delete('text') : next.set('text', text)), true)}
        />
        <FiltersButton open={filtersOpen} setOpen={setFiltersOpen} />
        {narrowed && (
          <button type="button" className="link" onClick={() => change(clearFilters)}>
            {t('do.clear')}
          </button>
        )}
      </div>
      <div className={filtersOpen ? 'list-body filters-open' : 'list-body'}>
        <FacetColumn
          groups={list.isPending ? undefined : list.data === undefined ? [] : facetGroups(words, list.data, query)}
          onToggle={(field, value) => change((next) => toggleFacet(next, field as IncidentFacet, value))}
        />
        <div className="list-main">
          <ListRows
            list={list}
            bars={10}
            table={{
              ref: table,
              name: 'incidents',
              label: t('incidents.table'),
              columns,
              rows,
              keyOf,
              rowHeight: 62,
              sort: { by: query.sort, direction: query.direction },
              onSort: (column) => change((next) => sortIncidentsBy(next, column)),
              current: openId ?? cursor ?? undefined,
              onOpen: show,
              onEnter: visit,
            }}
            empty={
              <EmptyState
                title={t(narrowed ? 'incidents.empty.filtered.title' : 'incidents.empty.title')}
                text={t(narrowed ? 'incidents.empty.filtered.text' : 'incidents.empty.text')}
              >
                {narrowed ? (
                  <Button onClick={() => change(clearFilters)}>{t('do.clear')}</Button>
                ) : (
                  <>
                    {may('incident.open') && <Button onClick={() => setOpening(true)}>{t('incidents.new')}</Button>}
                    <Button
                      variant="default"
                      onClick={() =>
                        change((next) => {
                          for (const status of incidentStatuses) next.append('status', status)
                        })
                      }
                    >
                      {t('alerts.includeClosed')}
                    </Button>
                  </>
                )}
              </EmptyState>
            }
            card={{ height: 134, of: (incident) => <IncidentCard incident={incident} onOpen={visit} /> }}
          />
        </div>
      </div>
      {openId !== null && <IncidentFlyout key="flyout" id={openId} close={close} />}
      {opening && <NewIncident close={() => setOpening(false)} />}
    </div>
  )
}

const keyOf = ({ id }: IncidentRow) => id
