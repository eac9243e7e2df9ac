import { Button, Checkbox } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { Link, useParams } from 'react-router'
import type { EntityKind } from '../../../../../core/event/entity-fields.ts'
import { parseAddress } from '../../../../../core/lib/ip.ts'
import { entityQuestion } from '../../../../../core/predicate/entity-question.ts'
import type { EntityProfile } from '../../../../api/schemas/entities.ts'
import type { EventFilter } from '../../../../api/schemas/events.ts'
import { type EntityAsk, useEntityProfile } from '../../api/entity-queries.ts'
import { useEventFacets } from '../../api/queries.ts'
import { useWords } from '../../app/words.tsx'
import { CopyButton } from '../../components/CopyButton.tsx'
import { InertText } from '../../components/InertText.tsx'
import { EmptyState, ErrorState, SkeletonRows } from '../../components/states.tsx'
import { TimeRangePicker } from '../../components/TimeRangePicker.tsx'
import { WaitingTurn } from '../../components/WaitingTurn.tsx'
import { useAddress } from '../../lib/address.ts'
import { readRange, resolveRange, writeRange } from '../../lib/time-range.ts'
import { useTitle } from '../../lib/title.ts'
import { EventFlyout } from '../search/EventFlyout.tsx'
import { EntityAside, relatedFields } from './EntityAside.tsx'
import { EntityFacts } from './EntityFacts.tsx'
import { EntityTimeline } from './EntityTimeline.tsx'
import { eventKinds } from './event-kinds.ts'
import './entities.css'

export const HostPage = () => <Named kind="host" />
export const UserPage = () => <Named kind="user" />
export const AddressPage = () => <Named kind="address" />

function Named({ kind }: { kind: EntityKind }) {
  const { name = '' } = useParams()
  const { t } = useWords()
  useTitle(name)
  if (kind === 'address' && parseAddress(name) === undefined) {
    return (
      <div className="page">
        <h1 className="visually-hidden">{t('entity.address')}</h1>
        <EmptyState title={t('entity.badAddress.title')} text={t('entity.badAddress.text')} />
      </div>
    )
  }
  return <Loaded key={`${kind} ${name}`} kind={kind} name={name} />
}

/** All that the stored events say of one host, user or address, over a range that stands in the address. */
function Loaded({ kind, name }: { kind: EntityKind; name: string }) {
  const { t } = useWords()
  const [params, change] = useAddress()
  const [now, setNow] = useState(() => Date.now())
  const range = useMemo(() => readRange(params), [params])
  const unit = params.get('unit') ?? undefined
  const domain = params.get('domain') ?? undefined
  const mentions = params.get('mentions') === '1'
  const shown = eventKinds.find((one) => one === params.get('kind')) ?? null
  const openId = params.get('event')
  const key = JSON.stringify([range, unit, domain, mentions, now])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key holds everything that is asked
  const ask = useMemo<EntityAsk>(
    () => ({
      kind,
      name,
      ...resolveRange(range, now),
      ...(unit !== undefined && { unit }),
      ...(domain !== undefined && { domain }),
      ...(mentions && { mentions }),
    }),
    [key],
  )
  const filter = useMemo<EventFilter>(() => ({ from: ask.from, to: ask.to, query: entityQuestion(ask) }), [ask])
  const profile = useEntityProfile(ask, true)
  const facets = useEventFacets(filter, [...Object.keys(relatedFields[kind]), 'vonggac.source.id'])
  const question = (edit: (next: URLSearchParams) => void) => {
    setNow(Date.now())
    change(edit)
  }
  const set = (field: string, value: string | null) =>
    question((next) => {
      if (value === null) next.delete(field)
      else next.set(field, value)
    })
  /** The range as other pages read it. */
  const times = useMemo(() => {
    const next = new URLSearchParams()
    writeRange(next, range)
    return next.toString()
  }, [range])
  const facetOf = (field: string) => facets.data?.facets.find((one) => one.field === field)?.values ?? []
  return (
    <div className="page entity-page">
      <header className="page-head">
        <h1>
          <span className="dim">{t(`entity.${kind}`)}</span> <InertText text={name} />
        </h1>
        <CopyButton text={name} />
      </header>
      <div className="query-bar">
        <TimeRangePicker range={range} onChange={(next) => question((one) => writeRange(one, next))} />
        <UnitChooser profile={profile.data} unit={unit} onChange={(next) => set('unit', next)} />
        {kind === 'user' && (
          <DomainChooser
            domains={facetOf('user.domain').map(({ value }) => value)}
            domain={domain}
            onChange={(next) => set('domain', next)}
          />
        )}
        {kind !== 'host' && (
          <Checkbox
            label={t(`entity.mentions.${kind}`)}
            title={t('entity.mentions.hint')}
            checked={mentions}
            onChange={(event) => set('mentions', event.currentTarget.checked ? '1' : null)}
          />
        )}
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} stroke={1.6} aria-hidden />}
          loading={profile.isFetching && !profile.isPending}
          onClick={() => setNow(Date.now())}
        >
          {t('do.refresh')}
        </Button>
        <Link to={`/search?${new URLSearchParams([['query', filter.query ?? ''], ...new URLSearchParams(times)])}`}>
          {t('entity.search')}
        </Link>
      </div>
      <WaitingTurn keys={['events', 'entity']} />
      {profile.isError && profile.data === undefined ? (
        <ErrorState error={profile.error} retry={() => void profile.refetch()} />
      ) : (
        <>
          {profile.data === undefined ? (
            <SkeletonRows rows={3} height={40} />
          ) : (
            <EntityFacts kind={kind} profile={profile.data} sources={facetOf('vonggac.source.id')} />
          )}
          {unit === undefined && kind === 'host' && profile.data !== undefined && profile.data.units.length > 1 && (
            <p className="notice-line">{t('entity.unit.several', { n: profile.data.units.length })}</p>
          )}
          {profile.data?.span.count === 0 ? (
            <EmptyState title={t('entity.none.title')} text={t('entity.none.text')}>
              <Button onClick={() => question((one) => writeRange(one, { kind: 'last', span: '30d' }))}>
                {t('entity.wider')}
              </Button>
            </EmptyState>
          ) : (
            <div className="entity-body">
              <EntityTimeline
                ask={ask}
                filter={filter}
                kind={shown}
                onKind={(next) => change((one) => (next === null ? one.delete('kind') : one.set('kind', next)))}
                onZoom={(from, to) => question((one) => writeRange(one, { kind: 'between', from, to }))}
                openId={openId}
                onOpen={(id) => change((one) => one.set('event', id))}
                onStep={(id) => change((one) => one.set('event', id), true)}
                search={times}
              />
              <EntityAside ask={ask} facets={facets.data?.facets} search={times} />
            </div>
          )}
        </>
      )}
      {openId !== null && (
        <EventFlyout
          key="flyout"
          id={openId}
          close={() => change((one) => one.delete('event'))}
          actionsFor={() => []}
        />
      )}
    </div>
  )
}

/** One unit of those whose events speak of it; nothing while there is but one. */
function UnitChooser(props: {
  profile: EntityProfile | undefined
  unit: string | undefined
  onChange: (unit: string | null) => void
}) {
  const { t } = useWords()
  const { unit } = props
  const units = props.profile?.units ?? []
  if (unit === undefined && units.length < 2) return null
  const isThere = units.some(({ id }) => (id ?? '') === unit)
  return (
    <label className="grouping">
      {t('entity.unit.choose')}
      <select
        value={unit ?? '*'}
        onChange={({ currentTarget: { value } }) => props.onChange(value === '*' ? null : value)}
      >
        <option value="*">{t('entity.unit.all')}</option>
        {unit !== undefined && !isThere && <option value={unit}>{unit}</option>}
        {units.map(({ id, path }) => (
          <option key={id ?? ''} value={id ?? ''}>
            {id === null ? t('field.unattributed') : (path.at(-1) ?? id)}
          </option>
        ))}
      </select>
    </label>
  )
}

function DomainChooser(props: {
  domains: readonly string[]
  domain: string | undefined
  onChange: (domain: string | null) => void
}) {
  const { t } = useWords()
  const { domain, domains } = props
  const offered = domain === undefined || domains.includes(domain) ? domains : [domain, ...domains]
  if (offered.length < (domain === undefined ? 2 : 1)) return null
  return (
    <label className="grouping">
      {t('entity.domain.choose')}
      <select
        value={domain ?? ''}
        onChange={({ currentTarget: { value } }) => props.onChange(value === '' ? null : value)}
      >
        <option value="">{t('entity.domain.all')}</option>
        {offered.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </label>
  )
}
