import type { Ref } from 'react'
import type { Alert } from '../../../../api/schemas/alerts.ts'
import { KeyHint } from '../../app/keys.tsx'
import { useWords } from '../../app/words.tsx'
import type { Column } from '../../components/DataTable.tsx'
import { FiltersButton } from '../../components/FiltersButton.tsx'
import { TextFilter } from '../../components/TextFilter.tsx'
import { TimeRangePicker } from '../../components/TimeRangePicker.tsx'
import { useAddress } from '../../lib/address.ts'
import { readRange, writeRange } from '../../lib/time-range.ts'
import { ColumnChooser } from './ColumnChooser.tsx'
import {
  clearFilters,
  deepest,
  type Grouping,
  groupings,
  isNarrowed,
  readCriteria,
  readGroupings,
  readHidden,
  setGrouping,
  setText,
  toggleHidden,
} from './criteria.ts'
import { SavedViews } from './SavedViews.tsx'

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
        label={t('alerts.text')}
        value={readCriteria(params).text ?? ''}
        onChange={(text) => change((next) => setText(next, text), true)}
      />
      <FiltersButton open={props.filtersOpen} setOpen={props.setFiltersOpen} />
      <SavedViews params={params} />
      <Groupings />
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

/** What the queue is grouped by, and within that: one more choice as long as there is room. */
function Groupings() {
  const { t } = useWords()
  const [params, change] = useAddress()
  const chosen = readGroupings(params)
  const shown: readonly (Grouping | null)[] = chosen.length < deepest ? [...chosen, null] : chosen
  return shown.map((by, depth) => (
    <label key={by ?? 'none'} className="grouping">
      <span>{t(depth === 0 ? 'group.by' : 'group.then')}</span>
      <select
        value={by ?? ''}
        onChange={(event) => {
          const { value } = event.currentTarget
          change((next) => setGrouping(next, depth, groupings.find((one) => one === value) ?? null))
        }}
      >
        <option value="">{t('group.none')}</option>
        {groupings
          .filter((one) => one === by || !chosen.includes(one))
          .map((one) => (
            <option key={one} value={one}>
              {t(`field.${one}`)}
            </option>
          ))}
      </select>
      {depth === 0 && <KeyHint of="g" />}
    </label>
  ))
}
