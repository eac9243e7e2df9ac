import type { Ref } from 'react'
import type { Alert } from '../../../../api/schemas/alerts.ts'
import { KeyHint } from '../../app/keys.tsx'
import { useWords } from '../../app/words.tsx'
import type { Column } from '../../components/DataTable.tsx'
import { FiltersButton } from '../../components/FiltersButton.tsx'
import { TimeRangePicker } from '../../components/TimeRangePicker.tsx'
import { useAddress } from '../../lib/address.ts'
import { readRange, writeRange } from '../../lib/time-range.ts'
import { ColumnChooser } from './ColumnChooser.tsx'
import {
  clearFilters,
  groupings,
  isNarrowed,
  readCriteria,
  readGrouping,
  readHidden,
  setText,
  toggleHidden,
} from './criteria.ts'
import { SavedViews } from './SavedViews.tsx'
import { TextFilter } from './TextFilter.tsx'

/** Over the queue: of which time, with which words, in which view, grouped by what and with which columns. */
export function QueryBar(props: {
  search: Ref<HTMLInputElement>
  filtersOpen: boolean
  setFiltersOpen: (open: boolean) => void
  /** Those that can be chosen; absent where no table of alerts is shown. */
  columns: readonly Column<Alert>[] | undefined
}) {
  const { t } = useWords()
  const [params, change] = useAddress()
  return (
    <div className="query-bar">
      <TimeRangePicker range={readRange(params)} onChange={(next) => change((one) => writeRange(one, next))} />
      <TextFilter
        ref={props.search}
        value={readCriteria(params).text ?? ''}
        onChange={(text) => change((next) => setText(next, text), true)}
      />
      <FiltersButton open={props.filtersOpen} setOpen={props.setFiltersOpen} />
      <SavedViews params={params} />
      <label className="grouping">
        <span>{t('group.by')}</span>
        <select
          value={readGrouping(params) ?? ''}
          onChange={(event) => {
            const { value } = event.currentTarget
            change((next) => (value === '' ? next.delete('group') : next.set('group', value)))
          }}
        >
          <option value="">{t('group.none')}</option>
          {groupings.map((one) => (
            <option key={one} value={one}>
              {t(`field.${one}`)}
            </option>
          ))}
        </select>
        <KeyHint of="g" />
      </label>
      {props.columns !== undefined && (
        <ColumnChooser
          columns={props.columns}
          hidden={readHidden(params)}
          onToggle={(id) => change((next) => toggleHidden(next, id), true)}
        />
      )}
      {isNarrowed(params) && (
        <button type="button" className="link" onClick={() => change(clearFilters)}>
          {t('do.clear')}
        </button>
      )}
    </div>
  )
}
