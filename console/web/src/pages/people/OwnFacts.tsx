import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { OwnAccount } from '../../../../api/schemas/people.ts'
import { useOwnAccount, useSetPhone } from '../../api/people-queries.ts'
import { useWords } from '../../app/words.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { Refusal } from './Refusal.tsx'

/** Who one is here, and the phone one is called on. */
export function OwnFacts() {
  const own = useOwnAccount()
  if (own.isError) return <ErrorState error={own.error} retry={() => void own.refetch()} />
  if (own.data === undefined) return <SkeletonRows rows={2} height={40} />
  return <Facts account={own.data} />
}

function Facts({ account }: { account: OwnAccount }) {
  const { t } = useWords()
  const set = useSetPhone()
  const [phone, setPhone] = useState(account.phone)
  function submit(event: FormEvent) {
    event.preventDefault()
    set.mutate({ version: account.version, phone: phone.trim() })
  }
  return (
    <div className="stack">
      <dl className="facts">
        <dt>{t('people.displayName')}</dt>
        <dd>{account.displayName}</dd>
        <dt>{t('people.account')}</dt>
        <dd className="mono">{account.name}</dd>
        <dt>{t('people.unit')}</dt>
        <dd>{account.unit.name}</dd>
      </dl>
      <form className="form narrow-form" onSubmit={submit}>
        <TextInput
          type="tel"
          label={t('me.phone')}
          description={t('me.phone.hint')}
          autoComplete="tel"
          maxLength={40}
          value={phone}
          onChange={(event) => setPhone(event.currentTarget.value)}
        />
        <Refusal error={set.error} />
        {set.isSuccess && <p role="status">{t('me.saved')}</p>}
        <div className="actions">
          <Button type="submit" size="compact-md" loading={set.isPending}>
            {t('me.save')}
          </Button>
        </div>
      </form>
    </div>
  )
}
