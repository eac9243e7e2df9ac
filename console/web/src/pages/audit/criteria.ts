import type { AuditQuery, ChainState } from '../../../../api/schemas/audit.ts'
import { readRange, resolveRange, type TimeRange } from '../../lib/time-range.ts'

/** What the address asks for. */
export interface AuditCriteria {
  readonly range: TimeRange
  readonly actor: readonly string[]
  readonly action: readonly string[]
  readonly target: string
  readonly text: string
}

/** Reads the address. Without a range: the week behind, or all that an auditor may read of. */
export function readCriteria(params: URLSearchParams, window: ChainState['window']): AuditCriteria {
  const said = ['range', 'from', 'to'].some((name) => params.has(name))
  return {
    range: said ? readRange(params) : window === null ? { kind: 'last', span: '7d' } : { kind: 'between', ...window },
    actor: params.getAll('actor'),
    action: params.getAll('action'),
    target: params.get('target') ?? '',
    text: params.get('text') ?? '',
  }
}

/** Writes a range so that it is read back as it is, the usual one too. */
export function writeAuditRange(params: URLSearchParams, range: TimeRange): void {
  for (const name of ['range', 'from', 'to']) params.delete(name)
  if (range.kind === 'last') params.set('range', range.span)
  else {
    params.set('from', String(range.from))
    params.set('to', String(range.to))
  }
}

/** The question to the server, asked at the moment `asked`. */
export function auditQuery({ range, actor, action, target, text }: AuditCriteria, asked: number): AuditQuery {
  return {
    ...resolveRange(range, asked),
    ...(actor.length === 0 ? {} : { actor: [...actor] }),
    ...(action.length === 0 ? {} : { action: [...action] }),
    ...(target === '' ? {} : { target }),
    ...(text === '' ? {} : { text }),
  }
}

/** Chooses a value, or gives it up when it is chosen. */
export function toggleValue(params: URLSearchParams, field: string, value: string): void {
  const chosen = params.getAll(field)
  params.delete(field)
  const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]
  for (const one of next) params.append(field, one)
}
