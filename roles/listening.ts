import { CodedError } from '../core/lib/errors.ts'

/** Waits for a listener; a port that is taken or not allowed is told with what to set. */
export async function listening<T>(opening: Promise<T>, what: string, port: number, setting: string): Promise<T> {
  try {
    return await opening
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'EADDRNOTAVAIL') throw error
    const why = code === 'EADDRINUSE' ? 'another program listens there' : String((error as Error).message)
    throw new CodedError('bad-request', `${what} cannot listen on port ${port}: ${why}`, {
      hint: `free it, or set ${setting}`,
      cause: error,
    })
  }
}
