import type { TextKey, Translator } from '../../../../../core/i18n/translate.ts'
import type { Column } from '../../components/DataTable.tsx'
import { InertText } from '../../components/InertText.tsx'
import { ExactTime } from '../../components/Time.tsx'
import { Value, type ValueAction } from '../../components/ValueMenu.tsx'
import { fieldValue } from '../../lib/event-fields.ts'

export type EventRow = Record<string, unknown>

/** Fields that are headed by a word, and how wide they are; any other by its name. */
const known: Readonly<Record<string, readonly [head: TextKey, width: number]>> = {
  'host.name': ['field.host', 128],
  'event.dataset': ['event.dataset', 136],
  message: ['event.message', 320],
  'user.name': ['field.user', 104],
  'source.ip': ['field.source', 120],
}

/** The columns of an event search: when, then the fields that the reader wants. The message opens the event. */
export function eventColumns(
  { t }: Pick<Translator, 't'>,
  fields: readonly string[],
  actionsFor: (field: string, value: string, event: EventRow) => readonly ValueAction[],
): Column<EventRow>[] {
  const opening = fields.includes('message') ? 'message' : fields[0]
  return [
    { id: 'time', head: t('field.time'), width: 164, cell: (event) => <EventTime event={event} /> },
    ...fields.map((field): Column<EventRow> => {
      const [head, width] = known[field] ?? [undefined, 140]
      return {
        id: field,
        head: head === undefined ? field : t(head),
        width,
        ...(field === opening ? { grows: true, opens: true } : {}),
        cell: (event) =>
          field === 'message' ? (
            <span className="mono">
              <InertText text={lineOf(event).slice(0, 400)} />
            </span>
          ) : field === opening ? (
            <InertText text={fieldValue(event, field) ?? '–'} />
          ) : (
            <EventValue event={event} field={field} actionsFor={actionsFor} />
          ),
      }
    }),
  ]
}

function EventValue(props: {
  event: EventRow
  field: string
  actionsFor: (field: string, value: string, event: EventRow) => readonly ValueAction[]
}) {
  const text = fieldValue(props.event, props.field)
  if (text === undefined) return <span className="dim">–</span>
  return <Value field={props.field} value={text} actions={props.actionsFor(props.field, text, props.event)} skipTab />
}

/** What stands for an event in one line. */
export function lineOf(event: EventRow): string {
  return fieldValue(event, 'message') ?? fieldValue(event, 'event.original') ?? JSON.stringify(event)
}

export function EventTime({ event }: { event: EventRow }) {
  const time = Date.parse(fieldValue(event, '@timestamp') ?? '')
  return Number.isFinite(time) ? <ExactTime at={time} /> : <span className="dim">–</span>
}
