import { useMay, useSession } from '../../api/session.ts'
import { useDuty, useShifts } from '../../api/shift-queries.ts'
import { useWords } from '../../app/words.tsx'
import { ShortList } from '../../components/ShortList.tsx'
import { TimeRangePicker } from '../../components/TimeRangePicker.tsx'
import { useAddress } from '../../lib/address.ts'
import { readRange, writeRange } from '../../lib/time-range.ts'
import { useTitle } from '../../lib/title.ts'
import { Duty } from '../home/Duty.tsx'
import { HomeNav } from '../home/HomeNav.tsx'
import { MyShift } from './MyShift.tsx'
import { ShiftFlyout } from './ShiftFlyout.tsx'
import { StartShift } from './StartShift.tsx'
import { shiftColumns, shiftState } from './shift-columns.tsx'

/** The log of the watch: who is on duty, one's own shift, and what earlier ones left. */
export function Shifts() {
  const words = useWords()
  const { t } = words
  useTitle(t('shifts.title'))
  const may = useMay()
  const { actor } = useSession()
  const [params, change] = useAddress()
  const range = params.has('range') || params.has('from') ? readRange(params) : monthBack
  const duty = useDuty()
  const list = useShifts(range)
  const rows = list.data?.rows ?? []
  const running = duty.data?.rows.flatMap(({ on }) => on).find(({ person }) => person.id === actor.id)
  const waiting = rows.filter(({ ended, handOver }) => ended === null && handOver?.mine === true)
  const openId = params.get('shift')
  const open = (id: string) => change((next) => next.set('shift', id))
  return (
    <div className="page shifts-page">
      <header className="page-head">
        <h1>{t('shifts.title')}</h1>
        <HomeNav />
      </header>
      <div className="work shifts-now">
        <Duty duty={duty.data ?? null} handOvers={waiting} />
        {may('shift.write') &&
          duty.data !== undefined &&
          (running === undefined ? <StartShift /> : <MyShift id={running.shift} />)}
      </div>
      <div className="query-bar">
        <TimeRangePicker range={range} onChange={(next) => change((one) => writeRange(one, next))} />
      </div>
      <ShortList
        list={list}
        bars={6}
        empty={{ title: t('shifts.empty.title'), text: t('shifts.empty.text') }}
        table={{
          name: 'shifts',
          label: t('shifts.table'),
          columns: shiftColumns(words),
          rows,
          keyOf: ({ id }) => id,
          rowHeight: 44,
          current: openId ?? undefined,
          onOpen: ({ id }) => open(id),
        }}
        card={{
          height: 92,
          of: (shift) => (
            <button type="button" className="card" onClick={() => open(shift.id)}>
              <span className="card-title">{shift.person.name}</span>
              <span className="dim two-lines">
                {shift.unit.name} · {words.dateTime(shift.started)}
              </span>
              <span className="card-line dim">{shiftState(words, shift)}</span>
            </button>
          ),
        }}
      />
      {openId !== null && <ShiftFlyout key={openId} id={openId} close={() => change((next) => next.delete('shift'))} />}
    </div>
  )
}

const monthBack = { kind: 'last', span: '30d' } as const
