import { Button } from '@mantine/core'
import { useState } from 'react'
import type { IncidentDetail } from '../../../../api/schemas/incidents.ts'
import { useIncidentStep } from '../../api/incident-queries.ts'
import { useWords } from '../../app/words.tsx'
import { CloseForm } from './CloseForm.tsx'
import { openStatuses } from './incident-list.ts'
import { PeopleForm } from './PeopleForm.tsx'
import { ReopenForm } from './ReopenForm.tsx'
import { StepError } from './StepError.tsx'

/** The step that comes after each status. */
const after = { new: 'in-progress', 'in-progress': 'contained', contained: 'resolved' } as const

/** Beside the tabs: what to do next, who is on it, and who may know of it. */
export function IncidentRail({ detail }: { detail: IncidentDetail }) {
  const { t } = useWords()
  const { incident, may } = detail
  const step = useIncidentStep(incident.id)
  const [form, setForm] = useState<'close' | 'people' | 'reopen' | null>(null)
  const { status, revision } = incident
  const move = (to: (typeof openStatuses)[number]) => step.mutate({ path: '/status', body: { revision, status: to } })
  const next = status === 'closed' || status === 'resolved' ? undefined : after[status]
  const done = () => setForm(null)
  return (
    <aside className="incident-rail" aria-label={t('incident.next')}>
      <section>
        <h2>{t('incident.next')}</h2>
        <p>{t(`incident.next.${status}`)}</p>
        {!may.write && <p className="dim small">{t('incident.readOnly')}</p>}
        <StepError error={step.error} />
        {may.write && form === null && (
          <div className="actions">
            {next !== undefined && (
              <Button loading={step.isPending} onClick={() => move(next)}>
                {t(`incident.do.${next}`)}
              </Button>
            )}
            {status === 'closed' ? (
              <Button variant="default" onClick={() => setForm('reopen')}>
                {t('incident.do.reopen')}
              </Button>
            ) : (
              <Button variant={next === undefined ? 'filled' : 'default'} onClick={() => setForm('close')}>
                {t('incident.do.close')}
              </Button>
            )}
          </div>
        )}
        {may.write && form === 'close' && status !== 'closed' && <CloseForm detail={detail} done={done} />}
        {may.write && form === 'reopen' && status === 'closed' && <ReopenForm incident={incident} done={done} />}
        {may.write && status !== 'closed' && form === null && (
          <details className="chooser">
            <summary>{t('incident.status.other')}</summary>
            <ul className="plain-list">
              {openStatuses
                .filter((one) => one !== status && one !== next)
                .map((one) => (
                  <li key={one}>
                    <button type="button" className="link" disabled={step.isPending} onClick={() => move(one)}>
                      {t(`incident.do.${one}`)}
                    </button>
                  </li>
                ))}
            </ul>
          </details>
        )}
      </section>
      <section>
        <h2>{t('incident.people')}</h2>
        {form === 'people' ? (
          <PeopleForm incident={incident} done={done} />
        ) : (
          <>
            <dl className="facts">
              <dt>{t('incidents.owner')}</dt>
              <dd>{incident.owner?.name ?? <span className="dim">{t('incidents.owner.none')}</span>}</dd>
              <dt>{t('incident.people.members')}</dt>
              <dd>
                {incident.members.length === 0 ? (
                  <span className="dim">{t('incident.people.members.none')}</span>
                ) : (
                  incident.members.map(({ name }) => name).join(', ')
                )}
              </dd>
            </dl>
            {may.write && (
              <div className="actions">
                <Button size="compact-md" variant="default" onClick={() => setForm('people')}>
                  {t('incident.people.edit')}
                </Button>
              </div>
            )}
          </>
        )}
      </section>
      {(incident.restricted || may.restrict) && (
        <section className={incident.restricted ? undefined : 'no-print'}>
          <h2>{t('incident.restricted')}</h2>
          <p className="small">{t('incident.restricted.about')}</p>
          {!incident.restricted && <p className="dim small">{t('incident.restrict.late')}</p>}
          {may.restrict && (
            <div className="actions">
              <Button
                size="compact-md"
                variant="default"
                loading={step.isPending}
                onClick={() => step.mutate({ path: '/restrict', body: { revision, restricted: !incident.restricted } })}
              >
                {t(incident.restricted ? 'incident.restrict.undo' : 'incident.restrict.do')}
              </Button>
            </div>
          )}
        </section>
      )}
    </aside>
  )
}
