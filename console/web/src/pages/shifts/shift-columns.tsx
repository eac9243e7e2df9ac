import type { Translator } from '../../../../../core/i18n/translate.ts'
import type { Shift } from '../../../../api/schemas/shifts.ts'
import type { Column } from '../../components/DataTable.tsx'
import { StackedTime } from '../../components/Time.tsx'

/** In a few words: running, ended, or where its hand-over stands. */
export function shiftState({ t }: Pick<Translator, 't'>, { ended, handOver }: Shift): string {
  if (handOver === null) return t(ended === null ? 'shifts.running' : 'shifts.ended')
  return t(`shifts.handOver.${handOver.state}`, { name: (handOver.answer?.by ?? handOver.to)?.name ?? '' })
}

/** The columns of the list of shifts. */
export function shiftColumns({ t, duration }: Pick<Translator, 't' | 'duration'>): Column<Shift>[] {
  return [
    { id: 'person', head: t('shifts.person'), width: 200, opens: true, cell: ({ person }) => person.name },
    { id: 'unit', head: t('field.unit'), width: 200, cell: ({ unit }) => unit.name },
    { id: 'started', head: t('shifts.started'), width: 110, cell: ({ started }) => <StackedTime at={started} /> },
    {
      id: 'length',
      head: t('shifts.length'),
      width: 140,
      // A watch that goes on: so far, to the minute.
      cell: ({ started, ended }) =>
        duration(ended === null ? Math.floor((Date.now() - started) / 60_000) * 60_000 : ended - started),
    },
    { id: 'state', head: t('shifts.handOver'), width: 240, grows: true, cell: (shift) => shiftState({ t }, shift) },
  ]
}
