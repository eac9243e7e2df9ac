import { randomId } from '../../core/lib/ids.ts'
import {
  answerTo,
  beginHere,
  endOf,
  extend,
  goBack,
  keepBeginnings,
  type Line,
  newStream,
  type Stream,
  streamLine,
} from './relp-log.ts'
import { beyondDoubt, type Place, placeOf } from './relp-place.ts'

/** The identities of one session's frames. */
export interface RelpSession {
  /**
   * Looks whether the session continues another one, by the hashes of its first frames. False while it cannot be told:
   * more frames are needed, or the break of the other one may not have been read yet. `final`: there is no more to wait for.
   */
  place(hashes: readonly string[], final: boolean): boolean
  /** Takes in frames by the hashes of what they say, in order; gives the `k` of each. To be called once placed, and before they are stored. */
  take(hashes: readonly string[]): string[]
  /** The answers to the next `count` frames are about to go out. */
  answered(count: number): void
  /** Nothing more comes. Unless the sender closed it, what it has no answer to will be sent again over another session. */
  ended(closed: boolean): void
}

/** Streams without a session remembered a sender; it has one as a rule, and one more for each of its workers. */
const mostBroken = 64

/**
 * Opens a session over the streams that its sender has had. What changes is handed to `record`; `lost` is called when
 * another session turns out to continue this one.
 */
export function openRelpSession(
  senderId: string,
  streams: Stream[],
  record: (line: Line) => void,
  lost: () => void,
): RelpSession {
  const holder = { lost }
  /** The stream that the session's frames belong to, once it has one. */
  let stream: Stream | undefined
  /** Place in the stream of the session's first frame; below 0 where the stream began after it. */
  let at = 0
  let count = 0
  let given = 0
  /** Place in the stream before which all frames are another session's. */
  let floor = 0
  /** What the frames so far said, while they are ones sent again. */
  let start: string[] = []
  /** Where the unanswered frames of its stream began before this session. */
  let unanswered = 0

  function forget(other: Stream): void {
    const index = streams.indexOf(other)
    if (index >= 0) streams.splice(index, 1)
    record(['forgotten', senderId, other.id])
  }

  function markAnswered(of: Stream): void {
    answerTo(of, Math.max(floor, at + given))
    record(['answered', senderId, of.id, of.answered])
  }

  function goOn(place: Place): Stream {
    stream = place.stream
    at = place.at
    floor = at
    const before = stream.holder
    stream.holder = holder
    if (place.again) {
      goBack(stream, at)
      record(['again', senderId, stream.id, at])
    }
    markAnswered(stream)
    before?.lost()
    return stream
  }

  /** What comes is new: it follows what the sender had answers to, or begins a stream of its own. */
  function begin(): Stream {
    const done = streams.findLast((other) => other.holder === undefined && other.answered === endOf(other))
    stream = done ?? newStream(randomId())
    if (done === undefined) streams.push(stream)
    stream.holder = holder
    floor = endOf(stream)
    at = floor - count
    beginHere(stream)
    record(['begins', senderId, stream.id])
    return stream
  }

  /** The frame that comes is not the one that was to be sent again: the place was another, or it is no re-sending at all. */
  function placeAgain(left: Stream, hash: string): Stream {
    answerTo(left, unanswered)
    const found = placeOf([left], [...start, hash], true)
    if (found !== undefined && found !== 'more') return goOn(found)
    forget(left)
    return begin()
  }

  /** Where the session goes on in a stream whose own session has not ended, though its connection may be dead. */
  function placeInHeld(hashes: readonly string[]): Place | undefined {
    const held = streams.filter((other) => other.holder !== undefined)
    const found = placeOf(held, hashes, true)
    return found === 'more' || found?.again ? undefined : found
  }

  /** The place of a frame in the session's stream, to which it is added where it is new. */
  function placed(hash: string, added: string[]): string {
    let own = stream ?? begin()
    if (at + count < endOf(own)) {
      if (own.hashes[at + count - own.first] !== hash) own = placeAgain(own, hash)
      start.push(hash)
    } else start = []
    if (at + count === endOf(own)) {
      extend(own, [hash])
      added.push(hash)
    }
    const k = `${own.id}.${at + count}`
    count += 1
    return k
  }

  return {
    place(hashes, final) {
      const free = streams.filter((other) => other.holder === undefined)
      const found = placeOf(free, hashes, final)
      if (found === 'more') return false
      const place = found ?? placeInHeld(hashes)
      if (place === undefined) return true
      if (found === undefined && !final) return false
      if (found === undefined && !beyondDoubt(place, hashes)) return true
      unanswered = place.stream.answered
      goOn(place)
      return true
    },
    take(hashes) {
      const added: string[] = []
      const ks = hashes.map((hash) => placed(hash, added))
      if (stream !== undefined && added.length > 0) record(['taken', senderId, stream.id, added])
      return ks
    },
    answered(answers) {
      given += answers
      if (stream?.holder === holder) markAnswered(stream)
    },
    ended(closed) {
      if (stream?.holder !== holder) return
      stream.holder = undefined
      if (closed && stream.answered === endOf(stream)) {
        // Nothing of it will be sent again, unless all of it is.
        keepBeginnings(stream)
        record(streamLine(senderId, stream))
      }
      const broken = streams.filter((other) => other.holder === undefined)
      for (const other of broken.slice(0, Math.max(0, broken.length - mostBroken))) forget(other)
    },
  }
}
