import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock as clock } from '../../../core/lib/clock.ts'
import { packTexts, unpackTexts } from '../../../rules/collections/collection.ts'
import { applyImport, planImport } from '../../../rules/collections/edit-collection.ts'
import { readRelease } from '../../../rules/collections/read-release.ts'
import { readRules } from '../../../rules/sigma/read.ts'
import { taxonomies } from '../../../rules/taxonomy/taxonomies.ts'
import { eventually } from '../../support/platform.ts'
import { everywhere, followRules } from '../../support/rule-edits.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

const corpora = process.env.CORPORA ?? join(import.meta.dirname, '../../../../shared/corpora')
const sigma = join(corpora, 'sigma')
/** The corpora are no part that CI installs, so their absence is no failure there. */
const absent = existsSync(sigma) ? false : `no Sigma corpus at ${sigma}`

test('the public Sigma rules are imported, taken up, and compared with themselves', { skip: absent }, async (t) => {
  const { records } = temporaryStore(t, clock)
  const { live, edit } = await followRules(t, records)
  const filter = { levels: null, statuses: null, logsources: null, arrivingOnly: false }
  const wishes = { name: 'sigmahq', origin: sigma, filter, enabled: true, preferred: false, prune: false }
  const parts = {
    read: (bytes: Uint8Array, file: string) => readRules(bytes, file, { taxonomy: taxonomies.ecs }),
    arrives: () => true,
    overridesOf: () => [],
    holderOf: () => undefined,
  }
  const start = performance.now()
  const release = readRelease(sigma, '2026-01-02')
  const plan = await planImport(records, everywhere, release, wishes, parts)
  const planned = performance.now()
  await applyImport(edit, plan)
  const written = performance.now()
  await eventually('taken up', async () => live.current().running.length >= 3755, 60_000)
  const taken = performance.now()
  const ms = (from: number, to: number) => `${Math.round(to - from)} ms`
  t.diagnostic(
    `${plan.texts.length} texts: planned ${ms(start, planned)}, written ${ms(planned, written)}, taken up ${ms(written, taken)}`,
  )
  assert.equal(plan.selection.rejected + plan.texts.length, release.files.length)
  assert.deepEqual(
    [...new Set(plan.selection.problems.filter(({ level }) => level === 'error').map(({ code }) => code))],
    ['unresolved-placeholder'],
  )
  const packed = packTexts('sigmahq', 1, plan.texts)
  const bytes = packed.reduce((sum, { document }) => sum + JSON.stringify(document).length, 0)
  t.diagnostic(`${packed.length} records of ${bytes} bytes together`)
  assert.ok(bytes < 4_000_000, `${bytes} bytes`)
  assert.deepEqual(unpackTexts(packed.map(({ document }) => document as { packed: string })), plan.texts)
  const again = await planImport(records, everywhere, release, wishes, parts)
  assert.deepEqual([again.anything, again.diff.same], [false, plan.texts.length])
})
