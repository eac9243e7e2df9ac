import { useMemo, useRef } from 'react'
import { Link } from 'react-router'
import type { EntityKind } from '../../../../../core/event/entity-fields.ts'
import type { EventFilter } from '../../../../api/schemas/events.ts'
import { type EntityAsk, useEntityBars } from '../../api/entity-queries.ts'
import { useEventFacets, useEventRows } from '../../api/queries.ts'
import { useCommands } from '../../app/keys.tsx'
import { useWords } from '../../app/words.tsx'
import { type Column, DataTable, type TableHandle } from '../../components/DataTable.tsx'
import { Histogram } from '../../components/Histogram.tsx'
import { InertText } from '../../components/InertText.tsx'
import { EmptyState, ErrorState, ErrorWords, SkeletonRows } from '../../components/states.tsx'
import { ExactTime } from '../../components/Time.tsx'
import { VirtualCards } from '../../components/VirtualCards.tsx'
import { fieldValue } from '../../lib/event-fields.ts'
import { usePhone } from '../../lib/phone.ts'
import { rowBeside } from '../../lib/row-beside.ts'
import { EntityLink } from './EntityLink.tsx'
import { countKinds, type EventKind, eventKinds, kindQuestion } from './event-kinds.ts'
import { type Told, tell } from './event-sentence.ts'

type Row = Record<string, unknown>

/** Bars of the datasets in their order, then the rest. */
const fills = [
  'brand',
  'severity-fill-low',
  'severity-fill-medium',
  'severity-fill-high',
  'severity-fill-informational',
]
const restFill = 'var(--vg-control)'

/** The events of all sources in one list, each told in a sentence, below their number over time. */
export function EntityTimeline(props: {
  ask: EntityAsk
  /** The question without the kind. */
  filter: EventFilter
  kind: EventKind | null
  onKind: (kind: EventKind | null) => void
  onZoom: (from: number, to: number) => void
  openId: string | null
  onOpen: (id: string) => void
  onStep: (id: string) => void
  search: string
}) {
  const words = useWords()
  const { t, number } = words
  const phone = usePhone()
  const table = useRef<TableHandle>(null)
  const narrowed = kindQuestion(props.kind)
  const { filter } = props
  const asked = useMemo<EventFilter>(
    () => (narrowed === undefined ? filter : { ...filter, query: `(${filter.query}) and ${narrowed}` }),
    [filter, narrowed],
  )
  const list = useEventRows(asked)
  const bars = useEntityBars(props.ask, true, narrowed)
  const categories = useEventFacets(filter, ['event.category'])
  const facet = categories.data?.facets[0]
  const kinds = useMemo(() => countKinds(facet?.values ?? []), [facet])
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.rows) ?? [], [list.data])
  const { kind: about } = props.ask
  const columns = useMemo(() => timelineColumns(words, about, props.search), [words, about, props.search])
  const step = (by: 1 | -1) => {
    const next = rowBeside(rows, (row) => idOf(row) === props.openId, by)
    if (next === undefined) return
    if (props.openId !== null) props.onStep(idOf(next))
    else table.current?.focusRow(idOf(next))
  }
  useCommands({ down: () => step(1), up: () => step(-1) })
  const more = () => {
    if (list.hasNextPage && !list.isFetching) void list.fetchNextPage()
  }
  const datasets = bars.data?.datasets ?? []
  const hasRest = bars.data?.buckets.some(({ counts }) => (counts[''] ?? 0) > 0) ?? false
  return (
    <section className="entity-timeline" aria-labelledby="entity-timeline">
      <h2 id="entity-timeline">{t('entity.timeline')}</h2>
      {bars.isError ? (
        <ErrorWords error={bars.error} />
      ) : (
        <Histogram
          label={t('entity.timeline.bars')}
          bars={bars.data?.buckets}
          parts={[
            ...datasets.map((name, at) => ({ key: name, label: name, fill: `var(--vg-${fills[at] ?? 'control'})` })),
            ...(hasRest ? [{ key: '', label: t('entity.timeline.rest'), fill: restFill }] : []),
          ]}
          interval={bars.data?.interval ?? 60_000}
          from={props.ask.from}
          to={props.ask.to}
          onZoom={props.onZoom}
        />
      )}
      {datasets.length > 0 && (
        <ul className="legend" aria-hidden>
          {datasets.map((name, at) => (
            <li key={name}>
              <i style={{ background: `var(--vg-${fills[at] ?? 'control'})` }} />
              <InertText text={name} />
            </li>
          ))}
          {hasRest && (
            <li>
              <i style={{ background: restFill }} />
              {t('entity.timeline.rest')}
            </li>
          )}
        </ul>
      )}
      {bars.data?.total.relation === 'gte' && <p className="dim small">{t('entity.partial')}</p>}
      <fieldset className="kind-chips">
        <legend className="visually-hidden">{t('entity.timeline.kinds')}</legend>
        {eventKinds
          .filter((kind) => kinds.has(kind) || kind === props.kind)
          .map((kind) => (
            <button
              key={kind}
              type="button"
              className="chip"
              aria-pressed={kind === props.kind}
              onClick={() => props.onKind(kind === props.kind ? null : kind)}
            >
              {t(`kind.${kind}`)}{' '}
              <span className="dim">
                {number(kinds.get(kind) ?? 0)}
                {facet?.partial ? '+' : ''}
              </span>
            </button>
          ))}
      </fieldset>
      {about === 'address' && <CommunityIds rows={rows} ask={props.ask} />}
      <div className="entity-list">
        {list.isError && rows.length === 0 ? (
          <ErrorState error={list.error} retry={() => void list.refetch()} />
        ) : list.isPending ? (
          <SkeletonRows rows={12} height={30} />
        ) : rows.length === 0 ? (
          <EmptyState title={t('search.empty.title')} />
        ) : phone ? (
          <VirtualCards
            label={t('entity.timeline.table')}
            rows={rows}
            height={104}
            more={list.hasNextPage ? more : undefined}
          >
            {(row) => <Card row={row} about={about} onOpen={() => props.onOpen(idOf(row))} />}
          </VirtualCards>
        ) : (
          <DataTable
            ref={table}
            name="entity-events"
            label={t('entity.timeline.table')}
            columns={columns}
            rows={rows}
            keyOf={idOf}
            rowHeight={30}
            current={props.openId ?? undefined}
            onOpen={(row) => props.onOpen(idOf(row))}
            onNearEnd={more}
            foot={
              list.hasNextPage ? undefined : (
                <p className="dim small table-end">{t('entity.timeline.end', { n: rows.length })}</p>
              )
            }
          />
        )}
      </div>
    </section>
  )
}

const newestRows = 200
const fewIds = 5

/** Ids under which other sensors know the newest connections; each leads to the search over the same range. */
function CommunityIds({ rows, ask }: { rows: readonly Row[]; ask: EntityAsk }) {
  const { t } = useWords()
  const ids = new Set(rows.slice(0, newestRows).flatMap((row) => fieldValue(row, 'network.community_id') ?? []))
  if (ids.size === 0) return null
  const range = { from: String(ask.from), to: String(ask.to) }
  return (
    <details className="community">
      <summary>{t('entity.community')}</summary>
      <ul>
        {[...ids].slice(0, fewIds).map((id) => (
          <li key={id}>
            <Link
              to={`/search?${new URLSearchParams({ only: `network.community_id=${id}`, ...range })}`}
              className="mono breakable"
            >
              {id}
            </Link>
          </li>
        ))}
      </ul>
    </details>
  )
}

const idOf = (row: Row) => fieldValue(row, 'event.id') ?? ''

/** What stands beside the sentence: where it happened, unless the page is about that, and to whom. */
const besides: Readonly<Record<EntityKind, readonly ['host.name' | 'user.name', 'field.host' | 'field.user'][]>> = {
  host: [['user.name', 'field.user']],
  user: [['host.name', 'field.host']],
  address: [
    ['host.name', 'field.host'],
    ['user.name', 'field.user'],
  ],
}

function timelineColumns(words: ReturnType<typeof useWords>, about: EntityKind, search: string): Column<Row>[] {
  const { t } = words
  return [
    { id: 'time', head: t('field.time'), width: 160, cell: (row) => <Time row={row} /> },
    {
      id: 'kind',
      head: t('entity.timeline.kind'),
      width: 100,
      cell: (row) => <span className="dim">{t(`kind.${tell(words, row).kind}`)}</span>,
    },
    {
      id: 'what',
      head: t('entity.timeline.what'),
      width: 260,
      grows: true,
      opens: true,
      cell: (row) => <Sentence told={tell(words, row)} />,
    },
    ...besides[about].map(
      ([field, head]): Column<Row> => ({
        id: field,
        head: t(head),
        width: 116,
        cell: (row) => {
          const value = fieldValue(row, field)
          return value === undefined ? (
            <span className="dim">–</span>
          ) : (
            <EntityLink field={field} value={value} search={search} />
          )
        },
      }),
    ),
    {
      id: 'dataset',
      head: t('event.dataset'),
      width: 136,
      cell: (row) => <span className="dim">{fieldValue(row, 'event.dataset')}</span>,
    },
  ]
}

function Sentence({ told }: { told: Told }) {
  return (
    <span className={told.failed ? 'told-failed' : ''}>
      <InertText text={told.text} />
    </span>
  )
}

function Card({ row, about, onOpen }: { row: Row; about: EntityKind; onOpen: () => void }) {
  const words = useWords()
  const told = tell(words, row)
  return (
    <button type="button" className="card" onClick={onOpen}>
      <span className="card-line dim">
        <Time row={row} />
        <span className="cut push">{fieldValue(row, about === 'host' ? 'user.name' : 'host.name')}</span>
      </span>
      <span className="dim">{words.t(`kind.${told.kind}`)}</span>
      <span className="two-lines">
        <InertText text={told.text} />
      </span>
    </button>
  )
}

function Time({ row }: { row: Row }) {
  const at = Date.parse(fieldValue(row, '@timestamp') ?? '')
  return Number.isFinite(at) ? <ExactTime at={at} /> : <span className="dim">–</span>
}
