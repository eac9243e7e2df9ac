import { inScope, type Scope } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import { CodedError, told } from '../../core/lib/errors.ts'
import { randomId } from '../../core/lib/ids.ts'
import type { Json } from '../../core/lib/json.ts'
import { parseSearch } from '../../core/predicate/search-language.ts'
import { searchRefusal } from '../../core/predicate/search-refusal.ts'
import type { RecordWrite, StoredRecord } from '../../core/store/store.ts'
import { changedSince, type Edit, type Edited, requireReach, writeEdit } from './edit.ts'
import { type RuleException, ruleExceptionKind } from './exception.ts'
import type { ValueList } from './value-list.ts'

/** What a person says of an exception. */
export type ExceptionWords = Pick<
  RuleException,
  'title' | 'rules' | 'expression' | 'list' | 'unit' | 'owner' | 'reason' | 'expires'
>

/** What an exception refers to. */
export interface ExceptionContext {
  readonly units: UnitTree
  readonly lists: ReadonlyMap<string, ValueList>
  readonly timeZone: string
  /** True for a rule that looks at events. */
  hasRule(id: string): boolean
}

/** Makes an exception. Rejects with `bad-query` and the place in the expression, `bad-request`, or `not-allowed`. */
export async function createException(edit: Edit, context: ExceptionContext, words: ExceptionWords): Promise<Edited> {
  return writeEdit(edit, newException(edit, context, words), 'rule-exception.create', exceptionDetails(words))
}

/** The write that makes an exception. Throws as `createException` rejects. */
export function newException(edit: Edit, context: ExceptionContext, words: ExceptionWords): RecordWrite {
  const { clock, actor } = edit
  checkException(edit, words, context)
  const step = { at: clock.now(), by: actor.id }
  const document: RuleException = { ...words, id: randomId(), created: step, changed: step, ended: null }
  const unitIds = unitIdsOf(words.unit, context)
  return { kind: ruleExceptionKind, id: document.id, document, unitIds, expect: 'absent' }
}

/** Changes an exception. Rejects as `createException` does, and with `not-found` and `conflict`. */
export async function changeException(
  edit: Edit,
  context: ExceptionContext,
  id: string,
  words: ExceptionWords,
  version: number,
): Promise<Edited> {
  const before = await exceptionAt(edit, id, version)
  requireReach(edit.scope, before.unitIds)
  checkException(edit, words, context)
  const changed = { at: edit.clock.now(), by: edit.actor.id }
  const document: RuleException = { ...before.document, ...words, changed }
  const write = { kind: ruleExceptionKind, id, document, unitIds: unitIdsOf(words.unit, context), expect: version }
  return writeEdit(edit, write, 'rule-exception.change', exceptionDetails(words))
}

/** Ends an exception; it stays to be seen. Rejects with `not-found` and `conflict`. */
export async function endException(edit: Edit, id: string, version: number): Promise<Edited> {
  const { document: before, unitIds } = await exceptionAt(edit, id, version)
  const step = { at: edit.clock.now(), by: edit.actor.id }
  const document: RuleException = { ...before, ended: step, changed: step }
  return writeEdit(edit, { kind: ruleExceptionKind, id, document, unitIds, expect: version }, 'rule-exception.end', {
    title: before.title,
  })
}

async function exceptionAt(
  { records, scope }: Edit,
  id: string,
  version: number,
): Promise<StoredRecord<RuleException>> {
  const found = await records.get<RuleException>(scope, ruleExceptionKind, id)
  if (found === undefined) throw new CodedError('not-found', 'there is no such exception')
  if (found.version !== version || found.document.ended !== null) throw changedSince()
  return found
}

/** The lineage of the unit for which an exception holds; empty: all. */
export const unitIdsOf = (unit: string | null, { units }: ExceptionContext) =>
  unit === null ? [] : units.lineage(unit)

/** What the audit log tells of an exception. */
export const exceptionDetails = ({
  title,
  rules,
  list,
  ...words
}: ExceptionWords): { readonly [key: string]: Json } => ({
  ...words,
  title,
  rules: rules === null ? null : [...rules],
  list: list === null ? null : { ...list },
})

/** Refuses what cannot be meant: an unreadable expression, unknown rules, lists or units, and what would cover all. */
export function checkException({ clock, scope }: Edit, words: ExceptionWords, context: ExceptionContext): void {
  checkCovered(scope, words, context)
  for (const rule of words.rules ?? []) {
    if (!context.hasRule(rule)) {
      throw new CodedError('bad-request', `there is no rule ${rule} that looks at events`, {
        hint: '/rules',
        ...told('exception-rule', { rule }),
      })
    }
  }
  if (words.expires !== null && words.expires <= clock.now()) {
    throw new CodedError('bad-request', 'it would be expired already', {
      hint: '/expires',
      ...told('exception-expired'),
    })
  }
  if (words.reason.trim() === '' || words.owner.trim() === '') {
    throw new CodedError('bad-request', 'an exception has an owner and a reason', {
      hint: '/reason',
      ...told('exception-reason'),
    })
  }
}

/** The part of `checkException` that a preview needs as well. A unit beyond the scope is answered as one that is not there. */
export function checkCovered(
  scope: Scope,
  { expression, list, unit }: Pick<ExceptionWords, 'expression' | 'list' | 'unit'>,
  context: ExceptionContext,
): void {
  const parsed = parseSearch(expression, { timeZone: context.timeZone })
  if (!parsed.ok) throw searchRefusal(parsed.error, context.timeZone)
  if (expression.trim() === '' && list === null) {
    throw new CodedError('bad-request', 'it would cover everything', { hint: '/expression', ...told('exception-all') })
  }
  // Lists are the whole installation's: who does not see them is not told which there are, nor what is in them by a preview.
  if (list !== null && !(inScope(scope, []) && context.lists.has(list.name))) {
    throw new CodedError('bad-request', `there is no list ${list.name}`, {
      hint: '/list/name',
      ...told('exception-list', { name: list.name }),
    })
  }
  if (unit !== null && !(context.units.get(unit) && inScope(scope, context.units.lineage(unit)))) {
    throw new CodedError('bad-request', `your role reaches no unit ${unit}`, {
      hint: '/unit',
      ...told('exception-unit'),
    })
  }
}
