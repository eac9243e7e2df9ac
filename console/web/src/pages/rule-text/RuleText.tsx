import { useState } from 'react'
import { useParams, useSearchParams } from 'react-router'
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
  const kept = query.data?.text?.id
  const text = useRuleTextOf(copy ? undefined : kept)
  const [newId] = useState(makeId)
  const rule = query.data
  const failed = query.isError ? query : text.isError ? text : undefined
  if (failed !== undefined && (rule === undefined || (kept !== undefined && !copy && text.data === undefined))) {
    return (
      <div className="page">
        <h1 className="visually-hidden">{t('rule.edit')}</h1>
        <ErrorState error={failed.error} retry={() => void failed.refetch()} />
      </div>
    )
  }
  if (rule === undefined || (kept !== undefined && !copy && text.data === undefined)) {
    return (
      <div className="page">
        <h1 className="visually-hidden">{t('rule.edit')}</h1>
        <SkeletonRows rows={14} height={32} />
      </div>
    )
  }
  const back = `/rules/${encodeURIComponent(id)}`
  const title = rule.title[language]
  if (copy) {
    const first = duplicateOf(rule.source, newId, t('text.copy'))
    return <TextEditor heading={t('text.duplicate', { title })} first={first} back={back} />
  }
  if (text.data === undefined)
    return (
      <TextEditor heading={t('text.own', { title })} explain={t('text.own.text')} first={rule.source} back={back} />
    )
  return (
    <TextEditor
      heading={t('text.edit', { title })}
      first={text.data.text}
      kept={{ id: text.data.id, version: text.data.version }}
      now={text.data}
      reload={() => text.refetch()}
      back={back}
    />
  )
}
