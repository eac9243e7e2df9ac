import { useRef, useState } from 'react'
import { useMay } from '../../api/session.ts'
import { useUnits } from '../../api/unit-queries.ts'
import { useWords } from '../../app/words.tsx'
import type { Column, TableHandle } from '../../components/DataTable.tsx'
import { ShortList } from '../../components/ShortList.tsx'
import { useAddress } from '../../lib/address.ts'
import { dayWords } from '../../lib/day-words.ts'
import { usePanels } from '../../lib/panels.ts'
import { useTitle } from '../../lib/title.ts'
import { ImportFlyout } from './ImportFlyout.tsx'
import { NewUnitFlyout } from './NewUnitFlyout.tsx'
import { RegisterFind } from './RegisterFind.tsx'
import { RegisterHead } from './RegisterHead.tsx'
import { UnitFlyout } from './UnitFlyout.tsx'
import './units.css'
import { type PlacedUnit, placeUnits } from './unit-list.ts'

const panels = ['unit', 'do'] as const

/** The tree of units within the caller's scope. */
export function Units() {
  const { t, number } = useWords()
  useTitle(t('units.title'))
  const may = useMay()
  const [params] = useAddress()
  const [find, setFind] = useState('')
  const table = useRef<TableHandle>(null)
  const units = useUnits()
  const { opened, show, close } = usePanels(panels, table)
  const openId = opened('unit')
  const making = opened('do')
  const withEnded = params.has('ended')
  const rows = placeUnits(units.data?.rows ?? [], find, withEnded)
  const mayChange = may('unit.write') && units.data?.mayChangeTree === true
  const open = ({ id }: { id: string }) => show('unit', id)
  const columns: Column<PlacedUnit>[] = [
    {
      id: 'name',
      head: t('units.name'),
      width: 320,
      grows: true,
      opens: true,
      cell: (unit) => (
        <span className="unit-name two-lines" title={unit.name} style={{ paddingInlineStart: unit.depth * 20 }}>
          {unit.name}
          <Ended unit={unit} />
        </span>
      ),
    },
    { id: 'id', head: t('units.id'), width: 180, cell: ({ id }) => <span className="mono">{id}</span> },
    { id: 'kind', head: t('units.kind'), width: 150, cell: ({ kind }) => t(`units.kind.${kind}`) },
    { id: 'networks', head: t('units.networks'), width: 90, numeric: true, cell: (unit) => number(unit.networks) },
    {
      id: 'duty',
      head: t('units.duty'),
      width: 260,
      cell: ({ duty }) =>
        duty === null ? <span className="dim">{t('units.duty.none')}</span> : `${duty.name} ${duty.phone}`,
    },
  ]
  return (
    <div className="page list-page">
      <RegisterHead noun="units" mayWrite={mayChange} show={show} />
      {units.data !== undefined && !mayChange && <p className="dim small">{t('units.readOnly')}</p>}
      <RegisterFind noun="units" find={find} setFind={setFind} />
      <ShortList
        list={units}
        bars={10}
        table={{
          ref: table,
          name: 'units',
          label: t('units.title'),
          columns,
          rows,
          keyOf: ({ id }) => id,
          rowHeight: 44,
          current: openId ?? undefined,
          onOpen: open,
        }}
        empty={{ title: t('units.none'), text: t('units.none.text') }}
        card={{
          height: 108,
          of: (unit) => (
            <button
              type="button"
              className="card"
              style={{ paddingInlineStart: 12 + unit.depth * 16 }}
              onClick={() => open(unit)}
            >
              <span className="card-title two-lines">
                {unit.name}
                <Ended unit={unit} />
              </span>
              <span className="dim two-lines">
                {t(`units.kind.${unit.kind}`)} · {t('units.duty')}: {unit.duty?.name ?? t('units.duty.none')}
              </span>
            </button>
          ),
        }}
      />
      {openId !== null && <UnitFlyout key={openId} id={openId} mayChange={mayChange} close={close} open={open} />}
      {making === 'import' && mayChange && <ImportFlyout close={close} />}
      {making === 'new' && mayChange && <NewUnitFlyout close={close} />}
    </div>
  )
}

function Ended({ unit }: { unit: PlacedUnit }) {
  const { t } = useWords()
  return unit.ended === null ? null : (
    <span className="dim small"> {t('units.ended', { day: dayWords(unit.ended) })}</span>
  )
}
