import { Button } from '@mantine/core'
import { useRef } from 'react'
import type { IndicatorListRow } from '../../../../api/schemas/indicators.ts'
import { useIndicatorLists } from '../../api/indicator-queries.ts'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import type { Column, TableHandle } from '../../components/DataTable.tsx'
import { ShortList } from '../../components/ShortList.tsx'
import { usePanels } from '../../lib/panels.ts'
import { useTitle } from '../../lib/title.ts'
import { SearchNav } from '../search/SearchNav.tsx'
import { dayWords, stateTone } from './indicator-words.ts'
import './indicators.css'
import { ListDetail } from './ListDetail.tsx'
import { NewListFlyout } from './NewListFlyout.tsx'
import { SearchState } from './SearchState.tsx'

const panels = ['list', 'new'] as const

/** Lists of indicators that came with letters; what is due soonest stands first. `?new=` opens the form with that value in it. */
export function Indicators() {
  const { t, number } = useWords()
  useTitle(t('indicators.title'))
  const may = useMay()
  const table = useRef<TableHandle>(null)
  const lists = useIndicatorLists()
  const { opened, show, close } = usePanels(panels, table)
  const openId = opened('list')
  const making = opened('new')
  const rows = lists.data?.rows ?? []
  const open = (id: string) => show('list', id)
  const columns: Column<IndicatorListRow>[] = [
    {
      id: 'title',
      head: t('indicators.col.title'),
      width: 300,
      grows: true,
      opens: true,
      cell: ({ title, sender, reference }) => (
        <>
          {title}
          <span className="dim second-line">{[sender, reference].filter((part) => part !== '').join(' · ')}</span>
        </>
      ),
    },
    {
      id: 'due',
      head: t('indicators.col.due'),
      width: 150,
      cell: ({ due, state }) => (
        <>
          {due === null ? t('indicators.due.none') : dayWords(due)}
          <span className={`second-line ${stateTone(state)}`}>{t(`indicators.state.${state}`)}</span>
        </>
      ),
    },
    { id: 'items', head: t('indicators.col.items'), width: 100, numeric: true, cell: ({ items }) => number(items) },
    {
      id: 'search',
      head: t('indicators.col.search'),
      width: 170,
      cell: ({ search }) => <SearchState search={search} />,
    },
    { id: 'unit', head: t('indicators.col.unit'), width: 200, cell: ({ unit }) => unit.name },
  ]
  return (
    <div className="page list-page">
      <header className="page-head">
        <h1>{t('indicators.title')}</h1>
        <SearchNav />
        {may('indicator.write') && (
          <span className="push">
            <Button onClick={() => show('new', '')}>{t('indicators.new')}</Button>
          </span>
        )}
      </header>
      <p className="dim">{t('indicators.text')}</p>
      <ShortList
        list={lists}
        bars={8}
        table={{
          ref: table,
          name: 'indicators',
          label: t('indicators.title'),
          columns,
          rows,
          keyOf: ({ id }) => id,
          rowHeight: 44,
          current: openId ?? undefined,
          onOpen: ({ id }) => open(id),
        }}
        empty={{ title: t('indicators.empty'), text: t('indicators.empty.text') }}
        card={{
          height: 112,
          of: (list) => (
            <button type="button" className="card" onClick={() => open(list.id)}>
              <span className="card-title two-lines">{list.title}</span>
              <span className="card-line dim">
                <span className="cut">
                  {list.due === null ? t('indicators.due.none') : dayWords(list.due)} ·{' '}
                  <span className={stateTone(list.state)}>{t(`indicators.state.${list.state}`)}</span>
                </span>
                <span className="push nowrap">{t('indicators.preview.n', { n: list.items })}</span>
              </span>
              <span className="card-line">
                <SearchState search={list.search} />
              </span>
            </button>
          ),
        }}
      />
      {openId !== null && (
        <ListDetail key={openId} id={openId} mayKeepLive={lists.data?.mayKeepLive ?? false} close={close} />
      )}
      {making !== null && may('indicator.write') && lists.data !== undefined && (
        <NewListFlyout key={making} text={making} units={lists.data.units} made={open} close={close} />
      )}
    </div>
  )
}
