import type { UnitTree } from '../../core/access/unit.ts'
import { parseNetwork } from '../../core/lib/ip.ts'
import { isDay } from '../../core/lib/local-day.ts'
import { type RetentionFrame, systemLevels } from '../retention/law.ts'
import { faultWords, placeFault, reachFaults } from '../units/place-words.ts'
import { type SystemRecord, type SystemWords, systemEndedOn, systemOn } from './system-record.ts'

/** The fields that a problem can lie in. */
export type SystemField = 'code' | 'from' | keyof SystemWords

export const systemProblemCodes = [
  'code',
  'no-code',
  'same-code',
  'same-line',
  'ended',
  'not-yet',
  'later-change',
  'day',
  'name',
  'level',
  'decision',
  'decision-date',
  'owner',
  'owner-ended',
  'owner-later',
  'operator',
  'network',
  'domain',
  'host',
  'every-host',
  'phone',
  'mail',
  'source',
  'log-months',
  'log-minimum',
  'log-reason',
  'claimed-twice',
] as const
export type SystemProblemCode = (typeof systemProblemCodes)[number]

/** What is wrong with a system. */
export interface SystemProblem {
  readonly code: SystemProblemCode
  readonly system: string
  readonly field: SystemField
  /** The word that is wrong, or what it clashes with. */
  readonly value: string
  readonly message: string
  readonly hint?: string
}

/** The most months for which somebody may ask: ten years. */
const mostMonths = 120

/** What the words of a system refer to. */
export interface SystemSurroundings {
  /** The units of the day from which the words hold, as far as who says them sees. */
  readonly units: UnitTree
  sees(unit: string): boolean
  readonly frame: RetentionFrame
}

/** Everything that is wrong with the words of one system by themselves. */
export function checkSystem(
  code: string,
  words: SystemWords,
  { units, sees, frame }: SystemSurroundings,
): readonly SystemProblem[] {
  const problems: SystemProblem[] = []
  const say = (field: SystemField, what: SystemProblemCode, value: string, message: string, hint?: string) => {
    problems.push({ code: what, system: code, field, value, message, ...(hint !== undefined && { hint }) })
  }
  if (!/^[a-z0-9][a-z0-9._-]{0,62}$/i.test(code)) {
    say('code', 'code', code, `“${code}” is not made of letters, digits, dots and hyphens`, 'e.g. HT-DVC-01')
  }
  if (words.name.trim() === '' || words.name.length > 200)
    say('name', 'name', words.name, 'a name has 1 to 200 characters')
  if (!systemLevels.includes(words.level)) say('level', 'level', String(words.level), 'a level is a number from 1 to 5')
  if (words.decision !== null) {
    const { number, date } = words.decision
    if (number.trim() === '') say('decision', 'decision', '', 'a decision has a number', 'or leave all of it empty')
    if (!isDay(date)) say('decision', 'decision-date', date, `${date || 'nothing'} is no day`, 'yyyy-mm-dd')
  }
  const owner = sees(words.owner) ? units.get(words.owner) : undefined
  if (owner === undefined) {
    say('owner', 'owner', words.owner, `there is no unit ${words.owner}`, 'the id of a unit as on the page of units')
  } else if (owner.ended) {
    say('owner', 'owner-ended', words.owner, `${owner.name} is no more`, 'name the unit that took it over')
  }
  const { unit } = words.operator
  if (unit !== null && !(sees(unit) && units.get(unit) !== undefined)) {
    say('operator', 'operator', unit, `there is no unit ${unit}`, 'write its name where it is none of the province')
  }
  for (const field of ['networks', 'domains', 'hosts'] as const) {
    for (const text of words[field]) {
      const fault = placeFault(field, text)
      if (fault !== undefined) say(field, fault, text, `${text} ${faultWords[fault][0]}`, faultWords[fault][1])
    }
  }
  for (const fault of reachFaults(words.supplier)) {
    const text = fault === 'phone' ? words.supplier.phone : words.supplier.mail
    say('supplier', fault, text, `${text} ${faultWords[fault][0]}`, faultWords[fault][1])
  }
  for (const source of words.sources) {
    if (source.length > 255) say('sources', 'source', source.slice(0, 60), 'a source has at most 255 characters')
  }
  checkMonths(words, frame, say)
  return problems
}

type Say = (field: SystemField, code: SystemProblemCode, value: string, message: string, hint?: string) => void

/** Logs may be kept longer than the law asks for, for a reason, and never shorter. */
function checkMonths({ level, logMonths }: SystemWords, frame: RetentionFrame, say: Say): void {
  if (logMonths === null) return
  const { months, reason } = logMonths
  const law = frame.months[level] ?? 0
  const text = String(months)
  if (!Number.isInteger(months) || months < 1 || months > mostMonths) {
    say('logMonths', 'log-months', text, `${text} is no number of months from 1 to ${mostMonths}`)
  } else if (months < law) {
    say(
      'logMonths',
      'log-minimum',
      String(law),
      `the law asks for ${law} months at level ${level}`,
      `by ${frame.source}`,
    )
  } else if (reason.trim() === '' && months > law) {
    say('logMonths', 'log-reason', text, 'more than the law asks for has a reason', 'say why')
  }
}

/** A host, address or domain is one system's. `others` are those that who says the words sees. */
export function checkClaims(
  { id, code }: Pick<SystemRecord, 'id' | 'code'>,
  words: SystemWords,
  others: Iterable<SystemRecord>,
  day: string,
): readonly SystemProblem[] {
  const own = new Map(claimsOf(words).map((claim) => [claim.key, claim]))
  const problems: SystemProblem[] = []
  for (const other of others) {
    const state = other.id === id || systemEndedOn(other, day) ? undefined : (systemOn(other, day) ?? other.states[0])
    for (const { key } of state === undefined ? [] : claimsOf(state)) {
      const claim = own.get(key)
      if (claim === undefined) continue
      problems.push({
        code: 'claimed-twice',
        system: code,
        field: claim.field,
        value: `${claim.text} (${other.code})`,
        message: `${claim.text} belongs to ${other.code} already`,
        hint: 'a machine belongs to one system',
      })
    }
  }
  return problems
}

function claimsOf(words: Pick<SystemWords, 'hosts' | 'networks' | 'domains'>) {
  return (['hosts', 'domains', 'networks'] as const).flatMap((field) =>
    words[field].map((text) => {
      const network = field === 'networks' ? parseNetwork(text) : undefined
      const key = network === undefined ? text.toLowerCase() : `${network.base.join('.')}/${network.prefix}`
      return { field, text, key: `${field} ${key}` }
    }),
  )
}
