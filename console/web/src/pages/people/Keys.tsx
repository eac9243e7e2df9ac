import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { ApiKeyDraft, Person } from '../../../../api/schemas/people.ts'
import { useEndKey, useKeys, useMakeKey, useRoles } from '../../api/people-queries.ts'
import { useSession } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { OnceShown } from './OnceShown.tsx'
import { Refusal } from './Refusal.tsx'

/** The keys of a program, and the form that makes another. */
export function Keys({ person }: { person: Person }) {
  const { t, day } = useWords()
  const keys = useKeys(person.name)
  const end = useEndKey(person.name)
  if (keys.isError) return <ErrorState error={keys.error} retry={() => void keys.refetch()} />
  if (keys.data === undefined) return <SkeletonRows rows={3} height={40} />
  return (
    <div className="stack">
      {keys.data.rows.length === 0 && <p className="dim">{t('apiKeys.none')}</p>}
      <ul className="plain-list">
        {keys.data.rows.map(({ id, name, unit, permissions, expires, lastUsed }) => (
          <li key={id}>
            <strong>{name}</strong>
            <span>{unit.name}</span>
            <span className="dim">{permissions.join(', ')}</span>
            <span className="dim">{t('apiKeys.until', { day: day(expires) })}</span>
            <span className="dim">
              {lastUsed === null ? t('apiKeys.unused') : t('apiKeys.used', { day: day(lastUsed) })}
            </span>
            <Button size="compact-sm" variant="default" className="push" onClick={() => end.mutate(id)}>
              {t('apiKeys.end')}
              <span className="visually-hidden"> {name}</span>
            </Button>
          </li>
        ))}
      </ul>
      <Refusal error={end.error} />
      {person.grants.length > 0 && <KeyForm person={person} />}
    </div>
  )
}

function KeyForm({ person }: { person: Person }) {
  const { t, known } = useWords()
  const { units } = useSession()
  const make = useMakeKey(person.name)
  const [name, setName] = useState('')
  const [unit, setUnit] = useState(person.grants[0]?.unit.id ?? '')
  const [days, setDays] = useState(90)
  const [chosen, setChosen] = useState<readonly string[]>([])
  const offered = useRoles(unit).data?.rows.find(({ role }) => role === 'service-account')?.permissions ?? []
  function submit(event: FormEvent) {
    event.preventDefault()
    const permissions = chosen as ApiKeyDraft['permissions']
    make.mutate({ name: name.trim(), unit, days, permissions }, { onSuccess: () => setName('') })
  }
  const words = (permission: string) => {
    const key = `permission.${permission}`
    return known(key) ? t(key) : permission
  }
  return (
    <form className="form" onSubmit={submit}>
      <TextInput
        label={t('apiKeys.name')}
        required
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('people.grant.unit')}
        value={unit}
        data={units.map((one) => ({ value: one.id, label: one.name }))}
        onChange={(event) => setUnit(event.currentTarget.value)}
      />
      <TextInput
        type="number"
        label={t('apiKeys.days')}
        min={1}
        max={366}
        value={days}
        onChange={(event) => setDays(Math.min(366, Math.max(1, Math.trunc(Number(event.currentTarget.value)) || 1)))}
      />
      <Checkbox.Group label={t('apiKeys.may')} value={[...chosen]} onChange={setChosen}>
        <div className="form-group">
          {offered.map((permission) => (
            <Checkbox key={permission} value={permission} label={words(permission)} />
          ))}
        </div>
      </Checkbox.Group>
      <Refusal error={make.error} />
      {make.data !== undefined && <OnceShown text={make.data.secret} words={t('apiKeys.once')} />}
      <div className="actions">
        <Button type="submit" size="compact-md" disabled={chosen.length === 0} loading={make.isPending}>
          {t('apiKeys.make')}
        </Button>
      </div>
    </form>
  )
}
