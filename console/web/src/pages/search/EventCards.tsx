import { useWords } from '../../app/words.tsx'
import { InertText } from '../../components/InertText.tsx'
import { VirtualCards } from '../../components/VirtualCards.tsx'
import { fieldValue } from '../../lib/event-fields.ts'
import { type EventRow, EventTime, lineOf } from './columns.tsx'

/** Events on a phone. */
export function EventCards(props: {
  rows: readonly EventRow[]
  onOpen: (event: EventRow) => void
  more: (() => void) | undefined
}) {
  const { t } = useWords()
  return (
    <VirtualCards label={t('search.table')} rows={props.rows} height={84} more={props.more}>
      {(event) => (
        <button type="button" className="card" onClick={() => props.onOpen(event)}>
          <span className="card-line dim">
            <EventTime event={event} />
            <span className="cut push">{fieldValue(event, 'host.name')}</span>
          </span>
          <span className="mono two-lines">
            <InertText text={lineOf(event).slice(0, 300)} />
          </span>
        </button>
      )}
    </VirtualCards>
  )
}
