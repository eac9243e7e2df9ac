import { CodedError, told } from '../../core/lib/errors.ts'
import { readCron } from '../backfill/schedule.ts'
import { type Edit, type Edited, writeEdit } from './edit.ts'
import { type RuleSetting, ruleSettingKind } from './rule-setting.ts'

/**
 * Sets what the installation decides about a rule. `version` is that of the setting on the screen, null where there was
 * none. Rejects with `bad-request` when a rule is switched off without a reason, and with `conflict`.
 */
export async function putSetting(
  edit: Edit,
  setting: Omit<RuleSetting, 'changed'>,
  version: number | null,
): Promise<Edited> {
  if (!setting.enabled && setting.reason.trim() === '') {
    throw new CodedError('bad-request', 'a rule is switched off for a reason', {
      hint: '/reason',
      ...told('setting-reason'),
    })
  }
  // Whether a line can be read does not hang on the zone.
  const cron = setting.schedule === null ? undefined : readCron(setting.schedule.cron, 'UTC')
  if (cron !== undefined && !cron.ok) {
    const detail = `a schedule has five fields: minute, hour, day of the month, month, day of the week; ${cron.error}`
    throw new CodedError('bad-request', detail, { hint: '/schedule/cron', ...told('setting-cron') })
  }
  const document: RuleSetting = { ...setting, changed: { at: edit.clock.now(), by: edit.actor.id } }
  const { enabled, reason, level, groupBy, suppression, schedule } = setting
  return writeEdit(
    edit,
    { kind: ruleSettingKind, id: setting.rule, document, unitIds: [], expect: version ?? 'absent' },
    'rule.set',
    {
      enabled,
      reason,
      level,
      groupBy: groupBy === null ? null : [...groupBy],
      suppression: suppression === null ? null : { ...suppression, fields: [...suppression.fields] },
      schedule: schedule === null ? null : { ...schedule },
    },
  )
}
