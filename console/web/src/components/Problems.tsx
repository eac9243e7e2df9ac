import { useWords } from '../app/words.tsx'

/** Why a change cannot be done as it stands, each with what would help; nothing when nothing is wrong. */
export function Problems(props: {
  problems: readonly {
    /** Of the file it stands in, if it stands in one. */
    readonly line?: number | null
    readonly message: string
    readonly hint: string | null
  }[]
}) {
  const { t } = useWords()
  if (props.problems.length === 0) return null
  return (
    <div className="form-error">
      <p>{t('units.preview.wrong')}</p>
      <ul className="bullets">
        {props.problems.map(({ line = null, message, hint }) => (
          <li key={`${line} ${message}`}>
            {line !== null && <strong>{t('units.import.line', { line: String(line) })}: </strong>}
            {message} {hint !== null && <span className="dim">({hint})</span>}
          </li>
        ))}
      </ul>
    </div>
  )
}
