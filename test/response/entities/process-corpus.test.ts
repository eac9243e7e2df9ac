import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createPipeline } from '../../../collector/pipeline.ts'
import { systemScope } from '../../../core/access/scope.ts'
import { unitTree } from '../../../core/access/unit-tree.ts'
import { systemClock } from '../../../core/lib/clock.ts'
import { processOf } from '../../../response/entities/process/facts.ts'
import { isProcessStart } from '../../../response/entities/process/key.ts'
import { createProcessTrees } from '../../../response/entities/process/process-trees.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

// Attacks recorded on Windows hosts, sent through the pipeline: every start that they hold has its parent above it.

const corpora = process.env.CORPORA ?? join(import.meta.dirname, '../../../../shared/corpora')
const folder = join(corpora, 'windows')
/** The corpora are no part that CI installs, so their absence is no failure there. */
const skip = existsSync(folder) ? false : `no recordings at ${folder}`

const recordings = ['psh_cmstp_execution_bypassuac', 'covenant_installutil', 'wmic_remote_xsl_jscript']

test('process trees of recorded attacks', { skip }, async (t) => {
  const store = temporaryStore(t, systemClock)
  const pipeline = createPipeline({
    events: store.events,
    judge: () => [],
    opened: async () => undefined,
    units: unitTree([{ id: 'tinh', name: 'Tỉnh', kind: 'province' }]),
    clock: systemClock,
    classOf: () => 'standard',
    onSignal: () => undefined,
  })
  for (const name of recordings) {
    const { stdout } = spawnSync('unzip', ['-p', join(folder, `${name}.zip`)], { maxBuffer: 200_000_000 })
    const records = stdout
      .toString('utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
    assert.ok(records.length > 100, `${name}: ${records.length} lines`)
    await pipeline.accept({
      sender: { id: 'bulk:k', input: 'bulk', peer: 'k', address: undefined, key: 'k' },
      format: 'auto',
      records: records.map((bytes) => ({ bytes })),
      identityOf: (index) => `${name}.${index}`,
      whenRefused: 'refuse',
    })
  }
  await pipeline.stop()
  const trees = createProcessTrees({ ...store, clock: systemClock })
  const range = {
    from: 0,
    to: Date.now() + 86_400_000,
    where: { kind: 'equals', field: 'event.category', value: 'process', fold: 'none' },
  } as const
  const starts = []
  let cursor: string | undefined
  do {
    const page = await store.events.search(systemScope, range, { limit: 500, ...(cursor !== undefined && { cursor }) })
    starts.push(...page.rows.filter(isProcessStart).flatMap((row) => processOf(row) ?? []))
    cursor = page.cursor
  } while (cursor !== undefined)
  assert.ok(starts.length >= 20, `${starts.length} starts`)
  const began = new Set(starts.map(({ entityId }) => entityId).filter((id) => id !== null))
  let joined = 0
  for (const start of starts) {
    const tree = await trees.tree({ scope: systemScope, alerts: undefined }, start.event)
    assert.equal(tree?.process.event, start.event)
    const above = tree?.ancestors.at(-1)
    if (start.parent.entityId === null || !began.has(start.parent.entityId)) continue
    joined++
    assert.equal(above?.entityId, start.parent.entityId)
    assert.notEqual(above?.event, null)
  }
  t.diagnostic(`${starts.length} starts, ${joined} of them with a parent that was recorded`)
})
