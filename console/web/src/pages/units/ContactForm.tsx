import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { UnitContact, UnitDetail } from '../../../../api/schemas/units.ts'
import { usePutContacts } from '../../api/unit-queries.ts'
import { useWords } from '../../app/words.tsx'
import { FormActions } from '../../components/FormActions.tsx'
import { FormError } from '../../components/states.tsx'

const blank: UnitContact = { name: '', role: '', phone: '', mail: '', duty: false }

/** Whom to call at a unit. One is on duty: ticking another takes it from the first. */
export function ContactForm({ unit, close }: { unit: UnitDetail; close: () => void }) {
  const { t } = useWords()
  const put = usePutContacts(unit.id)
  const [steps] = useState(unit.steps)
  const [contacts, setContacts] = useState(() =>
    (unit.contacts.length === 0 ? [blank] : unit.contacts).map((contact, key) => ({ ...contact, key })),
  )
  const set = (key: number, change: Partial<UnitContact>) =>
    setContacts(
      contacts.map((one) => (one.key === key ? { ...one, ...change } : change.duty ? { ...one, duty: false } : one)),
    )
  function submit(event: FormEvent) {
    event.preventDefault()
    const named = contacts.filter(({ name }) => name.trim() !== '').map(({ key: _, ...contact }) => contact)
    put.mutate({ contacts: named, steps }, { onSuccess: close })
  }
  return (
    <form className="form" onSubmit={submit} noValidate>
      {contacts.map(({ key, ...contact }, index) => (
        <fieldset key={key} className="form-group">
          <legend>{t('units.contact.one', { n: String(index + 1) })}</legend>
          {(['name', 'role', 'phone', 'mail'] as const).map((field) => (
            <TextInput
              key={field}
              label={t(`units.contact.${field}`)}
              value={contact[field]}
              maxLength={field === 'phone' ? 30 : 200}
              {...(field === 'phone' ? { type: 'tel' } : {})}
              onChange={(event) => set(key, { [field]: event.currentTarget.value })}
            />
          ))}
          <label className="check">
            <input
              type="checkbox"
              checked={contact.duty}
              onChange={({ currentTarget: { checked } }) => set(key, { duty: checked })}
            />
            {t('units.contact.duty')}
          </label>
          <Button
            size="compact-md"
            variant="default"
            onClick={() => setContacts(contacts.filter((one) => one.key !== key))}
          >
            {t('units.contacts.remove', { name: contact.name || t('units.contact.one', { n: String(index + 1) }) })}
          </Button>
        </fieldset>
      ))}
      <Button
        size="compact-md"
        variant="default"
        onClick={() =>
          setContacts([...contacts, { ...blank, key: Math.max(-1, ...contacts.map((one) => one.key)) + 1 }])
        }
      >
        {t('units.contacts.add')}
      </Button>
      <FormError error={put.error} />
      <FormActions submit={t('units.contacts.save')} pending={put.isPending} cancel={close} />
    </form>
  )
}
