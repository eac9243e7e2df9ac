import { answerParent } from '../../core/lib/child-work.ts'
import type { Own } from './cautions.ts'
import { type IndicatorSource, readIndicators } from './read-indicators.ts'

/** What a reading in a process of its own starts with. */
export interface ReadStart {
  readonly source: IndicatorSource
  readonly own: Own
}

answerParent(({ source, own }: ReadStart) => readIndicators(source, own))
