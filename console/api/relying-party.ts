import type { FastifyRequest } from 'fastify'
import { CodedError } from '../../core/lib/errors.ts'
import type { RelyingParty } from '../../response/identity/passkeys.ts'
import type { Services } from './services.ts'

type Asked = Pick<FastifyRequest, 'protocol' | 'host' | 'hostname'>

/**
 * At which address passkeys are made and shown: the configured one, never one that the request names, but for localhost,
 * where no other site can be. Undefined where they cannot be used: a browser takes no bare address of a machine.
 */
export function relyingParty(
  { protocol, host, hostname }: Asked,
  { address, name }: Services['installation'],
): RelyingParty | undefined {
  if (address !== '') {
    const { origin, hostname: id } = new URL(address)
    return { origin, id, name }
  }
  return hostname === 'localhost' ? { origin: `${protocol}://${host}`, id: 'localhost', name } : undefined
}

/** As `relyingParty`; rejects with `bad-request` (`passkey-address`) where there is none. */
export function mustParty(request: Asked, installation: Services['installation']): RelyingParty {
  const party = relyingParty(request, installation)
  if (party !== undefined) return party
  throw new CodedError('bad-request', 'passkeys need login.address', { hint: 'passkey-address' })
}
