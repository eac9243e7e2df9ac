import { parentPort, workerData } from 'node:worker_threads'
import type { Own } from './cautions.ts'
import { type IndicatorSource, readIndicators } from './read-indicators.ts'

/** What a reading on a thread of its own starts with. */
export interface ReadStart {
  readonly source: IndicatorSource
  readonly own: Own
}

const { source, own } = workerData as ReadStart
parentPort?.postMessage(readIndicators(source, own))
