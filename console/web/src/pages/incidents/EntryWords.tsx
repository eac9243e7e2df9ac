import type { TimelineEntry } from '../../../../api/schemas/incidents.ts'
import { useWords } from '../../app/words.tsx'
import { InertText } from '../../components/InertText.tsx'

/** What a line of the timeline says. */
export function EntryWords({ entry }: { entry: TimelineEntry }) {
  const { t } = useWords()
  const said = entry.text !== undefined && entry.text !== '' ? entry.text : null
  const words = t(`incident.entry.${entry.what}`, {
    n: entry.alerts?.length ?? 0,
    status: entry.status === undefined ? '' : t(`incident.status.${entry.status}`),
  })
  if (entry.what === 'note' && said !== null) {
    return (
      <span className="breakable">
        {said.split('\n').map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a note never change
          <span key={at} className="block">
            <InertText text={line} />
          </span>
        ))}
      </span>
    )
  }
  return (
    <span className="breakable">
      {words}
      {entry.conclusion !== undefined && (
        <span className="block dim">
          {t('incident.entry.withdrawn', { disposition: t(`disposition.${entry.conclusion.disposition}`) })}:{' '}
          <InertText text={[entry.conclusion.cause, entry.conclusion.impact].filter(Boolean).join(' · ')} />
        </span>
      )}
      {said !== null && (
        <>
          {': '}
          <InertText text={said} />
        </>
      )}
    </span>
  )
}
