import { Button } from '@mantine/core'
import { useRef } from 'react'
import type { ValueListRow } from '../../../../api/schemas/value-lists.ts'
import { useValueLists } from '../../api/list-queries.ts'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import type { Column, TableHandle } from '../../components/DataTable.tsx'
import { ShortList } from '../../components/ShortList.tsx'
import { StackedTime } from '../../components/Time.tsx'
import { WriteHint } from '../../components/WriteHint.tsx'
import { usePanels } from '../../lib/panels.ts'
import { useTitle } from '../../lib/title.ts'
import { RulesNav } from '../rules/RulesNav.tsx'
import { ListFlyout } from './ListFlyout.tsx'

const panels = ['list', 'new'] as const

/** Lists of values that exceptions and rules share. */
export function Lists() {
  const { t, number } = useWords()
  useTitle(t('lists.title'))
  const may = useMay()
  const table = useRef<TableHandle>(null)
  const lists = useValueLists()
  const { opened, show, close } = usePanels(panels, table)
  const openName = opened('list')
  const making = opened('new') !== null
  const rows = lists.data?.rows ?? []
  const open = (list: ValueListRow) => show('list', list.name)
  const uses = (list: ValueListRow) => list.usedBy.length + list.rules.length
  const columns: Column<ValueListRow>[] = [
    {
      id: 'name',
      head: t('lists.name'),
      width: 260,
      grows: true,
      opens: true,
      cell: ({ name, about }) => (
        <>
          <span className="mono">{name}</span>
          <span className="dim second-line">{about}</span>
        </>
      ),
    },
    { id: 'type', head: t('lists.type'), width: 180, cell: ({ type }) => t(`lists.type.${type}`) },
    { id: 'items', head: t('lists.items'), width: 100, numeric: true, cell: ({ items }) => number(items) },
    { id: 'uses', head: t('lists.uses'), width: 100, numeric: true, cell: (list) => number(uses(list)) },
    { id: 'owner', head: t('exceptions.owner'), width: 180, cell: ({ owner }) => owner },
    { id: 'changed', head: t('lists.changed'), width: 110, cell: ({ changed }) => <StackedTime at={changed.at} /> },
  ]
  return (
    <div className="page list-page">
      <header className="page-head">
        <h1>{t('lists.title')}</h1>
        <RulesNav />
        <span className="push">
          <Button disabled={!may('rule.write')} onClick={() => show('new', '1')}>
            {t('lists.new')}
          </Button>
        </span>
      </header>
      <p className="dim">{t('lists.text')}</p>
      <WriteHint />
      <ShortList
        list={lists}
        bars={6}
        table={{
          ref: table,
          name: 'lists',
          label: t('lists.title'),
          columns,
          rows,
          keyOf: ({ name }) => name,
          rowHeight: 44,
          current: openName ?? undefined,
          onOpen: open,
        }}
        empty={{ title: t('lists.empty'), text: t('lists.empty.text') }}
        card={{
          height: 72,
          of: (list) => (
            <button type="button" className="card" onClick={() => open(list)}>
              <span className="card-title mono">{list.name}</span>
              <span className="card-line dim">
                <span className="cut">{list.about || t(`lists.type.${list.type}`)}</span>
                <span className="push nowrap">{t('lists.items.n', { n: list.items })}</span>
              </span>
            </button>
          ),
        }}
      />
      {(openName !== null || making) && <ListFlyout key={openName ?? ''} name={openName} close={close} />}
    </div>
  )
}
