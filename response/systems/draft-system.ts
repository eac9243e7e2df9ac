import { isDay } from '../../core/lib/local-day.ts'
import { fail, ok, type Result } from '../../core/lib/result.ts'
import type { Hand } from '../units/unit-draft.ts'
import {
  checkClaims,
  checkSystem,
  type SystemField,
  type SystemProblem,
  type SystemProblemCode,
  type SystemSurroundings,
} from './check-system.ts'
import { type SystemAct, type SystemRecord, type SystemState, type SystemWords, systemOn } from './system-record.ts'

/** A change of a system, before it is written. */
export interface SystemDraft extends SystemSurroundings {
  /** The systems that who changes sees, this one among them unless it is new. */
  readonly others: ReadonlyMap<string, SystemRecord>
  /** yyyy-mm-dd. */
  readonly today: string
  readonly hand: Hand
  readonly act: SystemAct
}

type Drafted = Result<SystemRecord, readonly SystemProblem[]>

/** The system as it would be with these words from a day on (empty, where it is new: since ever), or all that is wrong. */
export function draftSystem(
  draft: SystemDraft,
  before: SystemRecord | { readonly id: string; readonly code: string },
  from: string,
  words: SystemWords,
): Drafted {
  const { id, code } = before
  const known = 'states' in before ? before : undefined
  const problems = known === undefined ? newProblems(draft, code, from, words.owner) : dayProblems(known, from)
  const last = known?.states.at(-1)
  if (last !== undefined && last.owner !== words.owner && from > draft.today) {
    problems.push(
      problem(code, 'owner', 'owner-later', from, 'an owner changes today or earlier', 'come back on that day'),
    )
  }
  problems.push(...checkSystem(code, words, draft), ...checkClaims(before, words, draft.others.values(), from))
  if (problems.length > 0) return fail(problems)

  const was = known && systemOn(known, from)
  const fields = (Object.keys(words) as (keyof SystemWords)[]).filter(
    (field) => JSON.stringify(words[field]) !== JSON.stringify(was?.[field]),
  )
  const states: SystemState[] = [...(known?.states ?? []).filter((state) => state.from !== from), { ...words, from }]
  const { at, by } = draft.hand
  const step = { at, by, act: draft.act, from, fields: known === undefined ? [] : fields }
  return ok({ id, code, states, ended: null, history: [...(known?.history ?? []), step] })
}

/** The system as one that is out of use from a day on, or what is wrong with that. */
export function draftEnd({ hand }: Pick<SystemDraft, 'hand'>, before: SystemRecord, from: string): Drafted {
  const problems = dayProblems(before, from)
  if (problems.length > 0) return fail(problems)
  const step = { at: hand.at, by: hand.by, act: 'end', from, fields: [] } as const
  return ok({ ...before, ended: from, history: [...before.history, step] })
}

const problem = (
  system: string,
  field: SystemField,
  code: SystemProblemCode,
  value: string,
  message: string,
  hint: string,
): SystemProblem => ({ code, system, field, value, message, hint })

function newProblems({ others }: SystemDraft, code: string, from: string, owner: string): SystemProblem[] {
  const problems: SystemProblem[] = []
  if (from !== '' && !isDay(from)) problems.push(problem(code, 'from', 'day', from, `${from} is no day`, 'yyyy-mm-dd'))
  const same = [...others.values()].find(
    (one) => one.code.toLowerCase() === code.toLowerCase() && one.states.at(-1)?.owner === owner,
  )
  if (same !== undefined) {
    const message = `the owner has a system ${same.code} already`
    problems.push(problem(code, 'code', 'same-code', same.code, message, 'change that one, or take another code'))
  }
  return problems
}

function dayProblems({ code, ended, states }: SystemRecord, from: string): SystemProblem[] {
  if (!isDay(from)) return [problem(code, 'from', 'day', from, `${from || 'nothing'} is no day`, 'yyyy-mm-dd')]
  if (ended !== null) {
    return [problem(code, 'code', 'ended', ended, `${code} is out of use from ${ended} on`, 'make a new one')]
  }
  const [first, last] = [states[0]?.from ?? '', states.at(-1)?.from ?? '']
  if (from < first) {
    return [problem(code, 'from', 'not-yet', first, `${code} begins on ${first}`, 'choose that day or a later one')]
  }
  if (from < last) {
    const message = `a change of ${code} holds from ${last} on`
    return [problem(code, 'from', 'later-change', last, message, 'choose that day or a later one')]
  }
  return []
}
