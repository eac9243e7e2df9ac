import type { EventDocument } from '../../core/event/event.ts'
import { hashId } from '../../core/lib/ids.ts'
import type { Json } from '../../core/lib/json.ts'
import type { AuditRow } from '../../core/store/store.ts'

/** What sort of happening an action is in ECS (`event.category`, `event.type`), by its noun; others are configuration. */
const categories: Readonly<Record<string, readonly [string, string]>> = {
  session: ['authentication', 'info'],
  passkey: ['authentication', 'info'],
  'break-glass': ['authentication', 'start'],
  account: ['iam', 'user'],
  role: ['iam', 'change'],
  'second-factor': ['iam', 'change'],
  'api-key': ['iam', 'change'],
  'intake-key': ['iam', 'change'],
  export: ['database', 'access'],
  audit: ['host', 'info'],
  store: ['host', 'change'],
  partition: ['database', 'deletion'],
  alert: ['threat', 'info'],
  incident: ['threat', 'info'],
  'indicator-list': ['threat', 'info'],
}
const types: Readonly<Record<string, string>> = {
  'session.open': 'start',
  'session.end': 'end',
  'session.refuse': 'start',
  'account.create': 'creation',
  'account.invite': 'creation',
}
/** Details that hold no more than this are worth a rule's look; the rest stays in the log. */
const longestDetails = 4_000

/**
 * A row of the audit log as an event (ECS 9), for rules to judge. Its id follows from the row's hash: made twice, it is the
 * same event.
 */
export function auditEvent(row: AuditRow, now: number): { readonly id: string; readonly document: EventDocument } {
  const at = new Date(row.time).toISOString()
  const id = `${at.slice(0, 16).replace(/[-T:]/g, '')}-${hashId('vonggac.audit', row.hash)}`
  const noun = row.action.slice(0, row.action.indexOf('.'))
  const [category, type] = categories[noun] ?? ['configuration', 'change']
  const account = row.target.startsWith('account/') ? row.target.slice('account/'.length) : undefined
  const { address } = row.details
  const [unit] = row.unitIds
  const words = `${row.actor}: ${row.action} ${row.target}`
  return {
    id,
    document: {
      '@timestamp': at,
      message: words,
      ecs: { version: '9.4.0' },
      event: {
        id,
        kind: 'event',
        category: [category],
        type: [types[row.action] ?? type],
        module: 'vonggac',
        dataset: 'vonggac.audit',
        action: row.action,
        outcome: row.action === 'session.refuse' || row.details.ok === false ? 'failure' : 'success',
        ingested: new Date(now).toISOString(),
        original: words,
      },
      user: { name: row.actor, ...(account === undefined ? {} : { target: { name: account } }) },
      ...(typeof address === 'string' && address !== '' ? { source: { ip: address, address } } : {}),
      audit: { number: row.number, hash: row.hash, target: row.target, details: bounded(row.details) },
      ...(unit === undefined ? {} : { vonggac: { unit: { id: unit, ids: row.unitIds } } }),
    },
  }
}

/**
 * True of what was done to a restricted incident: an event of it would tell all who read the unit's events that there is
 * one, so none is made.
 */
export const isOfRestricted = ({ action, details }: AuditRow): boolean =>
  action.startsWith('incident.') && (details.restricted === true || action === 'incident.read')

/** Plain values alone, as far as there is room. */
function bounded(details: AuditRow['details']): { readonly [key: string]: Json } {
  let room = longestDetails
  return Object.fromEntries(
    Object.entries(details).filter(([, value]) => {
      room -= JSON.stringify(value).length
      return room >= 0
    }),
  )
}
