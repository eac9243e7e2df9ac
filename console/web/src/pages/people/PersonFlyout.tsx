import { Button } from '@mantine/core'
import type { Person } from '../../../../api/schemas/people.ts'
import { useMakeLink, usePerson, usePersonStep } from '../../api/people-queries.ts'
import { useMay, useSession } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { Flyout, FlyoutSection } from '../../components/Flyout.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { ExactTime } from '../../components/Time.tsx'
import { telephone } from '../../lib/telephone.ts'
import { EditPerson, ProviderOf } from './EditPerson.tsx'
import { Grants } from './Grants.tsx'
import { Keys } from './Keys.tsx'
import { LinkShown } from './LinkShown.tsx'
import { LogIns } from './LogIns.tsx'
import { Refusal } from './Refusal.tsx'

/** One account: how it stands, its roles, its log-ins or keys, and what may be done with it. */
export function PersonFlyout({ name, close }: { name: string; close: () => void }) {
  const { t } = useWords()
  const may = useMay()
  const person = usePerson(name)
  const { data } = person
  return (
    <Flyout label={t('people.one')} close={close} head={<h2>{data?.displayName ?? name}</h2>}>
      {data === undefined ? (
        person.isError ? (
          <ErrorState error={person.error} retry={() => void person.refetch()} />
        ) : (
          <SkeletonRows rows={8} height={40} />
        )
      ) : (
        <>
          <Facts person={data} />
          {may('person.manage') && <EditPerson key={data.version} person={data} />}
          <FlyoutSection title={t('people.grants')}>
            <Grants person={data} />
          </FlyoutSection>
          {data.service && may('person.manage') && (
            <FlyoutSection title={t('people.keys')}>
              <Keys person={data} />
            </FlyoutSection>
          )}
          {!data.service && may('person.manage') && (
            <FlyoutSection title={t('people.external')}>
              <ProviderOf key={data.version} person={data} />
            </FlyoutSection>
          )}
          {!data.service && may('person.manage') && (
            <FlyoutSection title={t('people.logIns')}>
              <LogIns name={data.name} />
            </FlyoutSection>
          )}
        </>
      )}
    </Flyout>
  )
}

function Facts({ person }: { person: Person }) {
  const { t } = useWords()
  const may = useMay()
  const { actor } = useSession()
  const link = useMakeLink(person)
  const step = usePersonStep(person)
  const made = link.data?.link
  return (
    <div className="stack">
      <dl className="facts">
        <dt>{t('people.account')}</dt>
        <dd className="mono">{person.name}</dd>
        <dt>{t('people.unit')}</dt>
        <dd>{person.unit.name}</dd>
        {!person.service && (
          <>
            <dt>{t('people.phone')}</dt>
            <dd>
              {person.phone === '' ? (
                <span className="dim">{t('people.phone.none')}</span>
              ) : (
                <a href={telephone(person.phone)}>{person.phone}</a>
              )}
            </dd>
          </>
        )}
        {person.breakGlass && (
          <>
            <dt>{t('people.breakGlass')}</dt>
            <dd>{t('people.yes')}</dd>
          </>
        )}
        <dt>{t('people.state')}</dt>
        <dd>{t(`people.state.${person.state}`)}</dd>
        <dt>{t('people.factor')}</dt>
        <dd>{t(person.service ? 'people.service' : person.secondFactor ? 'people.yes' : 'people.no')}</dd>
        <dt>{t('people.created')}</dt>
        <dd>
          <ExactTime at={person.created} />
        </dd>
        {person.linkUntil !== undefined && (
          <>
            <dt>{t('people.link.open')}</dt>
            <dd>
              <ExactTime at={person.linkUntil} />
            </dd>
          </>
        )}
      </dl>
      {may('person.manage') && (
        <div className="actions">
          {!person.service && person.state !== 'disabled' && (person.external === null || person.breakGlass) && (
            <Button size="compact-md" variant="default" loading={link.isPending} onClick={() => link.mutate(undefined)}>
              {t(person.state === 'invited' ? 'people.link.invite' : 'people.link.reset')}
            </Button>
          )}
          {person.secondFactor && (
            <Button size="compact-md" variant="default" onClick={() => step.mutate('second-factor/remove')}>
              {t('people.factor.remove')}
            </Button>
          )}
          <Button
            size="compact-md"
            variant="default"
            disabled={person.name === actor.id}
            loading={step.isPending}
            onClick={() => step.mutate(person.state === 'disabled' ? 'enable' : 'disable')}
          >
            {t(person.state === 'disabled' ? 'people.enable' : 'people.disable')}
          </Button>
        </div>
      )}
      {made !== undefined && made !== null && <LinkShown name={person.name} link={made} />}
      <Refusal error={link.error ?? step.error} />
    </div>
  )
}
