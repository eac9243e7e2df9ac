import { Button, TextInput } from '@mantine/core'
import { type FormEvent, lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import type { RuleText } from '../../../../api/schemas/rule-texts.ts'
import type { RuleProblem } from '../../../../api/schemas/rules.ts'
import { ApiProblem } from '../../api/client.ts'
import { useKeepText, useVerdict } from '../../api/rule-queries.ts'
import { useWords } from '../../app/words.tsx'
import { CopyButton } from '../../components/CopyButton.tsx'
import { ErrorWords, FormError, SkeletonRows } from '../../components/states.tsx'
import type { YamlEditorHandle } from '../../lib/editor-problem.ts'
import { ruleProblemWords } from '../../lib/rule-problem-words.ts'
import { PreviewPanel } from '../rule/Preview.tsx'
import { RuleTests } from '../rule/RuleTests.tsx'
import { useSettled } from '../search/use-language.ts'
import { Verdict } from './Verdict.tsx'

const YamlEditor = lazy(() => import('../../components/YamlEditor.tsx'))
const none: RuleProblem[] = []

/** The text at the left, judged while it is typed; what it would catch and its tests at the right; saved with a note. */
export function TextEditor(props: {
  heading: string
  explain?: string
  first: string
  /** The text that is changed; without one a new text is kept. */
  kept?: { readonly id: string; readonly version: number }
  /** How that text stands now: somebody else may have changed it meanwhile. */
  now?: RuleText
  reload?: () => Promise<RuleText | undefined>
  back: string
}) {
  const words = useWords()
  const { t } = words
  const navigate = useNavigate()
  const [start, setStart] = useState({ text: props.first, kept: props.kept, turn: 0 })
  const [text, setText] = useState(props.first)
  const [note, setNote] = useState('')
  const editor = useRef<YamlEditorHandle>(null)
  const settled = useSettled(text, 400)
  const verdict = useVerdict(settled)
  const keep = useKeepText()
  const problems = useMemo(
    () => (verdict.data?.problems ?? none).map((one) => ({ ...one, ...ruleProblemWords(words, one) })),
    [verdict.data, words],
  )
  const errors = problems.filter(({ level }) => level === 'error')
  const judged = settled === text && verdict.isSuccess && !verdict.isPlaceholderData
  const conflict = keep.error instanceof ApiProblem && keep.error.code === 'conflict'
  const overtaken =
    conflict ||
    // What is on its way is one's own.
    (keep.isIdle && props.now !== undefined && start.kept !== undefined && props.now.version !== start.kept.version)
  const ready = judged && errors.length === 0 && (verdict.data?.rules.length ?? 0) > 0
  const of = useMemo(() => ({ text }), [text])
  useWarnOfLoss(text !== start.text && !keep.isSuccess)

  function submit(event: FormEvent) {
    event.preventDefault()
    const [first] = errors
    if (first !== undefined) return editor.current?.go(first.line ?? 1, first.column ?? 1)
    const rule = verdict.data?.rules[0]
    const said = { text, note: note.trim() }
    keep.mutate(start.kept === undefined ? said : { ...said, ...start.kept }, {
      onSuccess: () => navigate(rule === undefined ? '/rules' : `/rules/${encodeURIComponent(rule.id)}?tab=source`),
    })
  }
  /** Takes what somebody else kept, in the place of what was typed here. */
  async function takeTheirs() {
    const theirs = await props.reload?.()
    if (theirs === undefined) return
    keep.reset()
    setText(theirs.text)
    setStart({ text: theirs.text, kept: { id: theirs.id, version: theirs.version }, turn: start.turn + 1 })
  }
  return (
    <div className="page rule-page">
      <header className="rule-head">
        <Link to={props.back} className="small">
          ← {t('text.back')}
        </Link>
        <h1>{props.heading}</h1>
        {props.explain !== undefined && <p className="dim">{props.explain}</p>}
      </header>
      <div className="two-columns">
        <form className="section" onSubmit={submit} noValidate aria-labelledby="text-source">
          <h2 id="text-source">{t('rules.source')}</h2>
          <Suspense
            fallback={
              <div className="yaml-editor">
                <SkeletonRows rows={20} height={24} />
              </div>
            }
          >
            <YamlEditor
              key={start.turn}
              ref={editor}
              first={start.text}
              label={t('rules.source')}
              describedBy="text-verdict"
              problems={problems}
              onChange={setText}
            />
          </Suspense>
          <Verdict
            id="text-verdict"
            verdict={verdict.data}
            pending={!judged && !verdict.isError}
            go={(line, column) => editor.current?.go(line, column)}
          />
          {verdict.isError && <ErrorWords error={verdict.error} />}
          <TextInput
            label={t('text.note')}
            description={t('text.note.hint')}
            value={note}
            maxLength={1000}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          {overtaken && (
            <div className="form-error" role="alert">
              <p>{t('text.overtaken', { name: props.now?.by ?? '' })}</p>
              <div className="actions">
                <CopyButton text={text} label={t('text.copyMine')} />
                <Button size="compact-md" variant="default" onClick={() => void takeTheirs()}>
                  {t('text.takeTheirs')}
                </Button>
              </div>
            </div>
          )}
          {!conflict && <FormError error={keep.error} />}
          <div className="actions">
            <Button
              type="submit"
              loading={keep.isPending}
              disabled={overtaken || (judged && !ready && errors.length === 0)}
            >
              {t(errors.length > 0 ? 'text.firstFault' : 'text.save')}
            </Button>
            <Link className="button-plain" to={props.back}>
              {t('do.cancel')}
            </Link>
          </div>
        </form>
        <div className="stack">
          <section className="section" aria-labelledby="text-preview">
            <h2 id="text-preview">{t('preview.title')}</h2>
            <PreviewPanel of={of} ready={ready} />
          </section>
          <section className="section" aria-labelledby="text-tests">
            <h2 id="text-tests">{t('tests.title')}</h2>
            <RuleTests
              of={of}
              ready={ready}
              count={verdict.data?.rules.reduce((sum, { tests }) => sum + tests.fires + tests.silent, 0) ?? 0}
            />
          </section>
        </div>
      </div>
    </div>
  )
}

/** The browser asks before a page with something unsaved is closed. */
function useWarnOfLoss(unsaved: boolean): void {
  useEffect(() => {
    if (!unsaved) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [unsaved])
}
