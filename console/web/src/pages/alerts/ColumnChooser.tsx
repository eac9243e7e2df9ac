import { useWords } from '../../app/words.tsx'
import { Chooser } from '../../components/Chooser.tsx'
import type { Column } from '../../components/DataTable.tsx'

/** Which columns stand in the table; the one that opens a row always does. */
export function ColumnChooser<T>(props: {
  columns: readonly Column<T>[]
  hidden: readonly string[]
  onToggle: (id: string) => void
}) {
  const { t } = useWords()
  return (
    <Chooser label={t('columns.choose')}>
      {props.columns.map(({ id, head, opens }) => (
        <label key={id} className="check">
          <input
            type="checkbox"
            checked={!props.hidden.includes(id)}
            disabled={opens === true}
            onChange={() => props.onToggle(id)}
          />
          {head}
        </label>
      ))}
    </Chooser>
  )
}
