import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useInvite } from '../../api/people-queries.ts'
import { useSession } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { Flyout } from '../../components/Flyout.tsx'
import { FormActions } from '../../components/FormActions.tsx'
import { LinkShown } from './LinkShown.tsx'
import { Refusal } from './Refusal.tsx'

const nameForm = /^[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)?$/

/** Lets a person or a program in: an account without a role, and for a person the link to take it up. */
export function InviteFlyout({ close }: { close: () => void }) {
  const { t } = useWords()
  const { units } = useSession()
  const invite = useInvite()
  // One's own unit stands above the others that one reaches: whoever invites into another chooses it.
  const own = units.find(({ parent }) => !units.some(({ id }) => id === parent))
  const [draft, setDraft] = useState({ name: '', displayName: '', unit: own?.id ?? '', service: false })
  const [tried, setTried] = useState(false)
  const wrongName = !nameForm.test(draft.name) || draft.name.length < 2
  const noName = draft.displayName.trim() === ''
  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (!wrongName && !noName) invite.mutate({ ...draft, displayName: draft.displayName.trim() })
  }
  return (
    <Flyout label={t('people.invite')} close={close} head={<h2>{t('people.invite')}</h2>}>
      {invite.data !== undefined ? (
        <div className="form">
          {invite.data.link === null ? (
            <p role="status">{t('people.invite.program', { name: invite.data.person.name })}</p>
          ) : (
            <LinkShown name={invite.data.person.name} link={invite.data.link} />
          )}
          <p className="dim">{t('people.invite.next')}</p>
          <div className="actions">
            <Button onClick={close}>{t('do.close')}</Button>
          </div>
        </div>
      ) : (
        <form className="form" onSubmit={submit} noValidate>
          <TextInput
            label={t('people.displayName')}
            value={draft.displayName}
            maxLength={100}
            error={tried && noName ? t('people.missing') : undefined}
            onChange={(event) => setDraft({ ...draft, displayName: event.currentTarget.value })}
          />
          <TextInput
            label={t('people.account')}
            description={t('people.account.hint')}
            value={draft.name}
            maxLength={64}
            autoCapitalize="none"
            spellCheck={false}
            error={tried && wrongName ? t('people.account.wrong') : undefined}
            onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
          />
          <NativeSelect
            label={t('people.unit')}
            value={draft.unit}
            data={units.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(event) => setDraft({ ...draft, unit: event.currentTarget.value })}
          />
          <Checkbox
            label={t('people.asProgram')}
            checked={draft.service}
            onChange={(event) => setDraft({ ...draft, service: event.currentTarget.checked })}
          />
          <Refusal error={invite.error} />
          <FormActions submit={t('people.invite')} pending={invite.isPending} cancel={close} />
        </form>
      )}
    </Flyout>
  )
}
