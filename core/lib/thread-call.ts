import type { MessagePort } from 'node:worker_threads'
import { CodedError, type ErrorCode } from './errors.ts'

/**
 * Server side only. Calls of an object's asynchronous methods from another thread, over a MessagePort: arguments and
 * answers are cloned (HTML, structured clone), a CodedError keeps its code and hint, and calls to a thread that has ended
 * are rejected instead of waiting for ever.
 */

/** The names of those members of T that can be called from another thread. */
type CallableOf<T> = {
  [K in keyof T]: T[K] extends (...args: never[]) => Promise<unknown> ? K : never
}[keyof T] &
  string

interface Request {
  readonly call: number
  readonly object: string
  readonly method: string
  readonly args: readonly unknown[]
}
type Reply = { readonly call: number } & ({ readonly value: unknown } | { readonly error: ErrorParts })

/** An error as it travels; structured clone would drop its code and hint. */
export interface ErrorParts {
  readonly code?: ErrorCode
  readonly message: string
  readonly hint?: string
  readonly stack?: string
}

/** Takes an error apart for the way to another thread. */
export function errorParts(error: unknown): ErrorParts {
  if (!(error instanceof Error)) return { message: String(error) }
  const { message, stack } = error
  const parts = stack === undefined ? { message } : { message, stack }
  if (!(error instanceof CodedError)) return parts
  return { ...parts, code: error.code, ...(error.hint === undefined ? {} : { hint: error.hint }) }
}

/** The error again; its cause is the stack it had where it was thrown. */
export function errorFromParts({ code, message, hint, stack }: ErrorParts): Error {
  if (code === undefined) return new Error(message, { cause: stack })
  return new CodedError(code, message, hint === undefined ? { cause: stack } : { hint, cause: stack })
}

/** Answers the calls that come over the port with the methods of the named objects. */
export function serveCalls(port: MessagePort, objects: Readonly<Record<string, object>>): void {
  port.on('message', async ({ call, object, method, args }: Request) => {
    let reply: Reply
    try {
      const target = Object.hasOwn(objects, object) ? (objects[object] as Record<string, unknown>) : {}
      const member = target[method]
      if (typeof member !== 'function') throw new Error(`no method ${object}.${method}`)
      reply = { call, value: await member.apply(target, args) }
    } catch (error) {
      reply = { call, error: errorParts(error) }
    }
    port.postMessage(reply)
  })
}

/** One end of a port whose other end `serveCalls` answers. */
export interface Caller {
  /** The object of that name over there, as far as its listed methods go. */
  object<T, M extends CallableOf<T>>(name: string, methods: readonly M[]): Pick<T, M>
  /** Calls that have not been answered yet. */
  waiting(): number
  close(): void
}

/** Makes calls over the port. Waiting calls keep the process alive; an idle port does not. */
export function callOver(port: MessagePort): Caller {
  const open = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  let last = 0
  let ended = false
  const settled = (): void => {
    if (open.size === 0) port.unref()
  }
  port.on('message', (reply: Reply) => {
    const waiting = open.get(reply.call)
    open.delete(reply.call)
    settled()
    if ('error' in reply) waiting?.reject(errorFromParts(reply.error))
    else waiting?.resolve(reply.value)
  })
  port.on('close', () => {
    ended = true
    for (const { reject } of open.values()) reject(threadEnded())
    open.clear()
  })
  port.unref()

  const call = (object: string, method: string, args: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (ended) {
        reject(threadEnded())
        return
      }
      last += 1
      port.postMessage({ call: last, object, method, args } satisfies Request)
      open.set(last, { resolve, reject })
      port.ref()
    })

  return {
    object<T, M extends CallableOf<T>>(name: string, methods: readonly M[]) {
      const entries = methods.map((method) => [method, (...args: unknown[]) => call(name, method, args)])
      return Object.fromEntries(entries) as Pick<T, M>
    },
    waiting: () => open.size,
    close: () => port.close(),
  }
}

function threadEnded(): CodedError {
  return new CodedError('internal', 'the thread that was to answer has ended')
}
