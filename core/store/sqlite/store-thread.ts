import { MessageChannel, type MessagePort, parentPort, Worker, workerData } from 'node:worker_threads'
import { type ErrorParts, errorFromParts, errorParts, serveCalls } from '../../lib/thread-call.ts'

/** A thread that keeps one piece of the store open. */
export interface StoreThread {
  /** A port to call it over; may be handed on to another thread. */
  client(): MessagePort
  /** Resolves when the thread has ended: with what killed it, or with undefined after `close`. */
  readonly ended: Promise<Error | undefined>
  close(): Promise<void>
}

type Command = { readonly serve: MessagePort } | 'close'
type Opened = 'open' | { readonly error: ErrorParts }

/** Starts a module that calls `runStoreThread`. Rejects with what its opening threw. */
export function startStoreThread(module: URL, options: object): Promise<StoreThread> {
  const worker = new Worker(module, { workerData: options })
  let failure: Error | undefined
  let closing = false
  const ended = new Promise<Error | undefined>((resolve) => {
    worker.on('error', (error: Error) => {
      failure = error
    })
    worker.on('exit', (code) => {
      resolve(closing ? undefined : (failure ?? new Error(`a thread of the store ended with ${code}`)))
    })
  })
  const thread: StoreThread = {
    client() {
      const { port1, port2 } = new MessageChannel()
      worker.postMessage({ serve: port2 } satisfies Command, [port2])
      return port1
    },
    ended,
    async close() {
      closing = true
      worker.postMessage('close' satisfies Command)
      await ended
    },
  }
  return new Promise((resolve, reject) => {
    worker.once('message', (opened: Opened) => {
      if (opened === 'open') resolve(thread)
      else reject(errorFromParts(opened.error))
    })
    ended.then((error) => reject(error))
  })
}

/** The thread's side: opens its objects, answers calls to them on every port it is given, closes them when told. */
export function runStoreThread<O extends object>(
  open: (options: O) => { readonly objects: Readonly<Record<string, object>>; close(): Promise<void> },
): void {
  const parent = parentPort
  if (parent === null) throw new Error('runs only as a thread')
  let opened: ReturnType<typeof open>
  try {
    opened = open(workerData)
  } catch (error) {
    parent.postMessage({ error: errorParts(error) } satisfies Opened)
    return
  }
  const ports: MessagePort[] = []
  parent.on('message', async (command: Command) => {
    if (command === 'close') {
      for (const port of ports) port.close()
      await opened.close()
      parent.close()
    } else {
      ports.push(command.serve)
      serveCalls(command.serve, opened.objects)
    }
  })
  parent.postMessage('open' satisfies Opened)
}
