import type { FastifyReply, FastifyRequest } from 'fastify'
import { type FlowPurpose, flowTime } from '../../../response/identity/sealed-flow.ts'
import { cookieName } from './access.ts'

/** One a purpose: two tabs that do different things do not spoil each other's. */
const nameOf = ({ overTls }: FastifyRequest, purpose: FlowPurpose) => cookieName(`flow_${purpose}`, overTls)

/** The sealed state of a log-in that was begun, as the browser kept it. */
export const flowOf = (request: FastifyRequest, purpose: FlowPurpose): string | undefined =>
  request.cookies[nameOf(request, purpose)]

/** Leaves the sealed state with the browser until the next step. */
export function giveFlow(request: FastifyRequest, reply: FastifyReply, purpose: FlowPurpose, sealed: string): void {
  reply.setCookie(nameOf(request, purpose), sealed, {
    path: '/',
    httpOnly: true,
    // The provider sends the browser back from another site; the rest stays here.
    sameSite: purpose === 'oidc' ? 'lax' : 'strict',
    secure: request.overTls,
    maxAge: Math.floor(flowTime[purpose] / 1000),
  })
}

export function endFlow(request: FastifyRequest, reply: FastifyReply, purpose: FlowPurpose): void {
  reply.clearCookie(nameOf(request, purpose), { path: '/', secure: request.overTls })
}
