import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { IntakeKey, MadeIntakeKey } from '../../../../api/schemas/sources.ts'
import { useIntakeKeys, useMakeKey, useRevokeKey } from '../../api/queries.ts'
import { useWords } from '../../app/words.tsx'
import { CopyButton } from '../../components/CopyButton.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { FormActions } from '../../components/FormActions.tsx'
import { ErrorWords, FormError, SkeletonRows } from '../../components/states.tsx'
import { ExactTime } from '../../components/Time.tsx'

/** The keys by which HTTP senders are known: made here, their secret shown once, revoked by typing the name. */
export function IntakeKeys() {
  const { t } = useWords()
  const keys = useIntakeKeys()
  const [revoking, revoke] = useState<IntakeKey | null>(null)
  return (
    <section className="section" aria-labelledby="intake-keys">
      <h2 id="intake-keys">{t('keys.title')}</h2>
      <p className="dim">{t('keys.text')}</p>
      <NewKey />
      {keys.isError ? (
        <ErrorWords error={keys.error} />
      ) : keys.data === undefined ? (
        <SkeletonRows rows={2} height={32} />
      ) : keys.data.rows.length === 0 ? (
        <p className="dim">{t('keys.empty')}</p>
      ) : (
        <table className="small-table keys-table">
          <thead>
            <tr>
              <th scope="col">{t('keys.name')}</th>
              <th scope="col">{t('keys.created')}</th>
              <th scope="col">{t('keys.createdBy')}</th>
              <th scope="col">
                <span className="visually-hidden">{t('keys.revoke')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {keys.data.rows.map((key) => (
              <tr key={key.id}>
                <td>{key.name}</td>
                <td>
                  <ExactTime at={key.created} />
                </td>
                <td>{key.createdBy}</td>
                <td className="numeric">
                  <button
                    type="button"
                    className="link"
                    aria-label={t('keys.revoke.of', { name: key.name })}
                    onClick={() => revoke(key)}
                  >
                    {t('keys.revoke')}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {revoking !== null && <RevokeKey intakeKey={revoking} close={() => revoke(null)} />}
    </section>
  )
}

/** The form that makes a key; also on Home. */
export function NewKey({ onMade }: { onMade?: (key: MadeIntakeKey) => void }) {
  const { t } = useWords()
  const make = useMakeKey()
  const [name, setName] = useState('')
  const [missing, setMissing] = useState(false)
  const [made, show] = useState<MadeIntakeKey | null>(null)
  // Told only when the secret has been seen: whoever listens may take the form away.
  function done() {
    if (made !== null) onMade?.(made)
    show(null)
  }
  function submit(event: FormEvent) {
    event.preventDefault()
    if (name.trim() === '') return setMissing(true)
    make.mutate(name.trim(), {
      onSuccess: (key) => {
        show(key)
        setName('')
      },
    })
  }
  return (
    <>
      <form className="new-key" onSubmit={submit} noValidate>
        <TextInput
          label={t('keys.name')}
          description={t('keys.name.hint')}
          value={name}
          maxLength={100}
          autoComplete="off"
          onChange={(event) => {
            setName(event.currentTarget.value)
            setMissing(false)
          }}
          error={missing ? t('keys.name.missing') : undefined}
        />
        <Button type="submit" variant="default" loading={make.isPending}>
          {t('keys.create')}
        </Button>
      </form>
      <FormError error={make.error} />
      {made !== null && (
        <Dialog stays title={t('keys.secret.title', { name: made.name })} close={done}>
          <div className="modal-body">
            <p>{t('keys.secret.once')}</p>
            <dl className="facts">
              <dt>{t('keys.secret.id')}</dt>
              <dd className="mono">{made.id}</dd>
              <dt>{t('keys.secret.label')}</dt>
              <dd className="mono">{made.secret}</dd>
            </dl>
            <div className="actions">
              <CopyButton text={made.secret} label={t('keys.secret.copy')} filled />
              <Button size="compact-md" variant="default" onClick={done}>
                {t('keys.secret.done')}
              </Button>
            </div>
          </div>
        </Dialog>
      )}
    </>
  )
}

function RevokeKey({ intakeKey, close }: { intakeKey: IntakeKey; close: () => void }) {
  const { t } = useWords()
  const revoke = useRevokeKey()
  const [typed, setTyped] = useState('')
  return (
    <Dialog title={t('keys.revoke.title', { name: intakeKey.name })} close={close}>
      <form
        className="modal-body"
        onSubmit={(event) => {
          event.preventDefault()
          if (typed.trim() === intakeKey.name) revoke.mutate(intakeKey.id, { onSuccess: close })
        }}
      >
        <p>{t('keys.revoke.text')}</p>
        <TextInput
          data-autofocus
          label={t('keys.revoke.confirm', { name: intakeKey.name })}
          value={typed}
          autoComplete="off"
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        {revoke.isError && <ErrorWords error={revoke.error} />}
        <FormActions
          submit={t('keys.revoke.submit')}
          pending={revoke.isPending}
          disabled={typed.trim() !== intakeKey.name}
          cancel={close}
        />
      </form>
    </Dialog>
  )
}
