import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { randomId } from '../../core/lib/ids.ts'
import { currentBoot } from './boot-id.ts'
import {
  answerTo,
  beginHere,
  endOf,
  extend,
  goBack,
  keepBeginnings,
  type Line,
  layout,
  newStream,
  replay,
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

/**
 * Tells a frame that is sent again from one that happens to say the same (docs/adr/0004). Transaction numbers begin
 * anew with every session, but a sender goes on where it was not answered: it sends its unanswered frames again, in
 * order, before anything new. So a session that begins with what a broken one ended with continues its stream, and a
 * frame's identity is its place in the stream.
 */
export interface RelpSessions {
  /** `lost` is called when another session turns out to continue this one, whose connection is then dead. */
  open(senderId: string, lost?: () => void): RelpSession
  close(): void
}

const compactAt = 16 * 1024 * 1024
/** Streams without a session remembered a sender; it has one as a rule, and one more for each of its workers. */
const mostBroken = 64
const mostSenders = 10_000

/**
 * Opens the memory, kept in `file` so that it outlives a kill of the process; without a file it lives in memory. Frames
 * are written down before they are stored, answers before they go out, neither synced: after a crash of the whole
 * machine (another `bootId`) what the file holds is not trusted, and every frame counts.
 */
export function openRelpSessions(file?: string, bootId: string = currentBoot()): RelpSessions {
  let senders = new Map<string, Stream[]>()
  let log = -1
  let written = 0

  function record(line: Line): void {
    if (log < 0) return
    const text = `${JSON.stringify(line)}\n`
    try {
      writeSync(log, text)
      written += text.length
      if (written > compactAt) compact()
    } catch {
      // A disk without room: the store refuses as well, and what is not written here counts as new after a kill.
    }
  }

  function compact(): void {
    if (file === undefined) return
    const lines: Line[] = [['boot', bootId, layout]]
    for (const [senderId, streams] of senders) for (const stream of streams) lines.push(streamLine(senderId, stream))
    writeFileSync(`${file}.new`, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    renameSync(`${file}.new`, file)
    if (log >= 0) closeSync(log)
    log = openSync(file, 'a')
    written = 0
  }

  function streamsOf(senderId: string): Stream[] {
    const known = senders.get(senderId)
    if (known !== undefined) return known
    if (senders.size >= mostSenders) {
      const idle = (stream: Stream) => stream.holder === undefined && stream.answered === endOf(stream)
      for (const [id, kept] of senders) if (kept.every(idle)) senders.delete(id)
    }
    const streams: Stream[] = []
    senders.set(senderId, streams)
    return streams
  }

  if (file !== undefined) {
    if (existsSync(file)) senders = replay(readFileSync(file, 'utf8'), bootId)
    compact()
  }

  return {
    open(senderId, lost = () => undefined) {
      const streams = streamsOf(senderId)
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
    },
    close() {
      if (log >= 0) closeSync(log)
      log = -1
    },
  }
}
