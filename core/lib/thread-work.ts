import { Worker } from 'node:worker_threads'
import { CodedError } from './errors.ts'
import { fail, ok, type Result } from './result.ts'

/** How long a piece of work may take with the start of its thread, milliseconds, and how much it may hold at once, MB. */
export interface WorkBounds {
  readonly milliseconds: number
  readonly megabytes: number
}

/** Why a piece of work was broken off. */
export type WorkExcess = 'too-long' | 'too-much-memory'

/** Room for young objects in such a thread, MB: what lives for one line need not be copied often. */
const youngGeneration = 16

/**
 * Server side only (`node:worker_threads`). One piece of work on a thread of its own, which ends with it: the module gets
 * the data as its `workerData` and posts the answer, both cloned. What goes past its bounds is ended there, and the caller
 * goes on. Rejects with the reason of `left` when that is aborted, with what the module threw, and with `internal` when the
 * thread ends without an answer.
 */
export function workOnThread<T>(
  module: URL,
  data: unknown,
  { milliseconds, megabytes }: WorkBounds,
  left?: AbortSignal,
): Promise<Result<T, WorkExcess>> {
  return new Promise((resolve, reject) => {
    if (left?.aborted) return reject(left.reason)
    const worker = new Worker(module, {
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: megabytes, maxYoungGenerationSizeMb: youngGeneration },
    })
    const leave = () => {
      reject(left?.reason)
      void worker.terminate()
    }
    const late = setTimeout(() => {
      resolve(fail('too-long'))
      void worker.terminate()
    }, milliseconds)
    left?.addEventListener('abort', leave, { once: true })
    worker.on('message', (answer: T) => resolve(ok(answer)))
    worker.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve(fail('too-much-memory'))
      else reject(error)
    })
    worker.on('exit', (code) => {
      clearTimeout(late)
      left?.removeEventListener('abort', leave)
      reject(new CodedError('internal', `a thread ended with ${code} and without an answer`))
    })
  })
}
