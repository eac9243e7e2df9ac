import type { EventDocument } from '../../../core/event/event.ts'
import type { JsonObject } from '../../../core/lib/json.ts'
import { putEndpoint } from '../put.ts'
import { setUser } from './ecs-parts.ts'
import { said } from './values.ts'

interface Told {
  readonly category: readonly string[]
  readonly type: readonly string[]
  readonly action: string
  readonly outcome: 'success' | 'failure' | 'unknown'
}

const login = (outcome: 'success' | 'failure'): Told => ({
  category: ['authentication', 'database'],
  type: ['start'],
  action: 'login',
  outcome,
})

/** Events of SQL Server in the application log (Database Engine events and errors); their values have no names. */
const byCode: { readonly [code: string]: Told } = {
  18453: login('success'),
  18454: login('success'),
  18455: login('success'),
  18456: login('failure'),
  15457: { category: ['configuration', 'database'], type: ['change'], action: 'option_changed', outcome: 'success' },
  33205: { category: ['database'], type: ['access'], action: 'audited', outcome: 'unknown' },
}

/** Log-ins, changed options and audit records of SQL Server, whichever instance (`MSSQLSERVER`, `MSSQL$QLDL`). */
export function mapSqlServer(document: EventDocument, data: JsonObject): void {
  const { provider, code } = document.event
  if (typeof provider !== 'string' || !provider.startsWith('MSSQL') || typeof code !== 'string') return
  const told = Object.hasOwn(byCode, code) ? byCode[code] : undefined
  if (told === undefined) return
  Object.assign(document.event, { ...told, category: [...told.category], type: [...told.type] })
  if (told.action !== 'login') return
  setUser(document, said(data, 'param1'))
  for (const name of ['param2', 'param3']) {
    const address = /^ ?\[CLIENT: ([0-9a-fA-F.:]{2,45})\]/.exec(said(data, name) ?? '')?.[1]
    if (address !== undefined) putEndpoint(document as unknown as JsonObject, 'source', address)
  }
}
