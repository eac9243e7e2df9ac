import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { DirectorySettings } from '../../response/identity/directory.ts'
import { authority } from './certificates.ts'
import { freePort } from './free-port.ts'

const slapd = '/usr/sbin/slapd'

/** Why there is no OpenLDAP to test on; false where there is one. In CI it must be there. */
export function openLdapMissing(): string | false {
  if (existsSync(slapd)) return false
  assert.ok(process.env['CI'] === undefined, 'slapd is missing: .ci/run installs it')
  return 'OpenLDAP (slapd) is not installed'
}

/** An entry of the directory as LDIF. */
const entry = (dn: string, ...lines: readonly string[]) => [`dn: ${dn}`, ...lines, ''].join('\n')
const person = (uid: string, cn: string, ...groups: readonly string[]) =>
  entry(
    `uid=${uid},ou=people,dc=tinh`,
    'objectClass: inetOrgPerson',
    `cn: ${cn}`,
    'sn: x',
    `userPassword: password-of-${uid}`,
    ...groups.map((group) => `memberOf: ${group}`),
  )

const content = [
  entry('dc=tinh', 'objectClass: dcObject', 'objectClass: organization', 'o: Tinh'),
  entry('ou=people,dc=tinh', 'objectClass: organizationalUnit'),
  entry('ou=groups,dc=tinh', 'objectClass: organizationalUnit'),
  entry(
    'cn=lookup,dc=tinh',
    'objectClass: organizationalRole',
    'objectClass: simpleSecurityObject',
    'userPassword: lookup-password',
  ),
  person('lan', 'Nguyen Thi Lan', 'cn=soc,ou=groups,dc=tinh'),
  person('hoa', 'Hoa (IT) *'),
  entry('cn=soc,ou=groups,dc=tinh', 'objectClass: groupOfNames', 'member: uid=lan,ou=people,dc=tinh'),
  // Where another server is said to know more.
  entry(
    'ou=elsewhere,dc=tinh',
    'objectClass: referral',
    'objectClass: extensibleObject',
    'ref: ldap://127.0.0.1:9/dc=else',
  ),
].join('\n')

/** Starts a real OpenLDAP with a few people, listening with and without TLS. `lookup` is the account that may search; `name` is whose certificate it shows. */
export async function startOpenLdap(
  t: TestContext,
  name: { dns: string; ip: string } = { dns: 'localhost', ip: '127.0.0.1' },
) {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-ldap-'))
  mkdirSync(join(folder, 'data'))
  const signer = await authority()
  const { cert, key } = await signer.server(undefined, [name.dns], name.ip)
  const files = { ca: signer.ca, cert, key }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, `${name}.pem`), text)
  const schema = (name: string) => `include /etc/ldap/schema/${name}.schema`
  writeFileSync(
    join(folder, 'slapd.conf'),
    [
      ...['core', 'cosine', 'inetorgperson'].map(schema),
      'modulepath /usr/lib/ldap',
      'moduleload back_mdb',
      'moduleload memberof',
      `pidfile ${folder}/pid`,
      `TLSCACertificateFile ${folder}/ca.pem`,
      `TLSCertificateFile ${folder}/cert.pem`,
      `TLSCertificateKeyFile ${folder}/key.pem`,
      'allow bind_anon_cred bind_anon_dn',
      'database mdb',
      'suffix dc=tinh',
      'rootdn cn=admin,dc=tinh',
      `directory ${folder}/data`,
      'overlay memberof',
      'access to attrs=userPassword by anonymous auth by * none',
      'access to * by dn.exact=cn=lookup,dc=tinh read by self read by anonymous auth',
      '',
    ].join('\n'),
  )
  writeFileSync(join(folder, 'content.ldif'), content)
  const added = spawnSync('/usr/sbin/slapadd', ['-f', join(folder, 'slapd.conf'), '-l', join(folder, 'content.ldif')], {
    encoding: 'utf8',
  })
  assert.equal(added.status, 0, added.stderr)
  const [port, tlsPort] = [await freePort(), await freePort()]
  const urls = { plain: `ldap://127.0.0.1:${port}`, tls: `ldaps://127.0.0.1:${tlsPort}` }
  const child = spawn(slapd, ['-d', '0', '-f', join(folder, 'slapd.conf'), '-h', `${urls.plain} ${urls.tls}`], {
    stdio: 'ignore',
  })
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const stop = () => {
    child.kill('SIGKILL')
    return ended
  }
  t.after(async () => {
    await stop()
    rmSync(folder, { recursive: true, force: true })
  })
  await answering(port)
  return { urls, ca: signer.ca, lookup: 'cn=lookup,dc=tinh', lookupPassword: 'lookup-password', stop }
}

async function answering(port: number): Promise<void> {
  for (const until = Date.now() + 60_000; ; ) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy()
        resolve(true)
      })
      socket.on('error', () => resolve(false))
    })
    if (open) return
    assert.ok(Date.now() < until, 'slapd does not answer')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** How the directory is asked: over StartTLS, by an account that looks people up. */
export const directorySettings = (server: Awaited<ReturnType<typeof startOpenLdap>>): DirectorySettings => ({
  url: server.urls.tls,
  startTls: true,
  ca: server.ca,
  bindDn: server.lookup,
  bindPassword: server.lookupPassword,
  upnSuffix: '',
  base: 'dc=tinh',
  filter: '(&(objectClass=person)(uid={login}))',
  subject: 'entryUUID',
  displayName: 'cn',
  groups: 'memberOf',
  groupBase: '',
  seconds: 3,
})
