import type { ReactNode } from 'react'
import type { ImportPreview } from '../../../../../api/schemas/rule-collections.ts'
import { useWords } from '../../../app/words.tsx'
import { InertText } from '../../../components/InertText.tsx'

type Changed = ImportPreview['changed'][number]
const reasons = ['level', 'status', 'logsource', 'not-arriving', 'no-rule'] as const

/** What an import would change, before anything is written; below it what to do with that. */
export function PreviewSection(props: { preview: ImportPreview; children: ReactNode }) {
  const { t, number } = useWords()
  const { counts, left, problems, added, changed, removed, taken, anything } = props.preview
  const leftOut = reasons.filter((reason) => (left[reason] ?? 0) > 0)
  const kept = counts.removed - counts.gone
  return (
    <div className="stack">
      <h3>{t('collections.preview.title')}</h3>
      {!anything && <p>{t('collections.preview.nothing')}</p>}
      <p>{t('collections.preview.counts', counts)}</p>
      {kept > 0 && <p>{t('collections.preview.kept', { n: kept })}</p>}
      {counts.underOwnText > 0 && (
        <p>
          <strong>{t('collections.preview.under', { n: counts.underOwnText })}</strong>
        </p>
      )}
      {props.children}
      {leftOut.length > 0 && (
        <p className="dim">
          {t('collections.left', { n: leftOut.reduce((sum, reason) => sum + (left[reason] ?? 0), 0) })} (
          {leftOut.map((reason) => `${t(`collections.left.${reason}`)}: ${number(left[reason] ?? 0)}`).join(', ')})
        </p>
      )}
      <Rows title={t('collections.rejected', { n: counts.rejected })} all={counts.rejected} rows={problems}>
        {({ file, line, message, hint }) => (
          <>
            <span className="mono breakable">
              <InertText text={`${file}${line === null ? '' : `:${line}`}`} />
            </span>{' '}
            <InertText text={message} /> <span className="dim">{hint}</span>
          </>
        )}
      </Rows>
      <Rows title={t('collections.changed', { n: counts.changed })} all={counts.changed} rows={changed}>
        {(rule) => <ChangedRow rule={rule} />}
      </Rows>
      <Rows title={t('collections.added', { n: counts.added })} all={counts.added} rows={added}>
        {(rule) => <Named {...rule} />}
      </Rows>
      <Rows title={t('collections.removed', { n: counts.removed })} all={counts.removed} rows={removed}>
        {(rule) => <Named {...rule} />}
      </Rows>
      <Rows title={t('collections.taken', { n: counts.idsTaken })} all={counts.idsTaken} rows={taken}>
        {({ title, path, by }) => (
          <>
            <InertText text={title} /> <span className="dim breakable">{`${path} – ${by}`}</span>
          </>
        )}
      </Rows>
    </div>
  )
}

function Rows<T>(props: { title: string; all: number; rows: readonly T[]; children: (row: T) => ReactNode }) {
  const { t } = useWords()
  const { title, all, rows, children } = props
  if (rows.length === 0) return null
  return (
    <details>
      <summary>{title}</summary>
      <ul className="bullets">
        {rows.map((row, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows of one answer never move
          <li key={at}>{children(row)}</li>
        ))}
      </ul>
      {all > rows.length && <p className="dim">{t('collections.more', { n: all - rows.length })}</p>}
    </details>
  )
}

function Named({ title, path, overrides }: Omit<Changed, 'diff'>) {
  const { t } = useWords()
  return (
    <>
      <InertText text={title} /> <span className="dim breakable">{path}</span>
      {overrides.length > 0 && <strong> {overrides.map((one) => t(`collections.override.${one}`)).join(', ')}</strong>}
    </>
  )
}

const kinds: Readonly<Record<string, string>> = { '+': 'added', '-': 'removed', '@': 'left-out' }

function ChangedRow({ rule }: { rule: Changed }) {
  if (rule.diff === null) return <Named {...rule} />
  // The two lines of file names say what stands above already.
  const lines = rule.diff.split('\n').slice(2, -1)
  return (
    <details>
      <summary>
        <Named {...rule} />
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard */}
      <pre className="raw diff" tabIndex={0}>
        {lines.map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
          <span key={at} className={`diff-${kinds[line[0] ?? ''] ?? 'same'}`}>
            <InertText text={line} />
          </span>
        ))}
      </pre>
    </details>
  )
}
