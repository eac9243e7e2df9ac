import type { CustomMappings } from '../collector/map/custom/load-mappings.ts'
import { loadMappings } from '../collector/map/custom/load-mappings.ts'
import { problemText } from '../core/lib/errors.ts'
import type { Signal } from '../core/telemetry/signals.ts'

/** Milliseconds until a mapping that has taken no line is told. */
const patience = 60 * 60 * 1000

/** Loads the installation's mappings without code; tells what is wrong with them, and later which matched nothing. */
export function openMappings(paths: readonly string[], signal: Signal): CustomMappings {
  const mappings = loadMappings(paths)
  for (const problem of mappings.problems) signal('mapping-rejected', { problem: problemText(problem) })
  if (mappings.names.length > 0) {
    setTimeout(() => {
      for (const [mapping, count] of mappings.counts()) if (count === 0) signal('mapping-unused', { mapping })
    }, patience).unref()
  }
  return mappings
}
