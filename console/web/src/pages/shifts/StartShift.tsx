import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useSession } from '../../api/session.ts'
import { useStartShift } from '../../api/shift-queries.ts'
import { topsOf } from '../../app/scope.ts'
import { useWords } from '../../app/words.tsx'
import { FormError } from '../../components/states.tsx'

/** Going on duty: at which unit, and under which number one is reached. */
export function StartShift() {
  const { t } = useWords()
  const { units } = useSession()
  const tops = topsOf(units)
  const [unit, setUnit] = useState(tops[0] ?? '')
  const [phone, setPhone] = useState('')
  const start = useStartShift()
  return (
    <section>
      <h2>{t('shifts.start')}</h2>
      <form
        className="stacked-form"
        onSubmit={(event) => {
          event.preventDefault()
          start.mutate({ unit, phone })
        }}
      >
        <FormError error={start.error} />
        {tops.length > 1 && (
          <NativeSelect
            label={t('field.unit')}
            value={unit}
            onChange={(event) => setUnit(event.currentTarget.value)}
            data={units.filter(({ id }) => tops.includes(id)).map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        <TextInput
          label={t('shifts.phone')}
          description={t('shifts.phone.hint')}
          type="tel"
          value={phone}
          maxLength={40}
          onChange={(event) => setPhone(event.currentTarget.value)}
        />
        <div className="actions">
          <Button type="submit" loading={start.isPending} disabled={unit === ''}>
            {t('shifts.start')}
          </Button>
        </div>
      </form>
    </section>
  )
}
