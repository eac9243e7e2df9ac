import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { permissions } from '../../../core/access/permissions.ts'
import { auditVi } from '../../../core/i18n/audit-vi.ts'

const root = join(import.meta.dirname, '../../..')
/** Where audit entries are written. */
const rooms = [
  'response/**/*.ts',
  'roles/**/*.ts',
  'rules/{live,collections,backfill}/*.ts',
  'console/cli/**/*.ts',
  'core/store/**/*.ts',
]

/** What the variable part of an action can be, where the source puts it together. */
const parts: Readonly<Record<string, readonly string[]>> = {
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the texts are those of the source
  'alert.${verb}': ['acknowledge', 'close', 'reopen', 'release', 'hand', 'accept', 'refuse', 'withdraw', 'undo'],
  'alert.bulk-${step.verb}': ['acknowledge', 'close', 'reopen', 'release', 'hand', 'accept'],
  'unit.${change.act}': ['create', 'rename', 'move', 'edit', 'merge', 'split', 'abolish'],
  'export.${verb}': ['begin', 'end'],
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: the texts are those of the source
}

/** Texts of the shape of an action in a line that has to do with the log; permissions look alike. */
function actionsOf(source: string): readonly string[] {
  const found: string[] = []
  const lines = source.split('\n')
  for (const [at, line] of lines.entries()) {
    // A call may stand over several lines.
    const around = lines.slice(Math.max(0, at - 3), at + 2).join(' ')
    if (!/\baction\b|\baudit|\bentry\(|\bsaid\(|\bchange\(/i.test(around)) continue
    for (const [, text = ''] of line.matchAll(/['`]([a-z][a-z-]*\.[a-z${][\w.${}-]*)['`]/g)) found.push(text)
  }
  return found
}

test('every action that is written to the audit log has words', () => {
  const nouns = new Set(
    Object.keys(auditVi).flatMap((key) => (key.startsWith('audit.action.') ? [key.split('.')[2] ?? ''] : [])),
  )
  // Fields of documents and names of files and settings that share a noun with an action.
  const others =
    /\.(ts|yml|jsonl?|key|head|lock|db)$|^(rule|source|session|alert|store|export)\.(id|name|title|ip|address|level|note)/
  const allowed = new Set<string>(permissions)
  const missing = new Set<string>()
  let seen = 0
  for (const file of rooms.flatMap((pattern) => globSync(pattern, { cwd: root }))) {
    for (const text of actionsOf(readFileSync(join(root, file), 'utf8'))) {
      // Texts of the page about the log.
      if (Object.hasOwn(auditVi, text) || text.startsWith('audit.action.')) continue
      const variable = text.includes('${')
      if (variable && !Object.hasOwn(parts, text)) {
        if (nouns.has(text.split('.')[0] ?? '')) missing.add(`${file}: ${text}`)
        continue
      }
      const ends = parts[text]
      const actions = ends === undefined ? [text] : ends.map((end) => text.replace(/\$\{.*\}/, end))
      for (const action of actions) {
        if (!nouns.has(action.split('.')[0] ?? '') || others.test(action)) continue
        const known = Object.hasOwn(auditVi, `audit.action.${action}`)
        if (known) seen += 1
        else if (!allowed.has(action) && !/\.(read|write)$/.test(action)) missing.add(`${file}: ${action}`)
      }
    }
    for (const [, action = ''] of readFileSync(join(root, file), 'utf8').matchAll(/\baction: '([a-z-]+\.[a-z-]+)'/g)) {
      if (!Object.hasOwn(auditVi, `audit.action.${action}`)) missing.add(`${file}: ${action}`)
    }
  }
  assert.deepEqual([...missing], [])
  assert.ok(seen > 60, `only ${seen} actions were seen`)
})
