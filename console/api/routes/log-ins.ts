import type { Sessions } from '../../../response/identity/sessions.ts'
import type { LogIn } from '../schemas/people.ts'

/** Log-ins as they are shown, the one that asks marked. */
export function showLogIns(rows: Awaited<ReturnType<Sessions['list']>>, asking: string): LogIn[] {
  return rows.map(({ id, opened, expires, address, agent = '' }) => ({
    id,
    opened,
    expires,
    address,
    agent,
    current: id === asking,
  }))
}
