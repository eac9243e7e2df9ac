import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { systemScope } from '../../core/access/scope.ts'
import { openReader } from '../../core/store/sqlite/open.ts'
import { always, start } from '../core/store/fixtures.ts'

const kills = 20

/** Lets a writer run until it has acknowledged some batches more, kills it in the middle, and tells the last one. */
async function runAndKill(directory: string, first: number, acknowledgements: number): Promise<number> {
  const script = join(import.meta.dirname, 'store-kill-writer.ts')
  const child = spawn(process.execPath, [script, directory, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exit = once(child, 'exit')
  let last = first - 1
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line.slice('ack '.length))
    // A few milliseconds later a batch is under way: in its inserts, its commit, or between its two partitions.
    if (last === first + acknowledgements) setTimeout(() => child.kill('SIGKILL'), Math.random() * 6)
  }
  const [, signal] = await exit
  assert.equal(signal, 'SIGKILL')
  return last
}

test(`a writer killed ${kills} times keeps every acknowledged event once, with its matches`, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'vonggac-kill-'))
  let last = -1
  for (let kill = 0; kill < kills; kill++) last = await runAndKill(directory, last + 1, 3 + (kill % 5))

  const reader = openReader({ directory })
  const stored = new Map<string, number>()
  let cursor: string | undefined
  do {
    const page = await reader.search(systemScope, always, { limit: 5_000, ...(cursor === undefined ? {} : { cursor }) })
    for (const row of page.rows) stored.set(String(row.event.id), (stored.get(String(row.event.id)) ?? 0) + 1)
    cursor = page.cursor
  } while (cursor !== undefined)
  const matches = await reader.matchesOf(systemScope, { alertKey: 'alert-1', from: 0, to: start }, 1_000_000)
  await reader.close()
  rmSync(directory, { recursive: true })

  assert.ok(last >= 4 * kills)
  for (let batch = 0; batch <= last; batch++) {
    for (let i = 0; i < 100; i++) assert.ok(stored.has(`${batch}-${i}`), `acknowledged event ${batch}-${i} is gone`)
  }
  for (const [id, count] of stored) assert.equal(count, 1, `event ${id} is stored ${count} times`)
  // Unacknowledged or not, an event that is there has its matches, and there is no match without its event.
  const expected = [...stored.keys()].filter((id) => Number(id.split('-')[1]) % 3 === 0)
  assert.deepEqual(matches.map(({ eventId }) => eventId).toSorted(), expected.toSorted())
})
