import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { apiOf, eventually, firstPasswords, installation } from '../support/platform.ts'
import { ruleId, ruleText } from '../support/rule-release.ts'
import { sendTcp } from '../support/syslog-lines.ts'

const home = join(import.meta.dirname, '..', '..')

/** Writes rules as a vendor's checkout at a commit. */
function checkout(folder: string, commit: string, texts: readonly string[]): string {
  mkdirSync(join(folder, '.git'), { recursive: true })
  mkdirSync(join(folder, 'rules'))
  writeFileSync(join(folder, '.git', 'HEAD'), commit)
  for (const [n, text] of texts.entries()) writeFileSync(join(folder, 'rules', `${n}.yml`), text)
  return folder
}
const numbers = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n)
const lastLine = (stdout: string) => JSON.parse(stdout.trim().split('\n').at(-1) ?? '')

test('a release is in force as a whole on the running platform, or not at all when its import is killed', async (t) => {
  const { folder, start, runBeside } = installation(t)
  const old = checkout(
    join(folder, 'old'),
    'a'.repeat(40),
    numbers(1, 300).map((n) => ruleText(n, `word-${n}-old`)),
  )
  const fresh = checkout(
    join(folder, 'new'),
    'b'.repeat(40),
    numbers(201, 400).map((n) => ruleText(n, `word-${n}-new`)),
  )
  const platform = await start()
  const api = await apiOf(platform, 'truc', firstPasswords(platform).truc)
  const imported = async (): Promise<number> => {
    const { rows } = await api.get('/api/rules')
    return rows.filter(({ origin }: { origin: string }) => origin === 'import').length
  }
  const began = performance.now()
  const first = await runBeside('rules', 'import', old, '--name', 'vendor')
  const took = performance.now() - began
  assert.equal(first.status, 0, first.stderr)
  assert.deepEqual([lastLine(first.stdout).release, lastLine(first.stdout).applied], ['a'.repeat(40), true])
  assert.equal(await imported(), 300)

  const seen = new Set<number>()
  let watching = true
  const watch = (async () => {
    while (watching) {
      seen.add(await imported())
      await new Promise((go) => setTimeout(go, 20))
    }
  })()
  const update = ['rules', 'import', fresh, '--name', 'vendor', '--prune']
  for (const part of [0.3, 0.5, 0.6, 0.7, 0.8, 0.9]) {
    const env = {
      ...process.env,
      VONGGAC_STORAGE_DATA: join(folder, 'store'),
      VONGGAC_STORAGE_SECRETS: join(folder, 'secrets'),
    }
    const child = spawn(process.execPath, [join(home, 'main.ts'), ...update], { cwd: folder, env, stdio: 'ignore' })
    const ended = new Promise((resolve) => child.on('close', resolve))
    setTimeout(() => child.kill('SIGKILL'), took * part)
    await ended
    const state = lastLine((await runBeside('rules', 'collections')).stdout)
    assert.ok([1, 2].includes(state.current), JSON.stringify(state))
    const count = state.versions.find(({ number }: { number: number }) => number === state.current).counts.rules
    await eventually('the version that stands is in force', async () => (await imported()) === count)
  }
  const done = await runBeside(...update)
  assert.equal(done.status, 0, done.stderr)
  await eventually('the update is in force', async () => (await imported()) === 400)
  watching = false
  await watch
  t.diagnostic(`counts seen: ${[...seen].join(', ')}; an import took ${Math.round(took)} ms`)
  assert.deepEqual(
    [...seen].filter((count) => ![300, 400].includes(count)),
    [],
    'never half',
  )

  await sendTcp(platform.syslogPort, [
    `<78>1 ${new Date().toISOString()} db-01 CRON 1 - - (root) CMD (word-500-new)`,
    `<78>1 ${new Date().toISOString()} db-01 CRON 2 - - (root) CMD (word-1-old)`,
  ])
  const alerts = await eventually('it judges', async () => {
    const { rows } = await api.get(`/api/alerts?from=0&to=${Date.now() + 86_400_000}`)
    return rows.length > 0 && rows
  })
  assert.deepEqual(
    alerts.map(({ rule }: { rule: { id: string } | string }) => (typeof rule === 'string' ? rule : rule.id)),
    [ruleId(500)],
  )
  const back = await runBeside('rules', 'rollback', 'vendor')
  assert.deepEqual([back.status, lastLine(back.stdout).applied], [0, true])
  assert.equal(await imported(), 300)
  const dry = await runBeside('rules', 'import', fresh, '--name', 'vendor', '--dry-run', '--diff', ruleId(250))
  assert.match(dry.stdout, /^-\s+message\|contains: word-250-old$/m)
  assert.equal(lastLine(dry.stdout).written, false)
  assert.equal((await runBeside('rules', 'import', join(folder, 'none'))).status, 1)
  assert.equal((await runBeside('rules', 'import', fresh, '--levels', 'worst')).status, 2)
})
