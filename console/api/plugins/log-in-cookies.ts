import type { FastifyReply, FastifyRequest } from 'fastify'
import { type FlowPurpose, flowTime } from '../../../response/identity/sealed-flow.ts'

/** One a purpose: two tabs that do different things do not spoil each other's. */
const nameOf = (purpose: FlowPurpose) => `vonggac_flow_${purpose}`

/** The sealed state of a log-in that was begun, as the browser kept it. */
export const flowOf = (request: FastifyRequest, purpose: FlowPurpose): string | undefined =>
  request.cookies[nameOf(purpose)]

/** Leaves the sealed state with the browser until the next step. */
export function giveFlow(request: FastifyRequest, reply: FastifyReply, purpose: FlowPurpose, sealed: string): void {
  reply.setCookie(nameOf(purpose), sealed, {
    path: '/api/',
    httpOnly: true,
    // The provider sends the browser back from another site; the rest stays here.
    sameSite: purpose === 'oidc' ? 'lax' : 'strict',
    secure: request.overTls,
    maxAge: Math.floor(flowTime[purpose] / 1000),
  })
}

export function endFlow(reply: FastifyReply, purpose: FlowPurpose): void {
  reply.clearCookie(nameOf(purpose), { path: '/api/' })
}
