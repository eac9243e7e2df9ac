import { useState } from 'react'
import { useParams, useSearchParams } from 'react-router'
import type { RuleText as RuleTextRecord } from '../../../../api/schemas/rule-texts.ts'
import type { RuleDetail } from '../../../../api/schemas/rules.ts'
import { useRule } from '../../api/queries.ts'
import { useRuleTextOf } from '../../api/rule-queries.ts'
import { useMay, useSession } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { ErrorState, ForbiddenState, SkeletonRows } from '../../components/states.tsx'
import { useTitle } from '../../lib/title.ts'
import { duplicateOf, newRuleId, ruleTemplate } from './rule-template.ts'
import { TextEditor } from './TextEditor.tsx'

const makeId = () => newRuleId((bytes) => crypto.getRandomValues(bytes))

/** Writes a rule: a new one, a copy under another id, or the installation's own text for one that is there. */
export function RuleText() {
  const { id } = useParams()
  const [params] = useSearchParams()
  const { t } = useWords()
  const may = useMay()
  const from = params.get('from')
  useTitle(t(id === undefined ? 'rules.new' : 'rule.edit'))
  if (!may('rule.write')) return <ForbiddenState permission="rule.write" />
  if (id !== undefined) return <OfRule key={id} id={id} copy={false} />
  if (from !== null) return <OfRule key={from} id={from} copy />
  return <Fresh />
}

function Fresh() {
  const { t } = useWords()
  const { actor } = useSession()
  const [text] = useState(() => ruleTemplate(makeId(), actor.displayName))
  return <TextEditor heading={t('rules.new')} first={text} back="/rules" />
}

function OfRule({ id, copy }: { id: string; copy: boolean }) {
  const { t, language } = useWords()
  const query = useRule(id)
  const kept = copy ? undefined : query.data?.text?.id
  const text = useRuleTextOf(kept)
  const [newId] = useState(makeId)
  // What is being written stays as it was opened, also when saving it, or somebody else, changes the rule underneath.
  const [opened, open] = useState<{ readonly rule: RuleDetail; readonly text: RuleTextRecord | undefined }>()
  if (opened === undefined && query.data !== undefined && (kept === undefined || text.data !== undefined)) {
    open({ rule: query.data, text: text.data })
  }
  if (opened === undefined) {
    const failed = query.isError ? query : text.isError ? text : undefined
    return (
      <div className="page">
        <h1 className="visually-hidden">{t('rule.edit')}</h1>
        {failed === undefined ? (
          <SkeletonRows rows={14} height={32} />
        ) : (
          <ErrorState error={failed.error} retry={() => void failed.refetch()} />
        )}
      </div>
    )
  }
  const back = `/rules/${encodeURIComponent(id)}`
  const { rule } = opened
  const title = rule.title[language]
  if (copy) {
    const first = duplicateOf(rule.source, newId, t('text.copy'))
    return <TextEditor heading={t('text.duplicate', { title })} first={first} back={back} />
  }
  if (opened.text === undefined)
    return (
      <TextEditor heading={t('text.own', { title })} explain={t('text.own.text')} first={rule.source} back={back} />
    )
  return (
    <TextEditor
      heading={t('text.edit', { title })}
      first={opened.text.text}
      kept={{ id: opened.text.id, version: opened.text.version }}
      now={text.data ?? opened.text}
      reload={async () => (await text.refetch()).data}
      back={back}
    />
  )
}
