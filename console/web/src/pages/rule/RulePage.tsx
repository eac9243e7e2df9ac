import { useParams } from 'react-router'
import type { RuleDetail } from '../../../../api/schemas/rules.ts'
import { useRule } from '../../api/queries.ts'
import { useExceptions } from '../../api/rule-queries.ts'
import { useMay } from '../../api/session.ts'
import { useCommands } from '../../app/keys.tsx'
import { useWords } from '../../app/words.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { useAddress } from '../../lib/address.ts'
import { useTitle } from '../../lib/title.ts'
import { Backfills } from './Backfills.tsx'
import { Exceptions } from './Exceptions.tsx'
import { Overview } from './Overview.tsx'
import { RuleHead } from './RuleHead.tsx'
import { RuleSettings } from './RuleSettings.tsx'
import { RuleSource } from './RuleSource.tsx'
import { Versions } from './Versions.tsx'

const tabs = ['overview', 'source', 'exceptions', 'settings', 'past', 'versions'] as const

/** One rule: what it means and came to, its source and what it would catch, exceptions, settings, past, versions. */
export function RulePage() {
  const { id = '' } = useParams()
  const { t, language } = useWords()
  const query = useRule(id)
  useTitle(query.data?.title[language] ?? t('rules.label'))
  if (query.data === undefined) {
    return (
      <div className="page">
        <h1 className="visually-hidden">{t('rules.label')}</h1>
        {query.isError ? (
          <ErrorState error={query.error} retry={() => void query.refetch()} />
        ) : (
          <SkeletonRows rows={12} height={44} />
        )}
      </div>
    )
  }
  return <Loaded key={id} rule={query.data} />
}

function Loaded({ rule }: { rule: RuleDetail }) {
  const { t, number } = useWords()
  const may = useMay()
  const [params, change] = useAddress()
  const exceptions = useExceptions(rule.id)
  const shown = rule.origin === 'platform' ? (['overview'] as const) : tabs
  const tab = shown.find((one) => one === params.get('tab')) ?? 'overview'
  const go = (next: (typeof tabs)[number]) =>
    change((one) => {
      for (const name of Array.from(one.keys())) one.delete(name)
      if (next !== 'overview') one.set('tab', next)
    })
  useCommands({
    digit: (digit) => {
      const next = shown[digit - 1]
      if (next !== undefined) go(next)
    },
  })
  const active = exceptions.data?.rows.filter(({ state }) => state === 'active').length
  return (
    <div className="page rule-page">
      <RuleHead rule={rule} look={() => go('source')} />
      <fieldset className="tabs" aria-label={t('rule.tabs')}>
        {shown.map((one) => (
          <button key={one} type="button" aria-pressed={one === tab} onClick={() => go(one)}>
            {t(`rule.tab.${one}`)}{' '}
            {one === 'exceptions' && active !== undefined && active > 0 && (
              <span className="dim">{number(active)}</span>
            )}
          </button>
        ))}
      </fieldset>
      {tab === 'overview' && <Overview rule={rule} />}
      {tab === 'source' && <RuleSource rule={rule} />}
      {tab === 'exceptions' &&
        (may('alert.read') ? <Exceptions rule={rule} /> : <p className="dim">{t('exceptions.forbidden')}</p>)}
      {tab === 'settings' && <RuleSettings rule={rule} />}
      {tab === 'past' && <Backfills rule={rule} />}
      {tab === 'versions' && <Versions rule={rule} />}
    </div>
  )
}
