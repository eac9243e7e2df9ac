import type { Writable } from 'node:stream'

/** Nobody reads the output any more (`vonggac detect … | head`). */
export class ReaderGone extends Error {}

/** Writes and waits until the text is taken, so that a slow reader slows reading down. Rejects with ReaderGone. */
export function write(to: Writable, text: string): Promise<void> {
  // A failed write is told to its callback; as an event nobody listens to it would end the process.
  if (to.listenerCount('error') === 0) to.on('error', () => {})
  return new Promise((done, failed) => {
    to.write(text, (error) => {
      if (error === null || error === undefined) done()
      else if ('code' in error && error.code === 'EPIPE') failed(new ReaderGone())
      else failed(error)
    })
  })
}

/** True for what the operating system refuses: a file that is not there, a folder, no permission. */
export const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'code' in error && 'syscall' in error
