import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'react-router'
import type { RuleDetail } from '../../../../api/schemas/rules.ts'
import { useSetSetting } from '../../api/rule-queries.ts'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { ChangeWords } from '../../components/ChangeWords.tsx'
import { SeverityMark } from '../../components/marks.tsx'
import { WriteHint } from '../../components/WriteHint.tsx'
import { whyNotRun } from '../../lib/rule-problem-words.ts'
import { RuleTitle } from '../alerts/columns.tsx'
import { RuleStateMark } from '../rules/RuleStateMark.tsx'
import { logsourceOf } from '../rules/rule-list.ts'

/** What the rule is, whether it judges and why not, and the one step that comes next. */
export function RuleHead({ rule, look }: { rule: RuleDetail; look: () => void }) {
  const { t, language } = useWords()
  const may = useMay()
  const [asking, setAsking] = useState(false)
  const set = useSetSetting(rule.id)
  const { version, changed: _, ...setting } = rule.setting
  const put = (enabled: boolean, reason: string) =>
    set.mutate({ ...setting, version, enabled, reason }, { onSuccess: () => setAsking(false) })
  const own = rule.origin === 'platform'
  return (
    <header className="rule-head">
      <Link to="/rules" className="small">
        ← {t('rules.title')}
      </Link>
      <div className="flyout-marks">
        <SeverityMark severity={rule.level} />
        <RuleStateMark state={rule.state} />
        <span className="dim">{t(`rules.origin.${rule.origin}`)}</span>
        {rule.standsIn && <span className="dim">{t('rule.standsIn')}</span>}
        {rule.levelWritten !== rule.level && (
          <span className="dim">{t('rule.levelWritten', { level: t(`severity.${rule.levelWritten}`) })}</span>
        )}
      </div>
      <h1>
        <RuleTitle title={rule.title} language={language} />
      </h1>
      {!own && (
        <div className="rule-now">
          <p>
            <StateReason rule={rule} />
          </p>
          <div className="actions">
            {rule.state === 'off' && (
              <>
                <Button onClick={look}>{t('rule.look')}</Button>
                <Button
                  variant="default"
                  disabled={!may('rule.write')}
                  loading={set.isPending}
                  onClick={() => put(true, '')}
                >
                  {t('rule.switchOn')}
                </Button>
              </>
            )}
            {rule.state === 'no-source' && may('source.read') && (
              <Link className="button-link" to="/sources">
                {t('rule.sources')}
              </Link>
            )}
            {rule.state === 'cannot-run' && may('rule.write') && (
              <Link className="button-link" to={`/rules/${encodeURIComponent(rule.id)}/text`}>
                {t(rule.text === null ? 'rule.edit.own' : 'rule.edit')}
              </Link>
            )}
            {rule.state !== 'off' && !asking && (
              <Button
                variant="default"
                disabled={!may('rule.write')}
                onClick={() => {
                  set.reset()
                  setAsking(true)
                }}
              >
                {t('rule.switchOff')}
              </Button>
            )}
          </div>
          {asking && rule.state !== 'off' && (
            <SwitchOff
              pending={set.isPending}
              submit={(reason) => put(false, reason)}
              cancel={() => setAsking(false)}
            />
          )}
          <ChangeWords change={set} reload={() => set.reset()} />
          <WriteHint />
        </div>
      )}
    </header>
  )
}

function StateReason({ rule }: { rule: RuleDetail }) {
  const words = useWords()
  const { t, dateTime } = words
  if (rule.state === 'off') {
    const { changed, reason } = rule.setting
    return (
      <>
        {t('rule.off', { reason: rule.offReason ?? reason })}{' '}
        {changed !== null && (
          <span className="dim">{t('rule.changed', { name: changed.by, time: dateTime(changed.at) })}</span>
        )}
      </>
    )
  }
  if (rule.state === 'no-source') return t('rule.noSource', { logsource: logsourceOf(rule) || t('rules.correlation') })
  if (rule.state === 'cannot-run') return t('rule.cannotRun', { reason: whyNotRun(words, rule.reason ?? '') })
  return t('rule.runs')
}

/** A rule is switched off for a reason, which everybody then reads. */
function SwitchOff(props: { pending: boolean; submit: (reason: string) => void; cancel: () => void }) {
  const { t } = useWords()
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  return (
    <form
      className="inline-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (reason.trim() === '') return setMissing(true)
        props.submit(reason.trim())
      }}
    >
      <TextInput
        className="wide-field"
        autoFocus
        label={t('rule.off.reason')}
        value={reason}
        maxLength={1000}
        error={missing && reason.trim() === '' ? t('rule.off.missing') : undefined}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Button type="submit" loading={props.pending}>
        {t('rule.switchOff')}
      </Button>
      <Button variant="default" onClick={props.cancel}>
        {t('do.cancel')}
      </Button>
    </form>
  )
}
