import { Button, NativeSelect } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { startOfLocalDay } from '../../../../../core/lib/local-day.ts'
import type { Person } from '../../../../api/schemas/people.ts'
import { useGrant, useRoles, useTakeBack } from '../../api/people-queries.ts'
import { useMay, useSession } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { DayInput } from '../../components/DayInput.tsx'
import { Refusal } from './Refusal.tsx'
import { roleWords } from './role-words.ts'

/** The roles of a person, and the form that grants another. */
export function Grants({ person }: { person: Person }) {
  const { t, known, day } = useWords()
  const may = useMay()
  const takeBack = useTakeBack(person)
  return (
    <div className="stack">
      {person.grants.length === 0 && <p className="dim">{t('people.grants.none')}</p>}
      <ul className="plain-list">
        {person.grants.map(({ role, unit, from, until, reads, stands, mapped }) => (
          <li key={`${role} ${unit.id}`}>
            <strong>{roleWords({ t, known }, role)}</strong>
            <span>{unit.name}</span>
            {mapped && <span className="dim">{t('people.grant.mapped')}</span>}
            {!stands && <span className="bad-text">{t('people.grant.notNow')}</span>}
            {from !== undefined && <span className="dim">{t('people.grant.from', { day: day(from) })}</span>}
            {until !== undefined && <span className="dim">{t('people.grant.until', { day: day(until - 1) })}</span>}
            {reads !== undefined && (
              <span className="dim">{t('people.grant.reads', { from: day(reads.from), to: day(reads.to - 1) })}</span>
            )}
            {may('role.grant') && !mapped && (
              <Button
                size="compact-sm"
                variant="default"
                className="push"
                onClick={() => takeBack.mutate({ role, unit: unit.id })}
              >
                {t('people.grant.takeBack')}
                <span className="visually-hidden">
                  {' '}
                  {roleWords({ t, known }, role)} {unit.name}
                </span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Refusal error={takeBack.error} />
      {may('role.grant') && <GrantForm person={person} />}
    </div>
  )
}

const nothing = { role: '', until: '', readsFrom: '', readsTo: '' }

function GrantForm({ person }: { person: Person }) {
  const { t, known } = useWords()
  const { units, installation } = useSession()
  const grant = useGrant(person)
  const [unit, setUnit] = useState(
    units.some(({ id }) => id === person.unit.id) ? person.unit.id : (units[0]?.id ?? ''),
  )
  const [draft, setDraft] = useState(nothing)
  const roles = (useRoles(unit).data?.rows ?? []).filter(
    ({ role, grantable }) => grantable && (role === 'service-account') === person.service,
  )
  const role = roles.some((one) => one.role === draft.role) ? draft.role : ''
  const auditor = role === 'auditor'
  const about = `role.${role}.text`
  const zone = installation.timeZone
  function submit(event: FormEvent) {
    event.preventDefault()
    const [until, from, to] = [draft.until, draft.readsFrom, draft.readsTo].map((text) =>
      text === '' ? undefined : startOfLocalDay(text, zone),
    )
    const nextDay = (at: number | undefined) => (at === undefined ? undefined : at + 86_400_000)
    const end = nextDay(to)
    const last = nextDay(until)
    grant.mutate(
      {
        role: role as Parameters<typeof grant.mutate>[0]['role'],
        unit,
        ...(last === undefined ? {} : { until: last }),
        ...(auditor && from !== undefined && end !== undefined ? { reads: { from, to: end } } : {}),
      },
      { onSuccess: () => setDraft(nothing) },
    )
  }
  return (
    <form className="form" onSubmit={submit}>
      <NativeSelect
        label={t('people.grant.unit')}
        value={unit}
        data={units.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(event) => setUnit(event.currentTarget.value)}
      />
      {roles.length === 0 ? (
        <p className="dim">{t('people.grant.nothing')}</p>
      ) : (
        <>
          <NativeSelect
            label={t('people.grant.role')}
            description={known(about) ? t(about) : undefined}
            value={role}
            data={[
              { value: '', label: t('people.grant.choose') },
              ...roles.map((one) => ({ value: one.role, label: roleWords({ t, known }, one.role) })),
            ]}
            onChange={(event) => setDraft({ ...draft, role: event.currentTarget.value })}
          />
          <DayInput
            label={t(auditor ? 'people.grant.lastDay.auditor' : 'people.grant.lastDay')}
            value={draft.until}
            required={auditor}
            onChange={(event) => setDraft({ ...draft, until: event.currentTarget.value })}
          />
          {auditor && (
            <>
              <DayInput
                required
                label={t('people.grant.readsFrom')}
                value={draft.readsFrom}
                onChange={(event) => setDraft({ ...draft, readsFrom: event.currentTarget.value })}
              />
              <DayInput
                required
                label={t('people.grant.readsTo')}
                value={draft.readsTo}
                onChange={(event) => setDraft({ ...draft, readsTo: event.currentTarget.value })}
              />
            </>
          )}
          <Refusal error={grant.error} />
          <div className="actions">
            <Button type="submit" size="compact-md" disabled={role === ''} loading={grant.isPending}>
              {t('people.grant')}
            </Button>
          </div>
        </>
      )}
    </form>
  )
}
