import { fork } from 'node:child_process'
import { CodedError } from './errors.ts'
import { fail, ok, type Result } from './result.ts'
import { type ErrorParts, errorFromParts, errorParts } from './thread-call.ts'

/** How long a piece of work may take with the start of its process, milliseconds, and how large its heap may grow, MB. */
export interface WorkBounds {
  readonly milliseconds: number
  readonly megabytes: number
}

/** Why a piece of work was broken off. */
export type WorkExcess = 'too-long' | 'too-much-memory'

type Reply = { readonly value: object } | { readonly error: ErrorParts }

/**
 * Server side only (`node:child_process`). One piece of work in a process of its own, which ends with it: the module
 * answers it with `answerParent`, data and answer are cloned. What goes past its bounds is ended, and the caller goes on;
 * one that the system killed counts as having wanted too much memory. Rejects with the reason of `left` when that is
 * aborted, with what the module threw, and with `internal` when the process ends otherwise without an answer.
 *
 * Not a thread: one that asks for a large piece of memory beyond its limit ends the whole process.
 */
export function workInChild<T>(
  module: URL,
  data: object,
  { milliseconds, megabytes }: WorkBounds,
  left?: AbortSignal,
): Promise<Result<T, WorkExcess>> {
  return new Promise((resolve, reject) => {
    if (left?.aborted) return reject(left.reason)
    const child = fork(module, {
      execArgv: [`--max-old-space-size=${megabytes}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    const end = () => {
      clearTimeout(late)
      left?.removeEventListener('abort', leave)
      child.kill('SIGKILL')
    }
    const late = setTimeout(() => {
      resolve(fail('too-long'))
      end()
    }, milliseconds)
    const leave = () => {
      reject(left?.reason)
      end()
    }
    left?.addEventListener('abort', leave, { once: true })
    child.on('message', (reply) => {
      const answer = reply as Reply
      if ('error' in answer) reject(errorFromParts(answer.error))
      else resolve(ok(answer.value as T))
      end()
    })
    child.on('error', (error) => {
      reject(new CodedError('internal', 'a process cannot be started or told its work', { cause: error }))
      end()
    })
    child.on('exit', (code, signal) => {
      // V8 aborts where its heap is full: by a signal, or by this code where there are none.
      if (signal !== null || code === 134) resolve(fail('too-much-memory'))
      else reject(new CodedError('internal', `a process ended with ${code} and without an answer`))
      end()
    })
    // One that dies meanwhile is told of by its exit.
    child.send(data, () => {})
  })
}

/** The process's side: answers what it is given. It stays until its parent has the answer and ends it, or is gone. */
export function answerParent<D>(answer: (data: D) => object): void {
  process.on('message', (data: D) => {
    let reply: Reply
    try {
      reply = { value: answer(data) }
    } catch (error) {
      reply = { error: errorParts(error) }
    }
    process.send?.(reply)
  })
}
