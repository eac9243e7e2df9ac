import type { Translator } from '../../../../../core/i18n/translate.ts'
import type { Column } from '../../components/DataTable.tsx'
import { InertText } from '../../components/InertText.tsx'
import { ExactTime } from '../../components/Time.tsx'
import { Value, type ValueAction } from '../../components/ValueMenu.tsx'
import { fieldValue } from '../../lib/event-fields.ts'

export type EventRow = Record<string, unknown>

/** The columns of an event search: when, what it says, and the fields one looks for first. */
export function eventColumns(
  { t }: Pick<Translator, 't'>,
  actionsFor: (field: string, value: string) => readonly ValueAction[],
): Column<EventRow>[] {
  const value = (event: EventRow, field: string) => {
    const text = fieldValue(event, field)
    return text === undefined ? (
      <span className="dim">–</span>
    ) : (
      <Value field={field} value={text} actions={actionsFor(field, text)} skipTab />
    )
  }
  const column = (field: string, head: string, width: number): Column<EventRow> => ({
    id: field,
    head,
    width,
    cell: (event) => value(event, field),
  })
  return [
    { id: 'time', head: t('field.time'), width: 164, cell: (event) => <EventTime event={event} /> },
    column('host.name', t('field.host'), 128),
    column('event.dataset', t('event.dataset'), 104),
    {
      id: 'message',
      head: t('event.message'),
      width: 320,
      grows: true,
      opens: true,
      cell: (event) => (
        <span className="mono">
          <InertText text={lineOf(event).slice(0, 400)} />
        </span>
      ),
    },
    column('user.name', t('field.user'), 104),
    column('source.ip', t('field.source'), 120),
  ]
}

/** What stands for an event in one line. */
export function lineOf(event: EventRow): string {
  return fieldValue(event, 'message') ?? fieldValue(event, 'event.original') ?? JSON.stringify(event)
}

export function EventTime({ event }: { event: EventRow }) {
  const time = Date.parse(fieldValue(event, '@timestamp') ?? '')
  return Number.isFinite(time) ? <ExactTime at={time} /> : <span className="dim">–</span>
}
