import { Link } from 'react-router'
import type { ShiftDetail } from '../../../../api/schemas/shifts.ts'
import { useWords } from '../../app/words.tsx'
import { ExactTime } from '../../components/Time.tsx'

type Mentions = ShiftDetail['mentions']

/** What was written in a shift, oldest first. */
export function ShiftLog({ entries, mentions }: Pick<ShiftDetail, 'entries' | 'mentions'>) {
  const { t } = useWords()
  if (entries.length === 0) return <p className="dim">{t('shifts.log.none')}</p>
  return (
    <ol className="history">
      {entries.map(({ id, at, by, text }) => (
        <li key={id}>
          <ExactTime at={at} />
          <span>
            <strong>{by.name}</strong> <LinkedText text={text} mentions={mentions} />
          </span>
        </li>
      ))}
    </ol>
  )
}

/** A text whose addresses of alerts and incidents are links, named as far as the reader may know of them. */
export function LinkedText({ text, mentions }: { text: string; mentions: Mentions }) {
  const { t, language } = useWords()
  const named = mentions.filter(({ id }) => text.includes(encodeURIComponent(id)) || text.includes(id))
  return (
    <span className="block">
      <span className="breakable prose">{text}</span>
      {named.length > 0 && (
        <span className="block mentions">
          {named.map(({ kind, id, title }) =>
            title === null ? (
              <span key={`${kind} ${id}`} className="dim">
                {t('shifts.mention.gone')}
              </span>
            ) : (
              <Link
                key={`${kind} ${id}`}
                to={
                  kind === 'alert'
                    ? `/alerts?range=30d&alert=${encodeURIComponent(id)}`
                    : `/incidents/${encodeURIComponent(id)}`
                }
              >
                {title[language]}
              </Link>
            ),
          )}
        </span>
      )}
    </span>
  )
}
