import { type WorkBounds, workInChild } from '../../core/lib/child-work.ts'
import { fail, type Result } from '../../core/lib/result.ts'
import { currentAsker } from '../../core/store/asker.ts'
import { ReadQueue } from '../../core/store/read-queue.ts'
import type { Own } from './cautions.ts'
import type { ReadStart } from './read-child.ts'
import type { FileRefusal } from './read-file.ts'
import { type IndicatorSource, type Reading, readIndicators } from './read-indicators.ts'

/** Reads indicators without holding the calling thread. Rejects with `abandoned` when whoever asked has left. */
export type ReadsIndicators = (source: IndicatorSource, own: Own) => Promise<Result<Reading, FileRefusal>>

/** Characters of a pasted text that are read sooner than a process starts. */
const shortText = 32_768
/** Readings of one person that wait: each holds its file. */
const mostWaiting = 3
/** Several times what the largest file takes on an idle machine. The refusal `too-long` names the seconds. */
const usualBounds: WorkBounds = { milliseconds: 60_000, megabytes: 512 }

/**
 * Large texts and all files are read in a process each, two at once at most, people in turn. Refused are `too-long` and
 * `too-much-memory` what goes past its bounds, and `busy` where too many of one's own wait already.
 */
export function indicatorReader(bounds = usualBounds): ReadsIndicators {
  const queue = new ReadQueue(['light', 'light'])
  return async (source, own) => {
    if ('text' in source && source.text.length <= shortText) return readIndicators(source, own)
    if (queue.of(currentAsker()?.person ?? '').waiting >= mostWaiting) return fail('busy')
    const start: ReadStart = { source, own }
    const read = await queue.run('light', (_, left) =>
      workInChild<Result<Reading, FileRefusal>>(new URL('./read-child.ts', import.meta.url), start, bounds, left),
    )
    return read.ok ? read.value : fail(read.error)
  }
}
