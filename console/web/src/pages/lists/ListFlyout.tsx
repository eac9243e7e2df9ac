import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { type ChangeEvent, type FormEvent, useId, useState } from 'react'
import { Link } from 'react-router'
import type { ValueListDetail } from '../../../../api/schemas/value-lists.ts'
import { useKeepList, useListVerdict, useRemoveList, useValueList } from '../../api/list-queries.ts'
import { useMay, useSession } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { ChangeWords } from '../../components/ChangeWords.tsx'
import { Flyout, FlyoutSection } from '../../components/Flyout.tsx'
import { InertText } from '../../components/InertText.tsx'
import { ErrorState, SkeletonRows } from '../../components/states.tsx'
import { WriteHint } from '../../components/WriteHint.tsx'
import { problemWords } from '../../lib/problem-words.ts'
import { useSettled } from '../search/use-language.ts'

/** One list, or a new one: what it is for, its values, what is wrong with them, and where it is used. */
export function ListFlyout({ name, close }: { name: string | null; close: () => void }) {
  const { t } = useWords()
  return (
    <Flyout
      label={t('lists.one')}
      close={close}
      head={<h2 className={name === null ? undefined : 'mono'}>{name ?? t('lists.new')}</h2>}
    >
      {name === null ? <ListForm close={close} /> : <Known name={name} close={close} />}
    </Flyout>
  )
}

function Known({ name, close }: { name: string; close: () => void }) {
  const query = useValueList(name)
  const [turn, setTurn] = useState(0)
  if (query.data === undefined) {
    return query.isError ? (
      <ErrorState error={query.error} retry={() => void query.refetch()} />
    ) : (
      <SkeletonRows rows={10} height={40} />
    )
  }
  return <ListForm key={turn} list={query.data} close={close} reload={() => setTurn(turn + 1)} />
}

const types = ['exact', 'cidr', 'wildcard'] as const
const nameForm = /^[a-z][a-z0-9_-]{0,62}$/
/** The most that is read into the page; the server takes as much. */
const mostCharacters = 4_000_000
const shownProblems = 50

function ListForm({ list, close, reload }: { list?: ValueListDetail; close: () => void; reload?: () => void }) {
  const words = useWords()
  const { t, number } = words
  const may = useMay()
  const { actor } = useSession()
  const keep = useKeepList()
  const [base] = useState(list)
  const [name, setName] = useState(base?.name ?? '')
  const [about, setAbout] = useState(base?.about ?? '')
  const [owner, setOwner] = useState(base?.owner ?? actor.displayName)
  const [type, setType] = useState<(typeof types)[number]>(base?.type ?? 'exact')
  const [text, setText] = useState(base?.text ?? '')
  const [faults, setFaults] = useState<{ name?: boolean; owner?: boolean; large?: boolean }>({})
  const id = useId()
  const draft = useSettled({ type, text }, 400)
  const [asked, setAsked] = useState(draft)
  if (asked.text !== draft.text || asked.type !== draft.type) setAsked(draft)
  const verdict = useListVerdict(asked)
  const problems = text.trim() === '' ? [] : (verdict.data?.problems ?? [])
  const locked = !may('rule.write')
  const known = keep.data?.version ?? base?.version ?? null
  const overtaken = list !== undefined && list.version !== base?.version && list.version !== known

  async function upload(event: ChangeEvent<HTMLInputElement>) {
    const file = event.currentTarget.files?.[0]
    event.currentTarget.value = ''
    if (file === undefined) return
    if (file.size > mostCharacters) return setFaults({ ...faults, large: true })
    setFaults({ ...faults, large: false })
    setText(await file.text())
  }
  function submit(event: FormEvent) {
    event.preventDefault()
    const wrong = { name: !nameForm.test(name), owner: owner.trim() === '' }
    setFaults(wrong)
    if (wrong.name || wrong.owner) return
    keep.mutate(
      { name, about: about.trim(), type, text, owner: owner.trim(), version: known },
      { onSuccess: () => base === undefined && close() },
    )
  }
  return (
    <>
      <form className="form" onSubmit={submit} noValidate>
        <WriteHint />
        {overtaken && (
          <div className="form-error" role="status">
            <p>{t('change.overtaken', { name: list.changed.by })}</p>
            <Button size="compact-md" variant="default" onClick={reload}>
              {t('change.reload')}
            </Button>
          </div>
        )}
        {base === undefined && (
          <TextInput
            label={t('lists.name')}
            description={t('lists.name.hint')}
            value={name}
            maxLength={63}
            error={faults.name === true ? t('lists.name.wrong') : undefined}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        )}
        <TextInput
          label={t('lists.about')}
          value={about}
          maxLength={1000}
          disabled={locked}
          onChange={(event) => setAbout(event.currentTarget.value)}
        />
        <TextInput
          label={t('exceptions.owner')}
          value={owner}
          maxLength={100}
          disabled={locked}
          error={faults.owner === true ? t('exceptions.fault.missing') : undefined}
          onChange={(event) => setOwner(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('lists.type')}
          value={type}
          disabled={locked}
          data={types.map((one) => ({ value: one, label: t(`lists.type.${one}`) }))}
          onChange={(event) => setType(types.find((one) => one === event.currentTarget.value) ?? 'exact')}
        />
        <Textarea
          label={t('lists.values')}
          description={t('lists.values.hint')}
          classNames={{ input: 'mono' }}
          rows={12}
          value={text}
          disabled={locked}
          aria-describedby={`${id}-verdict`}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <label className="upload">
          {t('lists.upload')}
          <input
            className="visually-hidden"
            type="file"
            accept=".txt,.csv,text/plain"
            disabled={locked}
            onChange={(event) => void upload(event)}
          />
        </label>
        {faults.large === true && (
          <p className="field-error" role="alert">
            {t('lists.upload.large')}
          </p>
        )}
        <div id={`${id}-verdict`} className="verdict" aria-live="polite">
          {text.trim() !== '' && verdict.data !== undefined && (
            <p>{t('lists.verdict', { n: verdict.data.items, wrong: problems.length })}</p>
          )}
          <ul>
            {problems.slice(0, shownProblems).map((problem) => (
              <li key={problem.line}>
                <strong className="bad-text">{t('rules.problem.line', { line: String(problem.line) })}</strong>{' '}
                <span className="breakable">
                  <InertText
                    text={problemWords(words, problem) ?? `${problem.value}: ${problem.message} (${problem.hint})`}
                  />
                </span>
              </li>
            ))}
          </ul>
          {problems.length > shownProblems && (
            <p className="dim">{t('lists.more', { n: number(problems.length - shownProblems) })}</p>
          )}
        </div>
        <ChangeWords change={keep} {...(reload === undefined ? {} : { reload })} />
        <div className="actions">
          <Button type="submit" disabled={locked || problems.length > 0} loading={keep.isPending}>
            {t('lists.save')}
          </Button>
          <Button variant="default" onClick={close}>
            {t('do.cancel')}
          </Button>
        </div>
      </form>
      {list !== undefined && <Uses list={list} version={known ?? list.version} close={close} />}
    </>
  )
}

function Uses({ list, version, close }: { list: ValueListDetail; version: number; close: () => void }) {
  const { t } = useWords()
  const may = useMay()
  const remove = useRemoveList()
  const [asking, setAsking] = useState(false)
  const used = list.usedBy.length + list.rules.length > 0
  return (
    <FlyoutSection title={t('lists.used')}>
      {!used && <p className="dim">{t('lists.used.none')}</p>}
      <ul className="bullets">
        {list.usedBy.map((title) => (
          <li key={title}>{t('lists.used.exception', { title })}</li>
        ))}
        {list.rules.map((rule) => (
          <li key={rule}>
            <Link to={`/rules/${encodeURIComponent(rule)}`}>{t('lists.used.rule', { id: rule })}</Link>
          </li>
        ))}
      </ul>
      {may('rule.write') && (
        <div className="actions">
          {asking ? (
            <>
              <Button
                size="compact-md"
                loading={remove.isPending}
                onClick={() => remove.mutate({ name: list.name, version }, { onSuccess: close })}
              >
                {t('lists.remove.sure', { name: list.name })}
              </Button>
              <Button size="compact-md" variant="default" onClick={() => setAsking(false)}>
                {t('do.cancel')}
              </Button>
            </>
          ) : (
            <Button size="compact-md" variant="default" disabled={used} onClick={() => setAsking(true)}>
              {t('lists.remove')}
            </Button>
          )}
          {used && <p className="dim small">{t('lists.remove.used')}</p>}
        </div>
      )}
      <ChangeWords change={remove} />
    </FlyoutSection>
  )
}
