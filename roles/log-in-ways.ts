import { readFileSync } from 'node:fs'
import type { UnitTree } from '../core/access/unit.ts'
import type { Config } from '../core/config/schema.ts'
import type { Clock } from '../core/lib/clock.ts'
import { CodedError, problemText } from '../core/lib/errors.ts'
import type { RecordStore } from '../core/store/store.ts'
import { createDirectory, type Directory } from '../response/identity/directory.ts'
import { createExternalPeople } from '../response/identity/external.ts'
import { readGroupMappings } from '../response/identity/group-mapping.ts'
import { createLogIn, type LogIn } from '../response/identity/log-in.ts'
import { createOidc, type Oidc } from '../response/identity/oidc.ts'
import type { SealedFlows } from '../response/identity/sealed-flow.ts'
import type { Sessions } from '../response/identity/sessions.ts'

/** Where the provider sends the browser back to. */
const callback = '/api/log-in/oidc/callback'

/** The identity providers of the configuration; nothing is asked of them yet. Rejects what cannot work with `bad-request`. */
export function providersOf({ login, oidc, ldap }: Config, clock: Clock): { oidc?: Oidc; directory?: Directory } {
  if (oidc.issuer !== '' && (login.address === '' || oidc.clientId === '')) {
    throw wrong('oidc.issuer is set: oidc.clientId and login.address are needed too')
  }
  if (oidc.issuer !== '' && !isSafe(oidc.issuer, 'https:', 'http:'))
    throw wrong('oidc.issuer must be an https:// address')
  if (ldap.url !== '' && ldap.startTls === 'off' && !isSafe(ldap.url, 'ldaps:', 'ldap:')) {
    throw wrong('ldap.url must be ldaps://, or ldap:// with startTls: passwords do not cross a network in the clear')
  }
  if (ldap.url !== '' && (ldap.base === '' || (ldap.bindDn === '' && ldap.upnSuffix === ''))) {
    throw wrong('ldap.url is set: ldap.base and either ldap.bindDn or ldap.upnSuffix are needed too')
  }
  if (ldap.url !== '' && !ldap.filter.includes('{login}')) throw wrong('ldap.filter must name {login}')
  const { startTls, groups, bindPasswordFile, ...directory } = ldap
  return {
    ...(oidc.issuer === ''
      ? {}
      : {
          oidc: createOidc(
            {
              ...oidc,
              clientSecret: secretOf(oidc.clientSecretFile),
              ca: textOf(oidc.caFile),
              redirectUri: new URL(callback, login.address).href,
              seconds: login.seconds,
            },
            () => clock.now(),
          ),
        }),
    ...(ldap.url === ''
      ? {}
      : {
          directory: createDirectory({
            ...directory,
            startTls: startTls === 'on',
            groups: groups as 'memberOf' | 'member' | 'nested',
            ca: textOf(ldap.caFile),
            bindPassword: secretOf(bindPasswordFile) ?? '',
            seconds: login.seconds,
          }),
        }),
  }
}

/** Rejects with `bad-request` what of the configuration cannot work; asks nobody. */
export function checkLogInWays(config: Config, clock: Clock): void {
  providersOf(config, clock)
  groupMappings(config)
  const { address } = config.login
  if (address === '') return
  const plain =
    URL.canParse(address) && /^https?:$/.test(new URL(address).protocol) && new URL(address).pathname === '/'
  if (!plain) throw wrong(`login.address must be like https://vonggac.tinh.gov.vn, not ${address}`)
}

/** Who may sign in by what is kept here. */
export const localOf = ({ login }: Config) => ({
  local: login.local as 'on' | 'break-glass',
  breakGlassHours: login.breakGlassHours,
})

/** All ways in but the password that is kept here. */
export function logInWays(
  config: Config,
  parts: {
    readonly records: RecordStore
    readonly units: UnitTree
    readonly clock: Clock
    readonly sessions: Sessions
    readonly flows: SealedFlows
  },
): LogIn {
  const { records, units, clock, sessions, flows } = parts
  const providers = providersOf(config, clock)
  const external = createExternalPeople({
    records,
    units,
    clock,
    mappings: groupMappings(config),
    createAccounts: config.login.createAccounts === 'on',
  })
  return createLogIn({
    records,
    root: units.root,
    sessions,
    external,
    flows,
    ...providers,
    ways: {
      oidc: providers.oidc === undefined ? null : { label: config.oidc.label },
      directory: providers.directory === undefined ? null : { label: config.ldap.label },
      local: localOf(config).local,
    },
  })
}

/** The mappings of groups; all problems of the file come as one `bad-request`, a line each. */
export function groupMappings({ login }: Config) {
  if (login.groups === '') return []
  const { mappings, problems } = readGroupMappings(readFileSync(login.groups, 'utf8'), login.groups)
  if (problems.length > 0) throw wrong(problems.map(problemText).join('\n'))
  return mappings
}

/** TLS, or this machine alone. */
function isSafe(address: string, safe: string, plain: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname } = new URL(address)
  return protocol === safe || (protocol === plain && ['localhost', '127.0.0.1', '[::1]'].includes(hostname))
}

const textOf = (file: string) => (file === '' ? undefined : readFileSync(file, 'utf8'))
const secretOf = (file: string) => textOf(file)?.trim()
const wrong = (what: string) => new CodedError('bad-request', what)
