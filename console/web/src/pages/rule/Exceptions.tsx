import { Button } from '@mantine/core'
import { useState } from 'react'
import type { RuleException } from '../../../../api/schemas/rule-exceptions.ts'
import type { RuleDetail } from '../../../../api/schemas/rules.ts'
import { useEndException, useExceptions } from '../../api/rule-queries.ts'
import { useMay, useSession } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { ChangeWords } from '../../components/ChangeWords.tsx'
import { InertText } from '../../components/InertText.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { ExactTime, RelativeTime } from '../../components/Time.tsx'
import { useAddress } from '../../lib/address.ts'
import { ExceptionForm } from './ExceptionForm.tsx'
import { blankDraft, draftOf } from './exception-draft.ts'
import { MatchingAlerts } from './MatchingAlerts.tsx'
import { Proposals } from './Proposals.tsx'

/** The exceptions that hold for a rule, and the form that makes one. */
export function Exceptions({ rule }: { rule: RuleDetail }) {
  const { t } = useWords()
  const may = useMay()
  const { actor } = useSession()
  const [params, change] = useAddress()
  const query = useExceptions(rule.id)
  const [editing, edit] = useState<RuleException | null>(null)
  const making = params.has('new')
  const mayWrite = may('exception.write')
  const mayAsk = mayWrite || may('exception.propose')
  const made = () => {
    change((next) => {
      for (const name of ['new', 'expression', 'unit']) next.delete(name)
    })
  }
  return (
    <section className="section" aria-labelledby="rule-exceptions">
      <h2 id="rule-exceptions">{t('rule.tab.exceptions')}</h2>
      <p className="dim">{t('exceptions.text')}</p>
      {making && mayAsk ? (
        <ExceptionForm
          key="new"
          rule={rule}
          first={blankDraft(actor.displayName, params.get('expression') ?? '', params.get('unit') ?? '')}
          done={made}
        />
      ) : editing !== null ? (
        <ExceptionForm key={editing.id} rule={rule} first={draftOf(editing)} before={editing} done={() => edit(null)} />
      ) : (
        <div className="actions">
          <Button disabled={!mayAsk} onClick={() => change((next) => next.set('new', '1'))}>
            {t(mayWrite || !mayAsk ? 'exceptions.new' : 'proposals.new')}
          </Button>
        </div>
      )}
      {!making && <MatchingAlerts rule={rule.id} params={params} />}
      <Proposals rule={rule.id} />
      {query.data === undefined ? (
        query.isError ? (
          <ErrorState error={query.error} retry={() => void query.refetch()} />
        ) : (
          <SkeletonRows rows={3} height={60} />
        )
      ) : query.data.rows.length === 0 ? (
        <p className="dim">{t('exceptions.none')}</p>
      ) : (
        <ul className="runs">
          {query.data.rows.map((one) => (
            <One key={one.id} exception={one} edit={() => edit(one)} />
          ))}
        </ul>
      )}
    </section>
  )
}

function One({ exception, edit }: { exception: RuleException; edit: () => void }) {
  const { t, number } = useWords()
  const may = useMay()
  const { units } = useSession()
  const end = useEndException()
  const [asking, setAsking] = useState(false)
  const { list, unit, expires, ended } = exception
  const place = unit === null ? t('exceptions.unit.all') : (units.find(({ id }) => id === unit)?.name ?? unit)
  return (
    <li className={exception.state === 'active' ? undefined : 'dim'}>
      <p>
        <strong>
          <InertText text={exception.title} />
        </strong>{' '}
        <span className="dim">{t(`exceptions.state.${exception.state}`)}</span>
        {exception.broken && <span className="bad-text"> {t('exceptions.broken')}</span>}
        {exception.rules === null && <span className="dim"> · {t('exceptions.everyRule')}</span>}
      </p>
      {exception.expression !== '' && (
        <p className="mono breakable">
          <InertText text={exception.expression} />
        </p>
      )}
      {list !== null && <p className="mono">{t('exceptions.list.in', { field: list.field, name: list.name })}</p>}
      <p className="breakable">
        <InertText text={exception.reason} />
      </p>
      <p className="small dim">
        {t('exceptions.by', { owner: exception.owner, unit: place })}{' '}
        {ended !== null ? (
          <>
            {t('exceptions.ended')} <ExactTime at={ended.at} />
          </>
        ) : expires === null ? (
          t('exceptions.never')
        ) : (
          <>
            {t('exceptions.until')} <ExactTime at={expires} />
          </>
        )}
      </p>
      <p className="small">
        {t('exceptions.count', { n: number(exception.count) })}{' '}
        {exception.lastMatch !== null && (
          <>
            {t('exceptions.last')} <RelativeTime at={exception.lastMatch} />
          </>
        )}
      </p>
      {exception.state === 'active' && may('exception.write') && (
        <div className="actions">
          {asking ? (
            <>
              <Button
                size="compact-md"
                loading={end.isPending}
                onClick={() => end.mutate(exception, { onSuccess: () => setAsking(false) })}
              >
                {t('exceptions.end.sure')}
              </Button>
              <Button size="compact-md" variant="default" onClick={() => setAsking(false)}>
                {t('do.cancel')}
              </Button>
            </>
          ) : (
            <>
              <Button
                size="compact-md"
                variant="default"
                aria-label={t('exceptions.edit.of', { title: exception.title })}
                onClick={edit}
              >
                {t('exceptions.edit')}
              </Button>
              <Button
                size="compact-md"
                variant="default"
                aria-label={t('exceptions.end.of', { title: exception.title })}
                onClick={() => setAsking(true)}
              >
                {t('exceptions.end')}
              </Button>
            </>
          )}
        </div>
      )}
      <ChangeWords change={end} reload={end.reset} />
    </li>
  )
}
