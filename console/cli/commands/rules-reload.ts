import type { Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import type { Clock } from '../../../core/lib/clock.ts'
import { awaitApplied } from '../../../rules/live/applied.ts'
import { askReload } from '../../../rules/live/reload.ts'
import type { WithInstallation } from '../installation.ts'
import { write } from '../streams.ts'

export const reloadUsage = ['vonggac rules reload [--config FILE]'] as const
export const reloadHelp = [
  'reload has every process of the running installation read the rule files again, without a gap; a file with an error',
  'is used as it was before. Waits until events are judged by them: {"applied":true}.',
] as const

/** Milliseconds that the answer waits until every ingest role judges by what it read. */
const patience = 20_000

/** `rules reload`: has the running platform read its rule files again. Answers 1 when none does. */
export function reloadRules(
  argv: readonly string[],
  stdout: Writable,
  withInstallation: WithInstallation,
  clock: Clock,
): Promise<number> {
  const { values } = parseArgs({ args: [...argv], options: { config: { type: 'string' } } })
  return withInstallation(values.config, async ({ store: { records } }) => {
    const before = await records.lastChange()
    const asked = await askReload(records, 'host', clock)
    const applied = await awaitApplied(records, { ...asked, before }, patience, () => Number.MAX_SAFE_INTEGER)
    await write(stdout, `${JSON.stringify({ applied })}\n`)
    return applied ? 0 : 1
  })
}
