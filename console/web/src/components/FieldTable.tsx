import { useState } from 'react'
import type { MatchedField } from '../../../api/schemas/alerts.ts'
import { useWords } from '../app/words.tsx'
import { eventFields } from '../lib/event-fields.ts'
import { Value, type ValueAction } from './ValueMenu.tsx'

/** Every field of an event with its values; each value opens the menu. */
export function FieldTable(props: {
  event: Readonly<Record<string, unknown>>
  matched?: readonly MatchedField[]
  actionsFor?: (field: string, value: string) => readonly ValueAction[]
}) {
  const { t } = useWords()
  const [wanted, setWanted] = useState('')
  const fields = eventFields(props.event).filter(({ field }) => field.toLowerCase().includes(wanted.toLowerCase()))
  const hit = (field: string, value: string) =>
    props.matched?.some((one) => one.field === field && one.value === value) === true
  return (
    <>
      <label className="text-filter small-filter">
        <span className="visually-hidden">{t('event.filterFields')}</span>
        <input
          type="search"
          value={wanted}
          placeholder={t('event.filterFields')}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
      </label>
      <table className="small-table">
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{t('field.field')}</th>
            <th scope="col">{t('field.value')}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map(({ field, values }) => (
            <tr key={field}>
              <th scope="row">{field}</th>
              <td>
                {values.map((value, at) => (
                  <Value
                    // biome-ignore lint/suspicious/noArrayIndexKey: a list may hold the same value twice
                    key={at}
                    field={field}
                    value={value}
                    actions={props.actionsFor?.(field, value) ?? []}
                    marked={hit(field, value) ? [value] : []}
                  />
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
