import { existsSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { listenRelp } from '../../collector/inputs/relp.ts'
import { openRelpSessions } from '../../collector/inputs/relp-sessions.ts'
import { systemClock } from '../../core/lib/clock.ts'
import type { StoredEvent } from '../../core/store/store.ts'
import { memoryPipeline } from '../support/memory-events.ts'

/** Takes RELP in and writes id and text of every event to a file, some milliseconds a batch: for a test that kills it. */
const [port = '0', folder = '.'] = process.argv.slice(2)
const path = join(folder, 'events')
// What the kill left of a line was not acknowledged: a store takes it back when it is opened again.
if (existsSync(path)) truncateSync(path, readFileSync(path).lastIndexOf('\n') + 1)
const file = openSync(path, 'a')
const events = {
  async append(batch: readonly StoredEvent[]) {
    await new Promise((resolve) => setTimeout(resolve, 12))
    writeSync(file, batch.map(({ id, document }) => `${id}\t${document.event.original}\n`).join(''))
    return { inserted: batch.length, duplicates: 0, newMatches: 0 }
  },
}
const { pipeline } = memoryPipeline({ clock: systemClock, events })
const sessions = openRelpSessions(join(folder, 'sessions'))
await listenRelp({ host: '127.0.0.1', port: Number(port), pipeline, sessions })
