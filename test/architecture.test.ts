import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '..')
const files = globSync(
  '{main.ts,core/**/*.ts,collector/**/*.ts,rules/**/*.ts,response/**/*.ts,console/**/*.{ts,tsx},demo/**/*.ts}',
  {
    cwd: root,
    exclude: (name) => name.includes('node_modules') || name.includes('dist'),
  },
).map((file) => file.replaceAll('\\', '/'))

interface Import {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
}

/**
 * Reads import and export statements as text. No compiler is involved, so the test cannot pass by seeing nothing: the
 * counts below say how much it must have seen.
 */
const imports: Import[] = files.flatMap((from) => {
  const text = readFileSync(join(root, from), 'utf8')
  const statements = text.matchAll(
    /^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)|new URL\(\s*['"](\.[^'"]+\.ts)['"]/gm,
  )
  return [...statements].map((found) => {
    const specifier = found[2] ?? found[3] ?? found[4] ?? ''
    const to = specifier.startsWith('.')
      ? relative(root, normalize(join(root, dirname(from), specifier))).replaceAll('\\', '/')
      : specifier
    return { from, to, typeOnly: found[1] !== undefined }
  })
})

const inside = (path: string, ...folders: readonly string[]) =>
  folders.some((folder) => path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`))
const refuse = (what: string, wrong: (found: Import) => boolean) => {
  const found = imports.filter(wrong).map(({ from, to }) => `${from} → ${to}`)
  assert.deepEqual(found, [], what)
}

test('the test sees the whole house', () => {
  assert.ok(files.length >= 120, `only ${files.length} modules seen`)
  assert.ok(imports.length >= 350, `only ${imports.length} imports seen`)
  for (const room of [
    'core/predicate',
    'core/store/sqlite',
    'collector',
    'rules',
    'response',
    'console/api',
    'console/web',
    'demo',
  ]) {
    assert.ok(files.filter((file) => inside(file, room)).length >= 5, `${room} is hardly there`)
  }
})

test('core layers: lib ← event ← predicate ← access ← store', () => {
  const layers = ['core/lib', 'core/event', 'core/predicate', 'core/access', 'core/store']
  refuse('a layer imports one above it', ({ from, to }) => {
    const at = layers.findIndex((layer) => inside(from, layer))
    const target = layers.findIndex((layer) => inside(to, layer))
    return at >= 0 && target > at
  })
})

test('core knows nothing of HTTP, React, vendor formats or the other rooms', () => {
  refuse('core reaches out', ({ from, to }) => {
    if (!inside(from, 'core')) return false
    return (
      inside(to, 'collector', 'rules', 'response', 'playbooks', 'console', 'main.ts') ||
      /^(node:http|node:https|node:net|fastify|react|socket\.io)/.test(to)
    )
  })
})

test('collector, rules, response and playbooks import core and never each other', () => {
  const rooms = ['collector', 'rules', 'response', 'playbooks']
  refuse('a room imports its neighbour', ({ from, to }) => {
    const own = rooms.find((room) => inside(from, room))
    if (own === undefined) return false
    return inside(
      to,
      ...rooms.filter((room) => room !== own),
      'console',
      'main.ts',
      'core/store/sqlite',
      'core/store/elastic',
    )
  })
})

test('the demo is a client: it takes words of core, never a store, and reaches the platform over its inputs and API', () => {
  refuse('the demo goes in by a side door', ({ from, to, typeOnly }) => {
    if (!inside(from, 'demo')) return false
    if (inside(to, 'core/lib')) return false
    if (inside(to, 'core/access', 'core/config/schema.ts')) return !typeOnly
    return inside(to, 'core', 'collector', 'rules', 'response', 'console', 'roles', 'main.ts')
  })
  refuse('the platform leans on its demo', ({ from, to }) => inside(to, 'demo') && !inside(from, 'demo', 'main.ts'))
})

test('the back ends of the store are opened by the composition root alone: main.ts and roles', () => {
  refuse('a back end is imported', ({ from, to }) => {
    const backEnd = ['core/store/sqlite', 'core/store/elastic'].find((folder) => inside(to, folder))
    return backEnd !== undefined && !inside(from, backEnd, 'main.ts', 'roles')
  })
  refuse('a room imports the composition root', ({ from, to }) => {
    return inside(to, 'main.ts', 'roles') && !inside(from, 'main.ts', 'roles')
  })
})

test('the API receives built services: it opens nothing and knows no collector or rule', () => {
  refuse('the API builds for itself', ({ from, to }) => {
    return inside(from, 'console/api') && (inside(to, 'collector', 'rules', 'main.ts') || to === 'node:sqlite')
  })
})

test('the web takes lib, event, predicate and i18n at run time, schemas and access as types', () => {
  refuse('the web imports what a browser must not have', ({ from, to, typeOnly }) => {
    if (!inside(from, 'console/web/src')) return false
    if (to.startsWith('node:')) return true
    if (inside(to, 'core/lib', 'core/event', 'core/predicate', 'core/i18n')) return false
    if (inside(to, 'console/api/schemas', 'core/access')) return !typeOnly
    return inside(to, 'core', 'collector', 'rules', 'response', 'console/api', 'console/cli', 'main.ts')
  })
})

test('what the web takes at run time uses nothing of Node', () => {
  const reached = new Set<string>()
  const visit = (file: string) => {
    if (reached.has(file)) return
    reached.add(file)
    for (const { from, to, typeOnly } of imports) if (from === file && !typeOnly && inside(to, 'core')) visit(to)
  }
  for (const { from, to, typeOnly } of imports) {
    if (inside(from, 'console/web/src') && inside(to, 'core') && !typeOnly) visit(to)
  }
  assert.ok(reached.size >= 2, 'the web takes nothing of core: the check sees nothing')
  refuse('node: in the browser', ({ from, to }) => reached.has(from) && to.startsWith('node:'))
})

test('the system scope is imported by the platform’s own work alone', () => {
  const allowed = [
    'core/access/scope.ts',
    'core/store/copy.ts',
    'core/store/lease.ts',
    'response/alerts/name-tactics.ts',
    'response/alerts/open.ts',
    'response/alerts/count.ts',
    'response/alerts/quiet-count.ts',
    'response/alerts/keep-findings.ts',
    'roles/audit-tools.ts',
    'roles/finding-keeper.ts',
    'rules/engine/correlate/stored.ts',
    'rules/engine/correlate/correlator.ts',
    'response/identity/accounts.ts',
    'response/identity/api-keys.ts',
    'response/identity/leaders.ts',
    'response/identity/second-factor.ts',
    'console/cli/commands/user.ts',
    'response/identity/sessions.ts',
    'response/identity/external.ts',
    'response/identity/expiry.ts',
    'response/identity/try-limit.ts',
    'response/identity/passkeys.ts',
    'response/identity/break-glass.ts',
    'response/identity/people.ts',
    'response/identity/intake-keys.ts',
    'response/events/platform-event.ts',
    'response/sources/repaired.ts',
    'response/sources/rerun.ts',
    'rules/backfill/backfill.ts',
    'rules/backfill/fill-gaps.ts',
    'rules/backfill/gaps.ts',
    'rules/backfill/hand-over.ts',
    'rules/backfill/run.ts',
    'rules/backfill/schedule.ts',
    'rules/collections/collection-records.ts',
    'rules/live/applied.ts',
    'rules/live/cost.ts',
    'rules/live/rule-records.ts',
    'rules/live/suppression-records.ts',
    'response/audit/chain-check.ts',
    'response/audit/head.ts',
    'response/audit/pack-rows.ts',
    'response/audit/pack.ts',
    'response/audit/send-heads.ts',
    'response/audit/stream-events.ts',
    'response/sources/silence.ts',
    'response/sources/source.ts',
    'response/retention/disk-watch.ts',
    'response/alerts/bulk.ts',
    'response/alerts/bulk-run.ts',
    'response/indicators/list-records.ts',
    'response/indicators/live-values.ts',
    'response/indicators/look-back-hits.ts',
    'response/indicators/look-back-run.ts',
    'response/indicators/searches.ts',
    'response/searches/saved.ts',
    'response/identity/holders.ts',
    'response/shifts/shifts.ts',
    'response/home/since.ts',
    'response/retention/hold.ts',
    'response/retention/ledger.ts',
    'response/units/unit-records.ts',
    'response/systems/live-systems.ts',
  ]
  const users = files.filter((file) => /\bsystemScope\b/.test(readFileSync(join(root, file), 'utf8')))
  assert.deepEqual(
    users.filter((file) => !allowed.includes(file)),
    [],
  )
  assert.ok(users.length >= 3, 'nobody uses it: the check sees nothing')
})

test('the environment is read in one place', () => {
  const readers = files.filter((file) => /process\.env\b/.test(readFileSync(join(root, file), 'utf8')))
  assert.deepEqual(readers, ['core/config/load.ts'])
})

test('only scripts of the platform run: no eval, no Function, no raw HTML in React', () => {
  const wrong = files.filter((file) =>
    /\beval\(|new Function\(|dangerouslySetInnerHTML|\.innerHTML\s*=/.test(readFileSync(join(root, file), 'utf8')),
  )
  assert.deepEqual(wrong, [])
})
