import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { doorVi } from '../../../core/i18n/door-vi.ts'
import { errorTable } from '../../../core/lib/errors.ts'

const web = join(import.meta.dirname, '../../../console/web/src')

/** The web files that a file imports at once, itself among them. */
function needsOf(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file) || !existsSync(file)) return found
  found.add(file)
  for (const [, from = ''] of readFileSync(file, 'utf8').matchAll(/^import (?!type ).*?from '(\.[^']+\.tsx?)'/gms)) {
    needsOf(join(dirname(file), from), found)
  }
  return found
}

/** Texts of states that only stand behind the sign-in, though their file is shared. */
const inside = /^(?:state\.|permission|nav\.home|units\.preview\.wrong|time\.|frame\.account\.of)/

test('what stands before the sign-in says nothing but texts that are there by then', () => {
  const files = ['SignIn.tsx', 'Welcome.tsx'].flatMap((page) => [...needsOf(join(web, 'pages/sign-in', page))])
  assert.ok(files.length > 15, `only ${files.length} files`)
  const keys = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\bt\(\s*['`]([\w.-]+)/g)].map(([, key]) => key ?? ''),
  )
  assert.ok(keys.includes('signIn.title') && keys.includes('welcome.title'))
  const there = Object.keys(doorVi)
  // A key that is put together ends in its dot here.
  const missing = keys.filter((key) => !there.some((one) => one === key || (key.endsWith('.') && one.startsWith(key))))
  assert.deepEqual(
    missing.filter((key) => !inside.test(key)),
    [],
  )
  for (const { message } of Object.values(errorTable)) assert.ok(there.includes(message), message)
})
