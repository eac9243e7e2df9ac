import { CodedError } from '../../core/lib/errors.ts'

/** How the making of a file ended: whole, its reader went, its reader's right to it ended, or something broke. */
export type DownloadEnd = 'done' | 'cut off' | 'withdrawn' | 'failed'

const withdrawing: readonly string[] = ['not-signed-in', 'wrong-key', 'not-allowed']

/** The end that what was thrown makes; a reader who goes breaks off without an error, or what is read for him does. */
export function endBy(thrown: unknown): DownloadEnd {
  if (thrown instanceof CodedError && withdrawing.includes(thrown.code)) return 'withdrawn'
  if (thrown instanceof CodedError && thrown.code === 'abandoned') return 'cut off'
  return thrown instanceof Error ? 'failed' : 'cut off'
}
