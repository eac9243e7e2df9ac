import type { CustomMappings } from '../collector/map/custom/load-mappings.ts'
import { loadMappings } from '../collector/map/custom/load-mappings.ts'
import type { Clock } from '../core/lib/clock.ts'
import { problemText } from '../core/lib/errors.ts'
import type { Signal } from '../core/telemetry/signals.ts'
import type { Trouble } from './role.ts'

interface OpenMappings extends CustomMappings {
  /** Files that were rejected, and, after an hour, mappings that no line has matched. */
  troubles(): readonly Trouble[]
}

/** Milliseconds until a mapping that has taken no line is told. */
const patience = 60 * 60 * 1000

/** Loads the installation's mappings without code; tells what is wrong with them, and later which matched nothing. */
export function openMappings(paths: readonly string[], signal: Signal, clock: Clock): OpenMappings {
  const mappings = loadMappings(paths)
  const started = clock.now()
  for (const problem of mappings.problems) signal('mapping-rejected', { problem: problemText(problem) })
  if (mappings.names.length > 0) {
    setTimeout(() => {
      for (const [mapping, count] of mappings.counts()) if (count === 0) signal('mapping-unused', { mapping })
    }, patience).unref()
  }
  const rejected = mappings.problems.filter(({ level }) => level === 'error')
  return {
    ...mappings,
    troubles() {
      const unused = [...mappings.counts()].filter(([, count]) => count === 0).map(([mapping]) => mapping)
      const late = unused.length > 0 && clock.now() - started >= patience
      return [
        ...(rejected.length === 0
          ? []
          : [{ code: 'mapping-rejected' as const, since: started, detail: rejected.map(problemText).join('; ') }]),
        ...(late ? [{ code: 'mapping-unused' as const, since: started, detail: unused.join(', ') }] : []),
      ]
    },
  }
}
