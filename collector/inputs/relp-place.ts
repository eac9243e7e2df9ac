import type { Stream } from './relp-log.ts'

/** Where in a broken session's stream another one goes on. */
export interface Place {
  readonly stream: Stream
  readonly at: number
}

/** So many answers may be lost at a time: librelp's window, twice over. */
const farthest = 256

/**
 * Where a session that begins with `hashes` goes on. A sender sends again, in order, all that it has no answer to, up
 * to the last frame that it sent: so a place is one from which the stream agrees with the session to its end. As a rule
 * that is the first unanswered frame. It is earlier where answers were lost on the way, and later where the process was
 * killed between an answer and the note of it. Of several places that is taken which is nearest to the rule.
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
    const { frames } = stream
    for (let at = Math.max(0, stream.answered - farthest); at < frames.length; at++) {
      const length = Math.min(hashes.length, frames.length - at)
      let same = 0
      while (same < length && frames[at + same]?.hash === hashes[same]) same += 1
      if (same === length) possible.push({ stream, at, open: length < frames.length - at })
    }
  }
  if (!final && possible.some(({ open }) => open)) return 'more'
  const usual = possible.filter(({ stream }) => stream.answered < stream.frames.length)
  const best = usual.sort((a, b) => off(a) - off(b))[0]
  return best ?? ofAnswered(possible.filter(({ stream, open }) => !open && stream.answered === stream.frames.length))
}

/** How far a place is from the first unanswered frame; later ones come after all earlier ones. */
function off({ stream, at }: Place): number {
  return at <= stream.answered ? stream.answered - at : at + 1_000_000
}

/**
 * Where everything was answered, a line that comes again is a repeat, unless there is no doubt: the session begins with
 * the very end of the stream, several lines that differ, and in one way only.
 */
function ofAnswered(possible: readonly Place[]): Place | undefined {
  const [place, other] = possible
  if (place === undefined || other !== undefined) return undefined
  const texts = new Set(place.stream.frames.slice(place.at).map(({ hash }) => hash))
  return texts.size > 1 ? place : undefined
}
