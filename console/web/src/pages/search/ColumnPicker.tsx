import { type FormEvent, useId, useState } from 'react'
import { useWords } from '../../app/words.tsx'
import { Chooser } from '../../components/Chooser.tsx'

/** The columns of a search: those that stand, to take away, and any field to add. */
export function ColumnPicker(props: {
  columns: readonly string[]
  /** Fields that the rows have, to be offered. */
  seen: readonly string[]
  onToggle: (field: string) => void
}) {
  const { t } = useWords()
  const [field, setField] = useState('')
  const id = useId()
  const name = field.trim()
  return (
    <Chooser label={t('columns.choose')}>
      {props.columns.map((column) => (
        <label key={column} className="check">
          <input
            type="checkbox"
            checked
            disabled={props.columns.length === 1}
            onChange={() => props.onToggle(column)}
          />
          {column}
        </label>
      ))}
      <form
        className="column-form"
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          if (name !== '' && !props.columns.includes(name)) props.onToggle(name)
          setField('')
        }}
      >
        <label>
          {t('columns.add')}
          <input value={field} list={id} maxLength={200} onChange={(event) => setField(event.currentTarget.value)} />
        </label>
        <datalist id={id}>
          {props.seen
            .filter((one) => !props.columns.includes(one))
            .map((one) => (
              <option key={one} value={one} />
            ))}
        </datalist>
        <button type="submit" className="link" disabled={name === ''}>
          {t('columns.add.do')}
        </button>
      </form>
    </Chooser>
  )
}
