import { Button, NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Person } from '../../../../api/schemas/people.ts'
import { useEditPerson, useSetBreakGlass, useSetExternalLogin } from '../../api/people-queries.ts'
import { useSession } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { ExactTime } from '../../components/Time.tsx'
import { Refusal } from './Refusal.tsx'

/** Name, phone and home unit of a person, behind a fold. */
export function EditPerson({ person }: { person: Person }) {
  const { t } = useWords()
  const { units } = useSession()
  const edit = useEditPerson(person)
  const [draft, setDraft] = useState({ displayName: person.displayName, phone: person.phone, unit: person.unit.id })
  function submit(event: FormEvent) {
    event.preventDefault()
    const displayName = draft.displayName.trim()
    if (displayName !== '') edit.mutate({ ...draft, displayName, phone: draft.phone.trim() })
  }
  return (
    <details className="fold">
      <summary>{t('people.edit')}</summary>
      <form className="form" onSubmit={submit}>
        <TextInput
          label={t('people.displayName')}
          required
          maxLength={100}
          value={draft.displayName}
          onChange={(event) => setDraft({ ...draft, displayName: event.currentTarget.value })}
        />
        <TextInput
          type="tel"
          label={t('people.phone')}
          maxLength={40}
          value={draft.phone}
          onChange={(event) => setDraft({ ...draft, phone: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('people.unit')}
          value={draft.unit}
          data={units.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(event) => setDraft({ ...draft, unit: event.currentTarget.value })}
        />
        <Refusal error={edit.error} />
        {edit.isSuccess && <p role="status">{t('me.saved')}</p>}
        <div className="actions">
          <Button type="submit" size="compact-md" loading={edit.isPending}>
            {t('people.save')}
          </Button>
        </div>
      </form>
    </details>
  )
}

/** How the account is known at the identity provider, and whether it gets in without one. */
export function ProviderOf({ person }: { person: Person }) {
  const { t } = useWords()
  const { units } = useSession()
  const setLogin = useSetExternalLogin(person)
  const setGlass = useSetBreakGlass(person)
  const [login, setLoginText] = useState(person.externalLogin)
  const whole = units.some(({ parent }) => parent === undefined)
  function submit(event: FormEvent) {
    event.preventDefault()
    setLogin.mutate(login.trim())
  }
  return (
    <div className="stack">
      {person.external === null ? (
        <p className="dim">{t('people.external.none')}</p>
      ) : (
        <p>
          {t('people.external.linked')} <ExactTime at={person.external.since} />{' '}
          <span className="dim mono breakable">{person.external.issuer}</span>
        </p>
      )}
      <form className="form" onSubmit={submit}>
        <TextInput
          label={t('people.external.login')}
          description={t('people.external.login.hint')}
          maxLength={100}
          autoCapitalize="none"
          spellCheck={false}
          value={login}
          onChange={(event) => setLoginText(event.currentTarget.value)}
        />
        <Refusal error={setLogin.error} />
        <div className="actions">
          <Button
            type="submit"
            size="compact-md"
            variant="default"
            disabled={login.trim() === person.externalLogin}
            loading={setLogin.isPending}
          >
            {t('people.save')}
          </Button>
        </div>
      </form>
      {whole && (
        <div className="form">
          <p className="dim">{t('people.breakGlass.text')}</p>
          <Refusal error={setGlass.error} />
          <div className="actions">
            <Button
              size="compact-md"
              variant="default"
              loading={setGlass.isPending}
              onClick={() => setGlass.mutate(!person.breakGlass)}
            >
              {t(person.breakGlass ? 'people.breakGlass.off' : 'people.breakGlass.on')}
            </Button>
          </div>
        </div>
      )}
    </div>
  )
}
