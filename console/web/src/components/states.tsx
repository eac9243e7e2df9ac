import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Permission } from '../../../../core/access/permissions.ts'
import type { TextKey } from '../../../../core/i18n/translate.ts'
import { errorTable } from '../../../../core/lib/errors.ts'
import { ApiProblem } from '../api/client.ts'
import { useSession, useSignOut } from '../api/session.ts'
import { useWords } from '../app/words.tsx'
import { problemWords } from '../lib/problem-words.ts'
import { ProblemList } from './Problems.tsx'

/** The key of the text that a person reads for an error. */
function errorText(error: unknown): TextKey {
  if (!(error instanceof ApiProblem)) return 'error.internal'
  if (error.code === 'offline') return 'error.offline'
  return Object.hasOwn(errorTable, error.code)
    ? errorTable[error.code as keyof typeof errorTable].message
    : 'error.internal'
}

/** What stands where rows would: what will be here, and the one step that brings it. */
export function EmptyState(props: { title: string; text?: string; icon?: ReactNode; children?: ReactNode }) {
  return (
    <div className="state">
      {props.icon}
      <h2>{props.title}</h2>
      {props.text !== undefined && <p>{props.text}</p>}
      {props.children !== undefined && <div className="state-actions">{props.children}</div>}
    </div>
  )
}

/** Asked again, it would be answered the same. */
const isFinal = ({ code }: ApiProblem) => code === 'not-found' || code === 'not-allowed'

/** What happened, the server's detail and hint, the code, and another try. */
export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useWords()
  return (
    <div className="state" role="alert">
      <h2>{t('error.title')}</h2>
      <ErrorWords error={error} />
      {retry !== undefined && !(error instanceof ApiProblem && isFinal(error)) && (
        <div className="state-actions">
          <Button onClick={retry}>{t('do.retry')}</Button>
        </div>
      )}
    </div>
  )
}

/** Refusals whose text says it all: the server's own words beside it would only repeat it. */
const selfEvident: ReadonlySet<string> = new Set([
  'wrong-credentials',
  'too-many-tries',
  'not-signed-in',
  'offline',
  'bad-query',
])

/** An error in a line or two, for beside a form: what is known of it in the reader's words, the server's own in English. */
export function ErrorWords({ error }: { error: unknown }) {
  const translator = useWords()
  const { t, language } = translator
  const problem = error instanceof ApiProblem ? error : null
  const [only, ...more] = problem?.problems ?? []
  const words = only !== undefined && more.length === 0 ? problemWords(translator, only) : undefined
  if (words !== undefined && !('line' in (only?.params ?? {}))) return <p className="breakable">{words}</p>
  return (
    <>
      <p>{t(errorText(error))}</p>
      {problem !== null && problem.problems.length > 0 && <ProblemList problems={problem.problems} />}
      {problem !== null && only === undefined && language === 'en' && !selfEvident.has(problem.code) && (
        <p className="dim breakable">
          {problem.detail} {problem.hint}
        </p>
      )}
      <p className="dim">{t('error.code', { code: problem?.code ?? 'internal' })}</p>
    </>
  )
}

/** Why what was asked for was refused, told in the form that asked; nothing while there is no error. */
export function FormError({ error }: { error: unknown }) {
  if (error === null || error === undefined) return null
  return (
    <div className="form-error" role="alert">
      <ErrorWords error={error} />
    </div>
  )
}

/** Which permission is missing and who can grant it. */
export function ForbiddenState({ permission }: { permission: Permission }) {
  const { t } = useWords()
  const { actor } = useSession()
  const signOut = useSignOut()
  return (
    <div className="state">
      <h1>{t('state.forbidden.title')}</h1>
      <p>{t('state.forbidden.needs', { permission: t(`permission.${permission}`) })}</p>
      <p>{t('state.forbidden.who')}</p>
      <div className="state-actions">
        <Button onClick={() => signOut.mutate()}>{t('state.forbidden.switch')}</Button>
      </div>
      <p className="dim">{t('frame.account.of', { name: actor.name })}</p>
    </div>
  )
}

export function NotFoundState() {
  const { t } = useWords()
  return (
    <div className="state">
      <h1>{t('state.notFound.title')}</h1>
      <p>{t('state.notFound.text')}</p>
      <div className="state-actions">
        <a href="/">{t('nav.home')}</a>
      </div>
    </div>
  )
}

/** While a page's code is on its way. */
export function LoadingState() {
  const { t } = useWords()
  return (
    <div className="page" role="status">
      <span className="visually-hidden">{t('app.loading')}</span>
      <SkeletonRows rows={12} height={40} />
    </div>
  )
}

/** Grey bars in the size of what is coming, so that nothing shifts when it comes. */
export function SkeletonRows({ rows, height }: { rows: number; height: number }) {
  return (
    <div className="skeleton" aria-hidden>
      {Array.from({ length: rows }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are all alike and never move
        <div key={at} style={{ height }}>
          <span style={{ width: `${90 - ((at * 17) % 45)}%` }} />
        </div>
      ))}
    </div>
  )
}
