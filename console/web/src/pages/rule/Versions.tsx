import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { RuleVersions } from '../../../../api/schemas/rule-texts.ts'
import type { RuleDetail } from '../../../../api/schemas/rules.ts'
import { useRemoveText, useRuleVersions } from '../../api/rule-queries.ts'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { ChangeWords } from '../../components/ChangeWords.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { FormActions } from '../../components/FormActions.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { foldDiff } from './fold-diff.ts'

/** What the text was before, who changed it and why, and how ours differs from the vendor's. */
export function Versions({ rule }: { rule: RuleDetail }) {
  const { t, dateTime } = useWords()
  const query = useRuleVersions(rule.id)
  if (query.data === undefined) {
    return query.isError ? (
      <ErrorState error={query.error} retry={() => void query.refetch()} />
    ) : (
      <SkeletonRows rows={6} height={44} />
    )
  }
  const { versions, vendor } = query.data
  return (
    <div className="stack">
      {vendor !== null && (
        <section className="section" aria-labelledby="rule-vendor">
          <h2 id="rule-vendor">{t('versions.vendor')}</h2>
          <p className="dim">{t('versions.vendor.text')}</p>
          <Diff lines={vendor.diff} />
        </section>
      )}
      <section className="section" aria-labelledby="rule-versions">
        <h2 id="rule-versions">{t('rule.tab.versions')}</h2>
        {versions.length === 0 ? (
          <p className="dim">{t(rule.text === null ? 'versions.ofFile' : 'versions.none')}</p>
        ) : (
          <ol className="versions">
            {versions.map((version, at) => (
              <li key={version.revision}>
                <details open={at === 0 && versions.length > 1}>
                  <summary>
                    <strong>{t('versions.one', { n: version.revision })}</strong>{' '}
                    {t('versions.by', { name: version.by, time: dateTime(version.at) })}
                  </summary>
                  {version.note !== '' && <p className="breakable">{version.note}</p>}
                  <Diff lines={version.diff} />
                </details>
              </li>
            ))}
          </ol>
        )}
        {rule.text !== null && <Remove rule={rule} text={rule.text} />}
      </section>
    </div>
  )
}

/** Lines that went and came; long stretches that stayed are left out. Signs say it as well as colours. */
function Diff({ lines }: { lines: RuleVersions['versions'][number]['diff'] }) {
  const { t } = useWords()
  if (lines.every(({ kind }) => kind === 'same')) return <p className="dim">{t('versions.same')}</p>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
    <pre className="raw diff" tabIndex={0}>
      {foldDiff(lines).map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
        <span key={at} className={`diff-${line.kind}`}>
          {line.kind === 'left-out'
            ? t('versions.leftOut', { n: line.lines })
            : `${line.kind === 'added' ? '+' : line.kind === 'removed' ? '−' : ' '} ${line.text}`}
        </span>
      ))}
    </pre>
  )
}

function Remove({ rule, text }: { rule: RuleDetail; text: NonNullable<RuleDetail['text']> }) {
  const { t, language } = useWords()
  const may = useMay()
  const navigate = useNavigate()
  const remove = useRemoveText(text.id)
  const [asking, setAsking] = useState(false)
  const [note, setNote] = useState('')
  const what = rule.vendorSource === null ? 'versions.remove.gone' : 'versions.remove.back'
  return (
    <div className="stack">
      <div className="actions">
        <Button variant="default" disabled={!may('rule.write')} onClick={() => setAsking(true)}>
          {t('versions.remove')}
        </Button>
      </div>
      {asking && (
        <Dialog title={t('versions.remove')} close={() => setAsking(false)}>
          <form
            className="modal-body"
            onSubmit={(event) => {
              event.preventDefault()
              remove.mutate(
                { note: note.trim(), version: text.version },
                {
                  onSuccess: () => {
                    setAsking(false)
                    if (rule.vendorSource === null) navigate('/rules')
                  },
                },
              )
            }}
          >
            <p>{t(what, { title: rule.title[language] })}</p>
            <TextInput
              data-autofocus
              label={t('text.note')}
              value={note}
              maxLength={1000}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
            <ChangeWords change={remove} reload={() => setAsking(false)} />
            <FormActions submit={t('versions.remove')} pending={remove.isPending} cancel={() => setAsking(false)} />
          </form>
        </Dialog>
      )}
    </div>
  )
}
