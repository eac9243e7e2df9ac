import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { roleNames } from '../../console/cli/commands/serve.ts'
import { environmentName, loadConfig } from '../../core/config/load.ts'
import { schema } from '../../core/config/schema.ts'
import { eventually, installation } from '../support/platform.ts'

const home = join(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(join(home, file), 'utf8')

interface Service {
  readonly image: string
  readonly user?: string
  readonly command?: readonly string[]
  readonly entrypoint?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly volumes?: readonly string[]
  readonly healthcheck?: object
  readonly restart?: string
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly network_mode?: string
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
}
const compose = parse(read('docker-compose.yml'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>
  readonly volumes: Readonly<Record<string, null>>
}
const services = Object.entries(compose.services)
const lasting = services.filter(([, { restart }]) => restart !== undefined)
const dockerfile = read('Dockerfile')
const known = new Set(
  Object.entries(schema).flatMap(([section, keys]) => Object.keys(keys).map((key) => environmentName(section, key))),
)

test('every role of the platform runs, and nothing that is no role', () => {
  const roles = services.flatMap(([, { command }]) => (command?.[0] === 'serve' ? [command[2]] : []))
  assert.deepEqual(roles.toSorted(), [...roleNames].toSorted())
  assert.equal(lasting.length, roles.length + 1, 'and Elasticsearch beside them')
})

test('images are pinned to a version', () => {
  const images = [
    ...services.map(([, { image }]) => image),
    ...[...dockerfile.matchAll(/^FROM (\S+)/gm)].map((m) => m[1]),
  ]
  assert.ok(images.length >= 8)
  for (const image of images) assert.match(image ?? '', /^[a-z0-9./-]+:\d+\.\d+\.\d+(-[a-z-]+)?$/)
})

test('whatever keeps running is watched, restarted and confined', () => {
  for (const [name, service] of services) {
    assert.deepEqual(service.cap_drop, ['ALL'], name)
    assert.ok(service.security_opt?.includes('no-new-privileges:true'), name)
    if (service.user === '0' || service.user === 'root') assert.equal(service.network_mode, 'none', `${name} is root`)
  }
  for (const [name, service] of lasting) {
    assert.ok(service.healthcheck !== undefined, `${name} has no health check`)
    if (service.image.startsWith('vonggac:')) assert.equal(service.read_only, true, name)
  }
  assert.match(dockerfile, /^USER node$/m)
  assert.ok(dockerfile.lastIndexOf('\nUSER node') > dockerfile.lastIndexOf('\nRUN '), 'nothing is root after the build')
})

test('passwords stand in files, made at the first start', () => {
  for (const file of ['docker-compose.yml', 'Dockerfile', 'deploy/docker/keys.sh', 'deploy/docker/elastic-user.sh'])
    assert.doesNotMatch(read(file), /changeme|password\s*[:=]\s*["']?[a-z0-9]+["']?\s*$/im, file)
  for (const [name, { environment = {} }] of services)
    for (const [key, value] of Object.entries(environment))
      if (/password|secret/i.test(key)) {
        assert.match(key, /_FILE$/, `${name}: ${key}`)
        assert.match(value, /^\//, `${name}: ${key} is a path`)
      }
  assert.match(read('deploy/docker/keys.sh'), /\/dev\/urandom/)
})

test('the settings of the platform are settings that it has', () => {
  const names = [
    ...services.flatMap(([, { environment = {} }]) => Object.keys(environment)),
    ...[...dockerfile.matchAll(/\b(VONGGAC_\w+)=/g)].map((found) => found[1] ?? ''),
  ].filter((name) => name.startsWith('VONGGAC_'))
  assert.ok(names.length >= 10)
  assert.deepEqual(
    names.filter((name) => !known.has(name)),
    [],
  )
  const environment = { ...compose.services.console?.environment, VONGGAC_CONSOLE_HOST: '0.0.0.0' }
  const config = loadConfig(undefined, environment)
  assert.ok(config.ok && config.value.storage.kind === 'elasticsearch', JSON.stringify(config))
})

test('what is mounted, waited for and run is there', () => {
  for (const [name, { volumes = [], depends_on: needs = {}, entrypoint = [] }] of services) {
    const targets = volumes.map((volume) => volume.split(':'))
    for (const [from = '', to = ''] of targets) {
      if (from.startsWith('./')) assert.ok(existsSync(join(home, from)), `${name}: ${from}`)
      else assert.ok(from in compose.volumes, `${name}: volume ${from}`)
      assert.match(to, /^\//)
    }
    for (const [other, { condition }] of Object.entries(needs)) {
      const needed = compose.services[other]
      assert.ok(needed !== undefined, `${name} waits for ${other}`)
      if (condition === 'service_healthy') assert.ok(needed.healthcheck !== undefined, other)
      else assert.equal(needed.restart, undefined, `${other} never completes`)
    }
    const script = entrypoint.find((word) => word.endsWith('.sh'))
    if (script !== undefined)
      assert.ok(
        targets.some(([, to]) => to === script),
        `${name}: ${script}`,
      )
  }
  for (const script of ['keys.sh', 'elastic-user.sh', 'vonggac'])
    assert.equal(spawnSync('bash', ['-n', join(home, 'deploy/docker', script)]).status, 0, script)
  assert.ok((statSync(join(home, 'deploy/docker/vonggac')).mode & 0o111) !== 0)
})

test('the authority’s key stays with what made it, and each side has keys of its own', () => {
  const holders = (volume: string) =>
    services.filter(([, { volumes = [] }]) => volumes.some((one) => one.startsWith(`${volume}:`))).map(([name]) => name)
  assert.deepEqual(holders('authority'), ['keys'])
  assert.deepEqual(holders('elasticsearch-keys'), ['keys', 'elasticsearch', 'elastic-user'])
})

test('the health check tells a platform that serves from one that does not', async (t) => {
  const platform = await installation(t).start()
  const health = (...roles: string[]) =>
    spawnSync(process.execPath, [join(home, 'deploy/docker/health.mjs'), ...roles], {
      env: {
        ...process.env,
        VONGGAC_CONSOLE_PORT: new URL(platform.url).port,
        VONGGAC_SYSLOG_PORT: String(platform.syslogPort),
      },
      timeout: 60_000,
    }).status
  // It gives an answer three seconds, which a busy machine may not keep to each time.
  await eventually('all roles are well', async () => health('console', 'ingest', 'jobs') === 0)
  assert.equal(health(), 1)
  assert.equal(health('unheard-of'), 1)
  await platform.end('SIGTERM')
  assert.equal(health('console'), 1)
  assert.equal(health('ingest'), 1)
})
