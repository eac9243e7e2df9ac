import { Button, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { PasskeyRow } from '../../../../api/schemas/log-in.ts'
import {
  useAddPasskey,
  useOwnAccount,
  usePasskeys,
  useRemovePasskey,
  useRenamePasskey,
} from '../../api/people-queries.ts'
import { useWords } from '../../app/words.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { hasPasskeys, PasskeyOff } from '../../lib/passkey.ts'
import { Refusal } from './Refusal.tsx'

/** One's own passkeys: added, named, taken off. */
export function Passkeys() {
  const { t, day } = useWords()
  const passkeys = usePasskeys()
  const own = useOwnAccount().data
  const add = useAddPasskey()
  const remove = useRemovePasskey()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [renaming, setRenaming] = useState<PasskeyRow>()
  if (passkeys.isError) return <ErrorState error={passkeys.error} retry={() => void passkeys.refetch()} />
  if (passkeys.data === undefined || own === undefined) return <SkeletonRows rows={2} height={40} />
  const proof = own.fresh || password === '' ? {} : { password }
  function submit(event: FormEvent) {
    event.preventDefault()
    if (name.trim() === '') return
    add.mutate({ name: name.trim(), ...proof }, { onSuccess: () => setName('') })
  }
  return (
    <div className="stack">
      <p className="dim">{t('passkeys.text')}</p>
      {passkeys.data.rows.length === 0 && <p>{t('passkeys.none')}</p>}
      <ul className="plain-list">
        {passkeys.data.rows.map((row) => (
          <li key={row.id}>
            <strong>{row.name}</strong>
            <span className="dim">{t('passkeys.created', { day: day(row.created) })}</span>
            <span className="dim">
              {row.lastUsed === null ? t('passkeys.unused') : t('passkeys.used', { day: day(row.lastUsed) })}
            </span>
            <Button
              size="compact-sm"
              variant="default"
              className="push"
              aria-label={t('passkeys.rename.of', { name: row.name })}
              onClick={() => setRenaming(row)}
            >
              {t('passkeys.rename')}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t('passkeys.remove.of', { name: row.name })}
              onClick={() => remove.mutate({ id: row.id, ...proof })}
            >
              {t('passkeys.remove')}
            </Button>
          </li>
        ))}
      </ul>
      {renaming !== undefined && <Rename key={renaming.id} row={renaming} done={() => setRenaming(undefined)} />}
      <Refusal error={remove.error} />
      {hasPasskeys() ? (
        <form className="form narrow-form" onSubmit={submit}>
          <TextInput
            label={t('passkeys.name')}
            maxLength={60}
            required
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {!own.fresh && own.password && (
            <PasswordInput
              label={t('me.password.current')}
              autoComplete="current-password"
              value={password}
              visibilityToggleButtonProps={{ 'aria-label': t('signIn.password.show') }}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
          )}
          {!own.fresh && !own.password && <p className="dim">{t('me.fresh')}</p>}
          {add.error instanceof PasskeyOff ? (
            <p className="form-error" role="alert">
              {t('signIn.why.passkey-off')}
            </p>
          ) : (
            <Refusal error={add.error} />
          )}
          <div className="actions">
            <Button type="submit" size="compact-md" loading={add.isPending}>
              {t('passkeys.add')}
            </Button>
          </div>
        </form>
      ) : (
        <p className="dim">{t('signIn.why.passkey-off')}</p>
      )}
    </div>
  )
}

function Rename({ row, done }: { row: PasskeyRow; done: () => void }) {
  const { t } = useWords()
  const rename = useRenamePasskey()
  const [name, setName] = useState(row.name)
  function submit(event: FormEvent) {
    event.preventDefault()
    if (name.trim() !== '') rename.mutate({ id: row.id, name: name.trim() }, { onSuccess: done })
  }
  return (
    <form className="form narrow-form" onSubmit={submit}>
      <TextInput
        label={t('passkeys.rename.of', { name: row.name })}
        autoFocus
        maxLength={60}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Refusal error={rename.error} />
      <div className="actions">
        <Button type="submit" size="compact-md" loading={rename.isPending}>
          {t('me.save')}
        </Button>
        <Button size="compact-md" variant="default" onClick={done}>
          {t('do.cancel')}
        </Button>
      </div>
    </form>
  )
}
