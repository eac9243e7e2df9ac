import type { FastifyInstance } from 'fastify'
import { Server, type Socket } from 'socket.io'
import { type Actor, may, standingGrants } from '../../core/access/actor.ts'
import type { Permission } from '../../core/access/permissions.ts'
import { inScope, scopeOf } from '../../core/access/scope.ts'
import { followChanges } from '../../core/store/follow-changes.ts'
import type { Change } from '../../core/store/store.ts'
import { alertKind } from '../../response/alerts/alert.ts'
import { accountKind } from '../../response/identity/accounts.ts'
import { sessionKind } from '../../response/identity/session.ts'
import { indicatorListKind } from '../../response/indicators/indicator-list.ts'
import { shiftEntryKind, shiftKind } from '../../response/shifts/shift.ts'
import { sourceKind } from '../../response/sources/source.ts'
import { systemKind } from '../../response/systems/system-record.ts'
import { unitKind } from '../../response/units/unit-record.ts'
import { changedIncidents, heardIncidents } from './live-incidents.ts'
import { heardSaved, isOfSaved } from './live-saved.ts'
import { secureHostOf, sessionSecret } from './plugins/access.ts'
import type { LiveChange } from './schemas/live.ts'
import type { Services } from './services.ts'

/** Record kinds that the browser follows, and the permission without which a caller hears nothing of them. */
const followed: Record<string, { readonly kind: LiveChange['kind']; readonly requires: Permission }> = {
  [alertKind]: { kind: 'alert', requires: 'alert.read' },
  [indicatorListKind]: { kind: 'indicator', requires: 'indicator.read' },
  [unitKind]: { kind: 'unit', requires: 'unit.read' },
  [systemKind]: { kind: 'it-system', requires: 'inventory.read' },
  [sourceKind]: { kind: 'source', requires: 'source.read' },
  [shiftKind]: { kind: 'shift', requires: 'shift.read' },
  [shiftEntryKind]: { kind: 'shift', requires: 'shift.read' },
}

interface Caller {
  actor: Actor
  sessionId: string
  expires: number
  /** The cookie's: looked up again to see whether the session still holds. */
  secret: string
}
type LiveSocket = Socket<
  Record<string, never>,
  { changed: (change: LiveChange) => void },
  Record<string, never>,
  Caller
>

/** How often a socket's session is looked up again, in milliseconds: an expired one is closed within this time. */
const recheck = 30_000
/** Tabs of one log-in that may listen: each costs a look into the store a change. */
const mostSockets = 50

/** The live feed on the app's own server. Ids only, within the caller's scope; it ends with the session. */
export function attachLive(app: FastifyInstance, services: Services): void {
  const { records, sessions, units, clock, signal } = services
  const secureHost = secureHostOf(services.installation.address)
  const io: Server<
    Record<string, never>,
    { changed: (change: LiveChange) => void },
    Record<string, never>,
    Caller
  > = new Server(app.server, {
    path: '/api/live',
    serveClient: false,
    maxHttpBufferSize: 10_000,
    allowRequest: (request, decide) => decide(null, sameOrigin(request.headers.origin, request.headers.host)),
  })

  io.use((socket, next) => {
    const { headers, secure } = socket.handshake
    const overTls = secure || headers.host === secureHost
    const secret = sessionSecret(app.parseCookie(headers.cookie ?? ''), overTls)
    const found = secret === undefined ? Promise.resolve(undefined) : sessions.find(secret)
    found.then((session) => {
      if (session === undefined || secret === undefined) return next(new Error('not-signed-in'))
      const open = [...io.sockets.sockets.values()].filter(({ data }) => data.sessionId === session.id)
      if (open.length >= mostSockets) return next(new Error('too-many-sockets'))
      socket.data.actor = session.actor
      socket.data.sessionId = session.id
      socket.data.expires = session.expires
      socket.data.secret = secret
      next()
    }, next)
  })

  const closeEnded = async (concerns: (caller: Caller) => boolean) => {
    for (const socket of io.sockets.sockets.values()) {
      if (!concerns(socket.data)) continue
      const session = await sessions.find(socket.data.secret)
      if (session === undefined) socket.disconnect(true)
      // What was granted or has ended meanwhile holds for the socket too.
      else socket.data.actor = session.actor
    }
  }
  const failed = (error: unknown) => signal('request-failed', { route: 'live', cause: String(error) })
  const timer = setInterval(() => void closeEnded(() => true).catch(failed), recheck)
  timer.unref()

  const tellOfIncidents = async (changes: readonly Change[]) => {
    const changed = changedIncidents(changes)
    if (changed.length === 0) return
    for (const socket of io.sockets.sockets.values()) {
      const ids = await heardIncidents(services, socket.data.actor, changed)
      if (ids.length > 0) socket.emit('changed', { kind: 'incident', ids })
    }
  }
  const tellOfSaved = async (changes: readonly Change[]) => {
    const changed = changes.filter(isOfSaved)
    if (changed.length === 0) return
    for (const socket of io.sockets.sockets.values()) {
      const ids = await heardSaved(services, socket.data.actor, changed)
      if (ids !== undefined) socket.emit('changed', { kind: 'saved', ids })
    }
  }
  /** Who may hear what is looked up anew before anything that came with or after the change is told. */
  const tellAll = async (changes: readonly Change[]) => {
    const now = clock.now()
    const stands = (unit: string) => units.subtree(unit).length > 0
    const ended = new Set(changes.filter(({ kind }) => kind === sessionKind).map(({ id }) => id))
    const accounts = new Set(changes.filter(({ kind }) => kind === accountKind).map(({ id }) => id))
    /** A log-in or a role may also have ended by its time, a role with its unit: of that no change tells. */
    const concerns = ({ sessionId, expires, actor: { id, grants } }: Caller) =>
      ended.has(sessionId) ||
      accounts.has(id) ||
      expires <= now ||
      standingGrants(grants, now, stands).length < grants.length
    if ([...io.sockets.sockets.values()].some(({ data }) => concerns(data))) {
      await closeEnded(concerns).catch((error) => {
        failed(error)
        for (const socket of io.sockets.sockets.values()) if (concerns(socket.data)) socket.disconnect(true)
      })
    }
    for (const socket of io.sockets.sockets.values()) tellSocket(socket, changes, services)
    await Promise.all([tellOfIncidents(changes), tellOfSaved(changes)])
  }
  let telling = Promise.resolve()
  const tell = (changes: readonly Change[]) => {
    telling = telling.then(() => tellAll(changes)).catch(failed)
  }
  const following = followChanges(records, tell, failed)
  app.addHook('preClose', async () => {
    clearInterval(timer)
    ;(await following)()
    await io.close()
  })
}

/** One message a kind with the ids that this caller may know of. */
function tellSocket(socket: LiveSocket, changes: readonly Change[], { units, ruleDesk }: Services): void {
  const { actor } = socket.data
  const rules = ruleChanges(actor, changes, { units, ruleDesk })
  if (rules.length > 0) socket.emit('changed', { kind: 'rule', ids: rules })
  for (const [recordKind, { kind, requires }] of Object.entries(followed)) {
    const concerned = changes.filter((change) => change.kind === recordKind)
    if (concerned.length === 0 || !may(actor, requires)) continue
    const scope = scopeOf(actor, requires, units)
    // Who reads a dated stretch of time alone hears nothing of what goes on now.
    if (scope.window !== undefined) continue
    const ids = new Set(concerned.filter(({ unitIds }) => inScope(scope, unitIds)).map(({ id }) => id))
    if (ids.size > 0) socket.emit('changed', { kind, ids: [...ids] })
  }
}

/** Rules are one for all who may read rules; exceptions and lists are content, told within the scope. */
function ruleChanges(
  actor: Actor,
  changes: readonly Change[],
  { units, ruleDesk: { recordKinds } }: Pick<Services, 'units' | 'ruleDesk'>,
): string[] {
  const [shown, scoped] = [recordKinds.shown, recordKinds.scoped].map((kinds) =>
    changes.filter(({ kind }) => kinds.includes(kind)),
  ) as [Change[], Change[]]
  if (shown.length + scoped.length === 0) return []
  const scope = scopeOf(actor, 'alert.read', units)
  // As for everything else that goes on: who reads a dated stretch of time alone hears nothing of it.
  const heard = scope.window === undefined ? scoped.filter(({ unitIds }) => inScope(scope, unitIds)) : []
  const told = [...(may(actor, 'rule.read') ? shown : []), ...heard]
  return [...new Set(told.map(({ id }) => id))]
}

/** A browser names the page's origin; other clients (no Origin header) hold no cookie by accident. */
function sameOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true
  return URL.canParse(origin) && new URL(origin).host === host
}
