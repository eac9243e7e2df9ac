import { Button, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { ExceptionProposal } from '../../../../api/schemas/rule-exceptions.ts'
import { useDecideProposal, useProposals } from '../../api/rule-queries.ts'
import { useMay, useSession } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { ChangeWords } from '../../components/ChangeWords.tsx'
import { InertText } from '../../components/InertText.tsx'
import { ErrorState } from '../../components/states.tsx'
import { ExactTime } from '../../components/Time.tsx'

/** Exceptions of a rule that are asked for: those that wait, then those decided. Nothing while there are none. */
export function Proposals({ rule }: { rule: string }) {
  const { t, number } = useWords()
  const query = useProposals(rule)
  if (query.isError && query.data === undefined) {
    return <ErrorState error={query.error} retry={() => void query.refetch()} />
  }
  const rows = query.data?.rows ?? []
  const open = rows.filter(({ state }) => state === 'open')
  const decided = rows.filter(({ state }) => state !== 'open')
  if (rows.length === 0) return null
  return (
    <>
      <h3>{t('proposals.title')}</h3>
      <ul className="runs">
        {open.map((one) => (
          <One key={one.id} proposal={one} />
        ))}
      </ul>
      {decided.length > 0 && (
        <details>
          <summary>{t('proposals.decided.show', { n: number(decided.length) })}</summary>
          <ul className="runs">
            {decided.map((one) => (
              <One key={one.id} proposal={one} />
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

function One({ proposal }: { proposal: ExceptionProposal }) {
  const { t } = useWords()
  const { words, state, proposed, decided } = proposal
  return (
    <li className={state === 'open' ? undefined : 'dim'}>
      <p>
        <strong>
          <InertText text={words.title} />
        </strong>{' '}
        <span className="dim">{t(`proposals.state.${state}`)}</span>
        {words.rules === null && <span className="dim"> · {t('exceptions.everyRule')}</span>}
      </p>
      {words.expression !== '' && (
        <p className="mono breakable">
          <InertText text={words.expression} />
        </p>
      )}
      {words.list !== null && (
        <p className="mono">{t('exceptions.list.in', { field: words.list.field, name: words.list.name })}</p>
      )}
      <p className="breakable">
        <InertText text={words.reason} />
      </p>
      <p className="small dim">
        {t('proposals.by', { name: proposed.by })} <ExactTime at={proposed.at} />
        {decided !== null && (
          <>
            {' · '}
            {t('proposals.decided', { name: decided.by })} <ExactTime at={decided.at} />
          </>
        )}
      </p>
      {decided !== null && decided.reason !== '' && (
        <blockquote className="breakable">
          <InertText text={decided.reason} />
        </blockquote>
      )}
      {state === 'open' && <Decide proposal={proposal} />}
    </li>
  )
}

/** Who may make exceptions accepts or refuses; who proposed takes it back. */
function Decide({ proposal }: { proposal: ExceptionProposal }) {
  const { t } = useWords()
  const mayWrite = useMay()('exception.write')
  const { actor } = useSession()
  const decide = useDecideProposal()
  const [refusing, setRefusing] = useState(false)
  const [reason, setReason] = useState('')
  const { id, version, words } = proposal
  function refuse(event: FormEvent) {
    event.preventDefault()
    if (reason.trim() !== '') decide.mutate({ step: 'refuse', id, version, reason: reason.trim() })
  }
  return (
    <>
      {refusing ? (
        <form className="form" onSubmit={refuse}>
          <Textarea
            label={t('proposals.refuse.reason')}
            rows={2}
            maxLength={2000}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <div className="actions">
            <Button type="submit" size="compact-md" disabled={reason.trim() === ''} loading={decide.isPending}>
              {t('proposals.refuse.send')}
            </Button>
            <Button size="compact-md" variant="default" onClick={() => setRefusing(false)}>
              {t('do.cancel')}
            </Button>
          </div>
        </form>
      ) : (
        <div className="actions">
          {mayWrite && (
            <>
              <Button
                size="compact-md"
                loading={decide.isPending}
                aria-label={t('proposals.accept.of', { title: words.title })}
                onClick={() => decide.mutate({ step: 'accept', id, version })}
              >
                {t('proposals.accept')}
              </Button>
              <Button
                size="compact-md"
                variant="default"
                aria-label={t('proposals.refuse.of', { title: words.title })}
                onClick={() => setRefusing(true)}
              >
                {t('proposals.refuse')}
              </Button>
            </>
          )}
          {proposal.proposed.by === actor.id && (
            <Button
              size="compact-md"
              variant="default"
              aria-label={t('proposals.withdraw.of', { title: words.title })}
              onClick={() => decide.mutate({ step: 'withdraw', id, version })}
            >
              {t('proposals.withdraw')}
            </Button>
          )}
        </div>
      )}
      <ChangeWords change={{ error: decide.error }} reload={decide.reset} />
    </>
  )
}
