import { useWords } from '../../app/words.tsx'
import { OnceShown } from './OnceShown.tsx'

/** The link to hand to a person, shown this once. What it opens stands behind the #, which no server's log sees. */
export function LinkShown({ name, link }: { name: string; link: { secret: string; expires: number } }) {
  const { t, dateTime } = useWords()
  return (
    <OnceShown
      text={`${window.location.origin}/welcome#${name}:${link.secret}`}
      words={t('people.link.words', { until: dateTime(link.expires) })}
    />
  )
}
