import { printValue } from '../../../../../core/predicate/search-print.ts'
import type { Alert } from '../../../../api/schemas/alerts.ts'
import type { NewRuleException, RuleException } from '../../../../api/schemas/rule-exceptions.ts'

/** An exception as it stands in its form. */
export interface ExceptionDraft {
  readonly expression: string
  readonly listField: string
  readonly listName: string
  readonly title: string
  readonly owner: string
  readonly reason: string
  readonly unit: string
  /** Days from now, `never`, or `kept`: as it was. */
  readonly expiry: string
  readonly everyRule: boolean
}

export type ExceptionFault = 'nothing-covered' | 'list-field' | 'missing'

/** Days after which an exception may end; it ends unless somebody says otherwise. */
export const expiryDays = [7, 30, 90, 365] as const
const day = 86_400_000

export function blankDraft(owner: string, expression = '', unit = ''): ExceptionDraft {
  return {
    expression,
    listField: '',
    listName: '',
    title: '',
    owner,
    reason: '',
    unit,
    expiry: '30',
    everyRule: false,
  }
}

export function draftOf(exception: RuleException): ExceptionDraft {
  return {
    expression: exception.expression,
    listField: exception.list?.field ?? '',
    listName: exception.list?.name ?? '',
    title: exception.title,
    owner: exception.owner,
    reason: exception.reason,
    unit: exception.unit ?? '',
    expiry: exception.expires === null ? 'never' : 'kept',
    everyRule: exception.rules === null,
  }
}

/** What the draft covers, as the API takes it. */
export function coveredBy(draft: ExceptionDraft): Pick<NewRuleException, 'expression' | 'list' | 'unit'> {
  const list = draft.listName === '' ? null : { field: draft.listField.trim(), name: draft.listName }
  return { expression: draft.expression.trim(), list, unit: draft.unit === '' ? null : draft.unit }
}

/**
 * The exception that a draft says, or everything that is wrong with it. `before` is the one that is being changed: its
 * other rules stay, and so does its end if that is not touched.
 */
export function readException(
  draft: ExceptionDraft,
  rule: string,
  now: number,
  before?: Pick<RuleException, 'rules' | 'expires'>,
):
  | { readonly exception: NewRuleException }
  | { readonly faults: Partial<Record<keyof ExceptionDraft, ExceptionFault>> } {
  const faults: Partial<Record<keyof ExceptionDraft, ExceptionFault>> = {}
  if (draft.expression.trim() === '' && draft.listName === '') faults.expression = 'nothing-covered'
  if (draft.listName !== '' && draft.listField.trim() === '') faults.listField = 'list-field'
  for (const field of ['title', 'owner', 'reason'] as const) if (draft[field].trim() === '') faults[field] = 'missing'
  if (Object.keys(faults).length > 0) return { faults }
  const days = Number(draft.expiry)
  const expires = draft.expiry === 'kept' ? (before?.expires ?? null) : days > 0 ? now + days * day : null
  return {
    exception: {
      ...coveredBy(draft),
      title: draft.title.trim(),
      owner: draft.owner.trim(),
      reason: draft.reason.trim(),
      rules: draft.everyRule ? null : (before?.rules ?? [rule]),
      expires,
    },
  }
}

type Entity = Pick<Alert, 'user' | 'host' | 'source'>

/** What tells an alert's entity: user and host, else host, else source; empty when it has none. */
function entityOf({ user, host, source }: Entity): readonly (readonly [keyof Entity, string])[] {
  return [
    ...(user === null ? [] : [['user', user] as const]),
    ...(host === null ? [] : [['host', host] as const]),
    ...(source === null || (user !== null && host !== null) ? [] : [['source', source] as const]),
  ]
}

const eventField = { user: 'user.name', host: 'host.name', source: 'source.ip' } as const

/** The entity of an alert in the search language; blank when it has none. */
export const entityExpression = (alert: Entity): string =>
  entityOf(alert)
    .map(([facet, value]) => `${eventField[facet]}: ${printValue([value])}`)
    .join(' and ')

/** The address of a rule's exception form, filled from an alert. */
export function exceptionAddress(alert: Entity & Pick<Alert, 'rule' | 'unit'>): string {
  const params = new URLSearchParams({ tab: 'exceptions', new: '1', expression: entityExpression(alert) })
  if (alert.unit !== null) params.set('unit', alert.unit.id)
  for (const [facet, value] of entityOf(alert)) params.set(facet, value)
  return `/rules/${encodeURIComponent(alert.rule.id)}?${params}`
}

/** The queue's filter for alerts about the entity that the address names; undefined where it names none. */
export function entityFilter(params: URLSearchParams): Partial<Record<keyof Entity, string[]>> | undefined {
  const named = (['user', 'host', 'source'] as const).flatMap((facet) => {
    const value = params.get(facet)
    return value === null ? [] : [[facet, [value]] as const]
  })
  return named.length === 0 ? undefined : Object.fromEntries(named)
}
