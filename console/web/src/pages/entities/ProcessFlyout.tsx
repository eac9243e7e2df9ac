import { useState } from 'react'
import { Link } from 'react-router'
import { exactly } from '../../../../../core/predicate/entity-question.ts'
import type { ProcessActivity, ProcessNode } from '../../../../api/schemas/entities.ts'
import { useProcessActivity } from '../../api/entity-queries.ts'
import { useEventRows } from '../../api/queries.ts'
import { useWords } from '../../app/words.tsx'
import { CopyButton } from '../../components/CopyButton.tsx'
import { Flyout, FlyoutSection } from '../../components/Flyout.tsx'
import { InertText, RawLine } from '../../components/InertText.tsx'
import { SeverityMark, StatusMark } from '../../components/marks.tsx'
import { ErrorWords, SkeletonRows } from '../../components/states.tsx'
import { ExactTime } from '../../components/Time.tsx'
import { processTreePath } from '../../lib/entity-path.ts'
import { fieldValue } from '../../lib/event-fields.ts'
import { EntityLink } from './EntityLink.tsx'
import { countKinds, type EventKind, kindQuestion } from './event-kinds.ts'
import { tell } from './event-sentence.ts'
import { askOf } from './process-rows.ts'

const day = 86_400_000

/** One process of the tree: what was run, by whom, what alerts say, and what it did. */
export function ProcessFlyout({ node, close }: { node: ProcessNode; close: () => void }) {
  const { t, language } = useWords()
  return (
    <Flyout
      label={t('tree.detail')}
      close={close}
      head={
        <>
          <div className="flyout-marks">
            {node.time === null ? <span className="dim">{t('tree.unseen')}</span> : <ExactTime at={node.time} />}
            {node.pid !== null && <span className="dim">{t('tree.pid', { pid: node.pid })}</span>}
          </div>
          <h2>{node.name === null ? t('tree.unnamed') : <InertText text={node.name} />}</h2>
        </>
      }
    >
      {node.commandLine !== null && (
        <FlyoutSection title={t('tree.commandLine')}>
          <RawLine text={node.commandLine} />
          <div>
            <CopyButton text={node.commandLine} />
          </div>
        </FlyoutSection>
      )}
      <FlyoutSection title={t('facts.title')}>
        <dl className="facts">
          <dt>{t('field.host')}</dt>
          <dd>
            <EntityLink field="host.name" value={node.host} />
          </dd>
          {node.user !== null && (
            <>
              <dt>{t('tree.user')}</dt>
              <dd>
                <User account={node.user} />
              </dd>
            </>
          )}
          {node.executable !== null && (
            <>
              <dt>{t('tree.executable')}</dt>
              <dd className="mono breakable">
                <InertText text={node.executable} />
              </dd>
            </>
          )}
          {node.hashes.map(({ kind, value }) => (
            <div key={kind}>
              <dt>
                {t('tree.hash')} {kind.toUpperCase()}
              </dt>
              <dd className="mono breakable">
                <Link to={hashInSearch(kind, value)}>{value}</Link>
              </dd>
            </div>
          ))}
        </dl>
        {node.event !== null && node.time !== null && (
          <p className="link-row">
            <Link to={startInSearch(node.event, node.time)}>{t('tree.event')}</Link>
            <Link to={processTreePath(node.event)}>{t('tree.from')}</Link>
          </p>
        )}
      </FlyoutSection>
      {node.alerts.length > 0 && (
        <FlyoutSection title={t('tree.alerts')}>
          <ul className="plain-list">
            {node.alerts.map(({ id, title, severity, status }) => (
              <li key={id}>
                <SeverityMark severity={severity} />
                <Link to={alertAddress(id, node.time)}>{title[language]}</Link>
                <StatusMark status={status} />
              </li>
            ))}
          </ul>
        </FlyoutSection>
      )}
      <FlyoutSection title={t('tree.did')}>
        <Activity node={node} />
      </FlyoutSection>
    </Flyout>
  )
}

/** `DOMAIN\user` leads to the page of the user in that domain. */
function User({ account }: { account: string }) {
  const at = account.indexOf('\\')
  const name = account.slice(at + 1)
  if (at < 0) return <EntityLink field="user.name" value={account} />
  const domain = account.slice(0, at)
  return (
    <span>
      <InertText text={`${domain}\\`} />
      <EntityLink field="user.name" value={name} search={new URLSearchParams({ domain }).toString()} />
    </span>
  )
}

const hashInSearch = (kind: string, value: string) => {
  const fields = [`process.hash.${kind}`, `file.hash.${kind}`]
  return `/search?${new URLSearchParams({ query: fields.map((field) => exactly(field, value)).join(' or '), range: '7d' })}`
}
const around = (at: number) => ({ from: String(Math.max(0, at - day)), to: String(at + day) })
const startInSearch = (event: string, at: number) =>
  `/search?${new URLSearchParams({ query: exactly('event.id', event), event, ...around(at) })}`
const alertAddress = (id: string, at: number | null) =>
  `/alerts?${new URLSearchParams({ alert: id, ...(at === null ? {} : around(at)) })}`

function Activity({ node }: { node: ProcessNode }) {
  const { t } = useWords()
  const { data, isError, error } = useProcessActivity(askOf(node))
  if (isError) return <ErrorWords error={error} />
  if (data === undefined) return <SkeletonRows rows={3} height={32} />
  const kinds = countKinds(data.categories.values)
  if (kinds.size === 0) return <p className="dim">{t('tree.did.none')}</p>
  return (
    <>
      {[...kinds].map(([kind, count]) => (
        <Did key={kind} kind={kind} count={count} activity={data} />
      ))}
      <Link to={searchOf(data)}>{t('tree.did.search')}</Link>
    </>
  )
}

const searchOf = ({ question, from, to }: ProcessActivity) =>
  `/search?${new URLSearchParams({ query: question, from: String(from), to: String(to) })}`

/** One kind of what it did; its events are read when it is opened. */
function Did({ kind, count, activity }: { kind: EventKind; count: number; activity: ProcessActivity }) {
  const { t, number } = useWords()
  const [open, setOpen] = useState(false)
  return (
    <details className="did" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {t(`kind.${kind}`)}{' '}
        <span className="dim">
          {activity.categories.partial && `${t('tree.did.partial')} `}
          {number(count)}
        </span>
      </summary>
      {open && <DidEvents kind={kind} activity={activity} />}
    </details>
  )
}

const shownEvents = 100

function DidEvents({ kind, activity }: { kind: EventKind; activity: ProcessActivity }) {
  const words = useWords()
  const { from, to, question } = activity
  const narrow = kindQuestion(kind)
  const query = narrow === undefined ? question : `${question} and ${narrow}`
  const list = useEventRows({ from, to, query })
  if (list.isError) return <ErrorWords error={list.error} />
  if (list.data === undefined) return <SkeletonRows rows={3} height={28} />
  const rows = list.data.pages.flatMap((page) => page.rows).slice(0, shownEvents)
  return (
    <>
      <ul className="did-events">
        {rows.map((row) => {
          const id = fieldValue(row, 'event.id') ?? ''
          const at = Date.parse(fieldValue(row, '@timestamp') ?? '')
          return (
            <li key={id}>
              <Link to={startInSearch(id, at)}>
                <ExactTime at={at} />
              </Link>
              <span className="breakable">
                <InertText text={tell(words, row).text} />
              </span>
            </li>
          )
        })}
      </ul>
      {(list.hasNextPage || rows.length === shownEvents) && (
        <Link to={searchOf({ ...activity, question: query })}>{words.t('entity.search')}</Link>
      )}
    </>
  )
}
