import { Button, Checkbox } from '@mantine/core'
import { useState } from 'react'
import { useFactorSetting, useRoles, useSetFactorSetting } from '../../api/people-queries.ts'
import { useSession } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { Refusal } from './Refusal.tsx'
import { roleWords } from './role-words.ts'

/** Which roles ask for a second factor. */
export function RequiredFactor() {
  const { t, known } = useWords()
  const { units } = useSession()
  const setting = useFactorSetting()
  const set = useSetFactorSetting()
  const roles = useRoles(units[0]?.id ?? '').data?.rows ?? []
  const [draft, setDraft] = useState<readonly string[]>()
  if (setting.data === undefined) return null
  const { roles: required, version } = setting.data
  return (
    <details className="required-factor">
      <summary>
        {t('factor.required')}{' '}
        <span className="dim">
          {required.length === 0
            ? t('factor.required.none')
            : required.map((role) => roleWords({ t, known }, role)).join(', ')}
        </span>
      </summary>
      <div className="form">
        <Checkbox.Group label={t('factor.required.text')} value={[...(draft ?? required)]} onChange={setDraft}>
          <div className="form-group">
            {roles
              .filter(({ role }) => role !== 'service-account')
              .map(({ role }) => (
                <Checkbox key={role} value={role} label={roleWords({ t, known }, role)} />
              ))}
          </div>
        </Checkbox.Group>
        <Refusal error={set.error} />
        <div className="actions">
          <Button
            size="compact-md"
            disabled={draft === undefined}
            loading={set.isPending}
            onClick={() =>
              set.mutate({ roles: (draft ?? []) as typeof required, version }, { onSuccess: () => setDraft(undefined) })
            }
          >
            {t('factor.required.save')}
          </Button>
        </div>
      </div>
    </details>
  )
}
