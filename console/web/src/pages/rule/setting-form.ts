import { type Severity, severities } from '../../../../../core/event/severity.ts'
import type { RuleSetting, RuleSettingChange } from '../../../../api/schemas/rule-settings.ts'

/** The settings of a rule as they stand in a form: everything is text. Blank takes what the rule's own text says. */
export interface SettingForm {
  readonly enabled: boolean
  readonly reason: string
  readonly level: string
  readonly groupBy: string
  readonly suppressBy: string
  readonly suppressMinutes: string
  readonly cron: string
  readonly lookback: string
}

export type SettingFault = 'reason' | 'minutes' | 'minutes-missing' | 'cron' | 'lookback' | 'too-many'

export function settingForm({ enabled, reason, level, groupBy, suppression, schedule }: RuleSetting): SettingForm {
  return {
    enabled,
    reason,
    level: level ?? '',
    groupBy: groupBy?.join(', ') ?? '',
    suppressBy: suppression?.fields.join(', ') ?? '',
    suppressMinutes: suppression === null ? '' : String(suppression.minutes),
    cron: schedule?.cron ?? '',
    lookback: schedule === null ? '' : String(schedule.lookbackMinutes),
  }
}

const words = (text: string) => text.split(/[\s,;]+/).filter(Boolean)
/** The most fields that alerts are grouped or kept quiet by. */
const mostFields = 10
const aWeek = 10_080
const aMonth = 44_640

function minutesOf(text: string, most: number): number | undefined {
  const minutes = /^\d{1,6}$/.test(text.trim()) ? Number(text) : Number.NaN
  return minutes >= 1 && minutes <= most ? minutes : undefined
}

/** What a form says, or everything that is wrong with it, by field. */
export function readSetting(
  form: SettingForm,
  version: number | null,
): { readonly change: RuleSettingChange } | { readonly faults: Partial<Record<keyof SettingForm, SettingFault>> } {
  const faults: Partial<Record<keyof SettingForm, SettingFault>> = {}
  const [groupBy, fields] = [words(form.groupBy), words(form.suppressBy)]
  if (!form.enabled && form.reason.trim() === '') faults.reason = 'reason'
  if (groupBy.length > mostFields) faults.groupBy = 'too-many'
  if (fields.length > mostFields) faults.suppressBy = 'too-many'
  const minutes = minutesOf(form.suppressMinutes, aWeek)
  if (form.suppressMinutes.trim() !== '' && minutes === undefined) faults.suppressMinutes = 'minutes'
  if (fields.length > 0 && form.suppressMinutes.trim() === '') faults.suppressMinutes = 'minutes-missing'
  const cron = form.cron.trim().replaceAll(/\s+/g, ' ')
  const lookback = minutesOf(form.lookback, aMonth)
  if (cron !== '' && cron.split(' ').length !== 5) faults.cron = 'cron'
  if (cron !== '' && lookback === undefined) faults.lookback = 'lookback'
  if (Object.keys(faults).length > 0) return { faults }
  const level: Severity | undefined = severities.find((one) => one === form.level)
  return {
    change: {
      enabled: form.enabled,
      reason: form.reason.trim(),
      level: level ?? null,
      groupBy: groupBy.length === 0 ? null : groupBy,
      suppression: minutes === undefined ? null : { fields, minutes },
      schedule: cron === '' || lookback === undefined ? null : { cron, lookbackMinutes: lookback },
      version,
    },
  }
}
