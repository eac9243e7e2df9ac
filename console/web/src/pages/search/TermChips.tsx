import { IconX } from '@tabler/icons-react'
import { useWords } from '../../app/words.tsx'
import { InertText } from '../../components/InertText.tsx'
import { isExact, type Term, writeTerm } from './terms.ts'

/** The conditions as chips: press one to turn it round, its cross to drop it. */
export function TermChips(props: {
  terms: readonly Term[]
  onTurn: (term: Term) => void
  onRemove: (term: Term) => void
  onIntoQuery: () => void
}) {
  const { t } = useWords()
  const words = ({ field, value, out }: Term) =>
    value === '*'
      ? t(out ? 'search.chip.notExists' : 'search.chip.exists', { field })
      : t(out ? 'search.chip.not' : 'search.chip.only', { field, value })
  return (
    <ul className="chips">
      {props.terms.map((term) => (
        <li key={writeTerm(term)} className={term.out ? 'chip out' : 'chip'}>
          <button
            type="button"
            className="chip-turn"
            title={t('search.chip.turn', { value: writeTerm(term) })}
            onClick={() => props.onTurn(term)}
          >
            <InertText text={words(term)} />
          </button>
          <button
            type="button"
            className="icon-button"
            aria-label={t('search.chip.remove', { value: writeTerm(term) })}
            onClick={() => props.onRemove(term)}
          >
            <IconX size={14} stroke={1.8} aria-hidden />
          </button>
        </li>
      ))}
      {props.terms.some(isExact) && (
        <li>
          <button type="button" className="link" onClick={props.onIntoQuery}>
            {t('query.toText')}
          </button>
        </li>
      )}
    </ul>
  )
}
