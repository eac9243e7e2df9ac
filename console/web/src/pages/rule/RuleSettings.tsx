import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { severities } from '../../../../../core/event/severity.ts'
import type { RuleDetail } from '../../../../api/schemas/rules.ts'
import { useSetSetting } from '../../api/rule-queries.ts'
import { useMay } from '../../api/session.ts'
import { useWords } from '../../app/words.tsx'
import { ChangeWords } from '../../components/ChangeWords.tsx'
import { readSetting, type SettingFault, type SettingForm, settingForm } from './setting-form.ts'

/** What the installation decides about a rule: on or off, level, grouping, suppression, schedule. */
export function RuleSettings({ rule }: { rule: RuleDetail }) {
  const [loaded, load] = useState(rule.setting)
  return <Form key={loaded.version ?? 0} rule={rule} loaded={loaded} reload={() => load(rule.setting)} />
}

function Form({ rule, loaded, reload }: { rule: RuleDetail; loaded: RuleDetail['setting']; reload: () => void }) {
  const { t, dateTime } = useWords()
  const may = useMay()
  const [form, edit] = useState(() => settingForm(loaded))
  const [faults, setFaults] = useState<Partial<Record<keyof SettingForm, SettingFault>>>({})
  const set = useSetSetting(rule.id)
  const known = set.data?.version ?? loaded.version
  const overtaken = rule.setting.version !== loaded.version && rule.setting.version !== known && !set.isPending
  const locked = !may('rule.write')
  const fault = (field: keyof SettingForm) => {
    const found = faults[field]
    return found === undefined ? undefined : t(`setting.fault.${found}`)
  }
  const bind = (field: Exclude<keyof SettingForm, 'enabled'>) => ({
    value: form[field],
    disabled: locked,
    error: fault(field),
    onChange: (event: { currentTarget: { value: string } }) => edit({ ...form, [field]: event.currentTarget.value }),
  })
  function submit(event: FormEvent) {
    event.preventDefault()
    const read = readSetting(form, known)
    setFaults('faults' in read ? read.faults : {})
    if ('change' in read) set.mutate(read.change)
  }
  return (
    <form className="section form" onSubmit={submit} noValidate aria-labelledby="rule-settings">
      <h2 id="rule-settings">{t('rule.tab.settings')}</h2>
      <p className="dim">{t('setting.text')}</p>
      {overtaken && (
        <div className="form-error" role="status">
          <p>{t('change.overtaken', { name: rule.setting.changed?.by ?? '' })}</p>
          <Button size="compact-md" variant="default" onClick={reload}>
            {t('change.reload')}
          </Button>
        </div>
      )}
      <fieldset disabled={locked}>
        <legend>{t('setting.enabled')}</legend>
        {[true, false].map((enabled) => (
          <label key={String(enabled)} className="radio">
            <input
              type="radio"
              name="enabled"
              checked={form.enabled === enabled}
              onChange={() => edit({ ...form, enabled })}
            />
            {t(enabled ? 'setting.on' : 'setting.off')}
          </label>
        ))}
      </fieldset>
      <Textarea
        label={t('setting.reason')}
        description={t('setting.reason.hint')}
        maxLength={1000}
        rows={2}
        {...bind('reason')}
      />
      <NativeSelect
        label={t('setting.level')}
        data={[
          { value: '', label: t('setting.level.own', { level: t(`severity.${rule.levelWritten}`) }) },
          ...severities.toReversed().map((level) => ({ value: level, label: t(`severity.${level}`) })),
        ]}
        {...bind('level')}
      />
      <TextInput
        label={t('rules.groupBy')}
        description={t('setting.groupBy.hint')}
        placeholder={rule.groupBy.join(', ')}
        {...bind('groupBy')}
      />
      <fieldset className="form-group">
        <legend>{t('setting.suppression')}</legend>
        <p className="dim small">{t('setting.suppression.hint')}</p>
        <div className="inline-form">
          <TextInput
            className="wide-field"
            label={t('setting.suppressBy')}
            placeholder="host.name, user.name"
            {...bind('suppressBy')}
          />
          <TextInput label={t('setting.minutes')} inputMode="numeric" {...bind('suppressMinutes')} />
        </div>
      </fieldset>
      <fieldset className="form-group">
        <legend>{t('setting.schedule')}</legend>
        <p className="dim small">{t('setting.schedule.hint')}</p>
        <div className="inline-form">
          <TextInput className="wide-field" label={t('setting.cron')} placeholder="15 * * * *" {...bind('cron')} />
          <TextInput label={t('setting.lookback')} inputMode="numeric" {...bind('lookback')} />
        </div>
      </fieldset>
      <ChangeWords change={set} reload={reload} />
      <div className="actions">
        <Button type="submit" disabled={locked} loading={set.isPending}>
          {t('setting.save')}
        </Button>
      </div>
      {rule.setting.changed !== null && (
        <p className="dim small">
          {t('rule.changed', { name: rule.setting.changed.by, time: dateTime(rule.setting.changed.at) })}
        </p>
      )}
    </form>
  )
}
