import { fail, ok, type Result } from '../../core/lib/result.ts'
import { type Caution, cautionsFor, type Own } from './cautions.ts'
import { type FileRefusal, piecesOfFile, piecesOfText } from './read-file.ts'
import { type FoundIndicator, mostIndicators, type ReadIndicators, readPieces } from './read-pieces.ts'

/** What was pasted, or a file as it came. */
export type IndicatorSource = { readonly text: string } | { readonly bytes: Uint8Array }

/** An indicator, where it stood, and what is to be minded. */
export interface MarkedIndicator extends Omit<FoundIndicator, 'notes'> {
  readonly cautions: readonly Caution[]
}

/** What reading a text or a file comes to. */
export interface Reading extends Omit<ReadIndicators, 'found'> {
  readonly items: readonly MarkedIndicator[]
}

/** Reads indicators and marks those that are not to be searched for, or blocked, without a second thought. */
export function readIndicators(source: IndicatorSource, own: Own, most = mostIndicators): Result<Reading, FileRefusal> {
  const pieces = 'text' in source ? ok(piecesOfText(source.text)) : piecesOfFile(source.bytes)
  if (!pieces.ok) return fail(pieces.error)
  const { found, ...rest } = readPieces(pieces.value, most)
  const mind = cautionsFor(own)
  const items = found.map(({ notes, ...item }) => ({ ...item, cautions: [...mind(item), ...notes] }))
  return ok({ ...rest, items })
}
