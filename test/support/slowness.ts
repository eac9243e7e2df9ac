import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'

/** Milliseconds that the work takes on the machine that the bounds of time in tests were set on, with nothing beside it. */
const nominal = 150
const work = `
  const began = performance.now()
  let value = 1
  for (let i = 0; i < 30_000_000; i++) value = (value * 1_103_515_245 + 12_345 + i) | 0
  require('node:worker_threads').parentPort.postMessage({ value, took: performance.now() - began })`

/**
 * How many times longer a fixed piece of work on every processor takes here and now than on the quiet machine that bounds
 * of time were set on; never less than 1. A bound is multiplied by it, so that a slow or busy machine does not pass for a
 * slow product, which uses several processors too.
 */
export async function slowness(): Promise<number> {
  const workers = Array.from({ length: availableParallelism() }, () => new Worker(work, { eval: true }))
  const took = await Promise.all(
    workers.map(async (worker) => ((await once(worker, 'message'))[0] as { took: number }).took),
  )
  return Math.max(1, ...took.map((milliseconds) => milliseconds / nominal))
}
