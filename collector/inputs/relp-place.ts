import { endOf, isTelling, type Stream } from './relp-log.ts'

/** Where a session goes on in a stream. */
export interface Place {
  readonly stream: Stream
  readonly at: number
  /** Set when a whole session is sent again from its beginning. */
  readonly again?: true
}

/** So many answers may be lost at a time: librelp's window, twice over. */
const farthest = 256

/**
 * Where a session that begins with `hashes` goes on. A sender sends again, in order, all that it has no answer to, up
 * to the last frame that it sent: so a place is one from which the stream agrees with the session to its end. It is never
 * behind the first unanswered frame, because an answer is noted before it goes out, and before it only where answers
 * were lost on the way. Of several places the last is taken: an earlier one could hide frames that are new.
 *
 * `more` when frames yet to come may decide; `final` says that there are none.
 */
export function placeOf(
  streams: readonly Stream[],
  hashes: readonly string[],
  final: boolean,
): Place | 'more' | undefined {
  const possible: (Place & { readonly open: boolean })[] = []
  for (const stream of streams) {
    const end = endOf(stream)
    for (let at = Math.max(stream.first, stream.answered - farthest); at <= stream.answered && at < end; at++) {
      const length = Math.min(hashes.length, end - at)
      if (!agrees(stream.hashes, at - stream.first, hashes, length)) continue
      // A single text that was answered is a repeat, whatever comes after it.
      if (stream.answered === end && new Set(stream.hashes.slice(at - stream.first)).size < 2) continue
      possible.push({ stream, at, open: length < end - at })
    }
  }
  if (!final && possible.some(({ open }) => open)) return 'more'
  const usual = possible.filter(({ stream }) => stream.answered < endOf(stream))
  const best = usual.sort((a, b) => a.stream.answered - a.at - (b.stream.answered - b.at))[0]
  if (best !== undefined) return best
  return ofAnswered(possible, hashes) ?? again(streams, hashes, final)
}

/** Whether a place leaves no doubt: what the session sends again are several lines that differ. */
export function beyondDoubt({ stream, at }: Place, hashes: readonly string[]): boolean {
  const rest = stream.hashes.slice(at - stream.first)
  return new Set(hashes.slice(0, rest.length)).size > 1
}

/**
 * Where everything was answered, a line that comes again is a repeat, unless there is no doubt: the session begins with
 * the very end of the stream, several lines that differ, and in one way only.
 */
function ofAnswered(possible: readonly Place[], hashes: readonly string[]): Place | undefined {
  const [place, other] = possible.filter((one) => beyondDoubt(one, hashes))
  return other === undefined ? place : undefined
}

/** A session that begins as an earlier one did, with many lines that differ, is that one sent again as a whole. */
function again(streams: readonly Stream[], hashes: readonly string[], final: boolean): Place | 'more' | undefined {
  for (const stream of streams) {
    if (stream.answered < endOf(stream)) continue
    for (const beginning of stream.beginnings) {
      const length = Math.min(hashes.length, beginning.hashes.length)
      if (!isTelling(beginning) || !agrees(beginning.hashes, 0, hashes, length)) continue
      const enough =
        length === beginning.hashes.length || (final && isTelling({ at: 0, hashes: hashes.slice(0, length) }))
      if (enough) return { stream, at: beginning.at, again: true }
      if (!final) return 'more'
    }
  }
  return undefined
}

function agrees(stream: readonly string[], from: number, hashes: readonly string[], length: number): boolean {
  for (let i = 0; i < length; i++) if (stream[from + i] !== hashes[i]) return false
  return true
}
