import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { systemScope } from '../core/access/scope.ts'
import type { Config } from '../core/config/schema.ts'
import type { Clock } from '../core/lib/clock.ts'
import { CodedError } from '../core/lib/errors.ts'
import { everything } from '../core/predicate/build.ts'
import { type Account, accountKind } from '../response/identity/accounts.ts'
import { opensByItself } from '../response/identity/break-glass.ts'
import { type Answer, bad, ok, warn } from './doctor-answer.ts'
import { groupMappings, providersOf } from './log-in-ways.ts'
import { openStore } from './open-store.ts'

type Look = [string, () => Answer | Promise<Answer>]

/** What log-ins need: the key of second factors, the providers that are configured, and a way in without them. */
export function identityLooks(config: Config, clock: Clock): Look[] {
  const outside = config.oidc.issuer !== '' || config.ldap.url !== ''
  return [
    ['identity', () => identityKeyLook(config.storage.secrets)],
    ...(config.oidc.issuer === '' ? [] : [['oidc', () => reach('oidc', config, clock)] as Look]),
    ...(config.ldap.url === '' ? [] : [['ldap', () => reach('directory', config, clock)] as Look]),
    ...(config.login.groups === '' ? [] : [['groups', () => ok(`${groupMappings(config).length} mappings`)] as Look]),
    ...(outside || config.login.local !== 'on' ? [['break-glass', () => breakGlass(config, clock)] as Look] : []),
  ]
}

function identityKeyLook(secrets: string): Answer {
  const path = join(secrets, 'identity.key')
  if (!existsSync(path)) return warn(`${path} is not there yet; the first start makes it`)
  if ((statSync(path).mode & 0o077) !== 0) return bad(`others may read ${path}: chmod go= it`)
  const whole = /^[0-9a-f]{64}\s*$/i.test(readFileSync(path, 'utf8'))
  return whole ? ok(path) : bad(`${path} is no key of 64 hexadecimal digits: restore it from the backup of the secrets`)
}

async function reach(which: 'oidc' | 'directory', config: Config, clock: Clock): Promise<Answer> {
  const place = which === 'oidc' ? config.oidc.issuer : config.ldap.url
  try {
    await providersOf(config, clock)[which]?.reach()
    return ok(place)
  } catch (error) {
    if (!(error instanceof CodedError) || error.code === 'bad-request') throw error
    // The cause may say what the provider sent: it goes no further than who runs this.
    const cause = error.cause instanceof Error ? `: ${error.cause.message}` : ''
    return bad(`${place} (${error.hint ?? error.code})${cause}`)
  }
}

/** Somebody must get in when the provider is away. */
async function breakGlass(config: Config, clock: Clock): Promise<Answer> {
  const store = await openStore(config, clock)
  try {
    const { rows } = await store.records.list<Account>(systemScope, accountKind, { where: everything, limit: 10_000 })
    const names = rows.filter(({ document }) => opensByItself(document)).map(({ id }) => id)
    if (names.length > 0) return ok(names.join(', '))
    const how = 'mark one: vonggac user break-glass NAME'
    return config.login.local === 'on'
      ? warn(`no break-glass account; ${how}`)
      : bad(`nobody gets in without the provider; ${how}`)
  } finally {
    await store.close()
  }
}
