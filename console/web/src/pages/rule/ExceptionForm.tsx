import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { RuleException } from '../../../../api/schemas/rule-exceptions.ts'
import type { RuleDetail } from '../../../../api/schemas/rules.ts'
import { useValueLists } from '../../api/list-queries.ts'
import { useExceptionPreview, useKeepException, useProposeException } from '../../api/rule-queries.ts'
import { useMay, useSession } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { ChangeWords } from '../../components/ChangeWords.tsx'
import { FormActions } from '../../components/FormActions.tsx'
import { ErrorWords } from '../../components/states.tsx'
import { SearchBox } from '../search/SearchBox.tsx'
import { coveredBy, type ExceptionDraft, type ExceptionFault, expiryDays, readException } from './exception-draft.ts'
import { DaysSelect, Found } from './Preview.tsx'

const week = 7 * 86_400_000

/** Makes an exception or changes one: what is covered, tried on the past, then who answers for it and until when. */
export function ExceptionForm(props: {
  rule: RuleDetail
  first: ExceptionDraft
  before?: RuleException
  done: () => void
}) {
  const { rule, before } = props
  const { t, dateTime } = useWords()
  const may = useMay()
  const { units } = useSession()
  const lists = useValueLists()
  const keep = useKeepException()
  const propose = useProposeException()
  const mayWrite = may('exception.write')
  const preview = useExceptionPreview()
  const [draft, setDraft] = useState(props.first)
  const [days, setDays] = useState(7)
  const [faults, setFaults] = useState<Partial<Record<keyof ExceptionDraft, ExceptionFault>>>({})
  const [opened] = useState(() => Date.now())
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => box.current?.focus(), [])
  const set = (some: Partial<ExceptionDraft>) => setDraft((now) => ({ ...now, ...some }))
  const fault = (field: keyof ExceptionDraft) => {
    const found = faults[field]
    return found === undefined ? undefined : t(`exceptions.fault.${found}`)
  }
  const bind = (field: 'title' | 'owner' | 'reason' | 'listField') => ({
    value: draft[field],
    error: fault(field),
    onChange: (event: { currentTarget: { value: string } }) => set({ [field]: event.currentTarget.value }),
  })
  const tryOut = (expression = draft.expression) =>
    preview.ask({ rule: rule.id, ...coveredBy({ ...draft, expression }), days })
  function submit(event: FormEvent) {
    event.preventDefault()
    const read = readException(draft, rule.id, Date.now(), before)
    setFaults('faults' in read ? read.faults : {})
    if ('faults' in read) return
    if (!mayWrite) return propose.mutate(read.exception, { onSuccess: props.done })
    const id = before === undefined ? {} : { id: before.id, version: before.version }
    keep.mutate({ ...read.exception, ...id } as Parameters<typeof keep.mutate>[0], { onSuccess: props.done })
  }
  const canTry = !rule.correlation && may('event.read')
  const tried = preview.question
  const old =
    tried !== undefined &&
    JSON.stringify(coveredBy(draft)) !== JSON.stringify(coveredBy({ ...draft, ...unlisted(tried) }))
  return (
    <div className="form-panel">
      <h3>{t(before !== undefined ? 'exceptions.edit' : mayWrite ? 'exceptions.new' : 'proposals.new')}</h3>
      <p>{t('exceptions.expression')}</p>
      <SearchBox
        ref={box}
        query={props.first.expression}
        range={{ from: opened - week, to: opened }}
        seen={rule.groupBy}
        words={{
          label: t('exceptions.expression'),
          placeholder: 'user.name: sao-luu and host.name: db-*',
          submit: t('exceptions.try'),
        }}
        onTyped={(expression) => set({ expression })}
        onQuery={(expression) => {
          if (canTry) tryOut(expression)
        }}
      />
      {faults.expression !== undefined && (
        <p className="field-error" role="alert">
          {fault('expression')}
        </p>
      )}
      <div className="inline-form">
        <NativeSelect
          label={t('exceptions.list')}
          value={draft.listName}
          data={[
            { value: '', label: t('exceptions.list.none') },
            ...(lists.data?.rows ?? []).map(({ name }) => ({ value: name, label: name })),
          ]}
          onChange={(event) => set({ listName: event.currentTarget.value })}
        />
        {draft.listName !== '' && (
          <TextInput label={t('exceptions.list.field')} placeholder="source.ip" {...bind('listField')} />
        )}
        <NativeSelect
          label={t('exceptions.unit')}
          value={draft.unit}
          data={[
            { value: '', label: t('exceptions.unit.all') },
            ...units.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(event) => set({ unit: event.currentTarget.value })}
        />
        {canTry && <DaysSelect days={days} onChange={setDays} />}
      </div>
      <div className="stack" aria-live="polite">
        {!canTry && <p className="dim">{t(rule.correlation ? 'preview.correlation' : 'preview.forbidden')}</p>}
        {preview.isPending && (
          <p className="dim">
            {t('preview.running', { n: days })}{' '}
            <button type="button" className="link" onClick={preview.stop}>
              {t('preview.stop')}
            </button>
          </p>
        )}
        {preview.error !== null && <ErrorWords error={preview.error} />}
        {preview.answer !== undefined && !preview.isPending && (
          <>
            {old && <p className="dim">{t('preview.old')}</p>}
            <Found
              found={preview.answer}
              sentence={t(preview.answer.partial ? 'exceptions.would.partial' : 'exceptions.would', {
                n: preview.answer.count,
                of: preview.answer.matches,
                days: preview.answer.days.length,
              })}
            />
          </>
        )}
      </div>
      <form className="form" onSubmit={submit} noValidate>
        <TextInput label={t('exceptions.title')} maxLength={200} {...bind('title')} />
        <Textarea
          label={t('exceptions.reason')}
          description={t('exceptions.reason.hint')}
          rows={2}
          maxLength={2000}
          {...bind('reason')}
        />
        <div className="inline-form">
          <TextInput label={t('exceptions.owner')} maxLength={100} {...bind('owner')} />
          <NativeSelect
            label={t('exceptions.expiry')}
            value={draft.expiry}
            data={[
              ...(before?.expires
                ? [{ value: 'kept', label: t('exceptions.expiry.kept', { time: dateTime(before.expires) }) }]
                : []),
              ...expiryDays.map((n) => ({ value: String(n), label: t('exceptions.expiry.days', { n }) })),
              { value: 'never', label: t('exceptions.expiry.never') },
            ]}
            onChange={(event) => set({ expiry: event.currentTarget.value })}
          />
        </div>
        <label className="check">
          <input
            type="checkbox"
            checked={draft.everyRule}
            onChange={(event) => set({ everyRule: event.currentTarget.checked })}
          />
          {t('exceptions.everyRule.set')}
        </label>
        {!mayWrite && <p className="dim">{t('proposals.text', { permission: t('permission.exception.write') })}</p>}
        <ChangeWords change={mayWrite ? keep : { error: propose.error }} reload={props.done} />
        <FormActions
          submit={t(mayWrite ? 'exceptions.save' : 'proposals.send')}
          pending={keep.isPending || propose.isPending}
          cancel={props.done}
        />
      </form>
    </div>
  )
}

/** What was asked about, as a draft has it. */
const unlisted = ({ expression, list, unit }: Pick<RuleException, 'expression' | 'list' | 'unit'>) => ({
  expression,
  listName: list?.name ?? '',
  listField: list?.field ?? '',
  unit: unit ?? '',
})
