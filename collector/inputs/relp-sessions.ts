import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { randomId } from '../../core/lib/ids.ts'
import { currentBoot } from './boot-id.ts'
import { answer, type Line, leave, replay, type Stream, streamLine, type Taken } from './relp-log.ts'

/** The identities of one session's frames. */
export interface RelpSession {
  /** Takes in frames by the hashes of what they say, in order; gives the `k` of each. To be called before they are stored. */
  take(hashes: readonly string[]): string[]
  /** The answers to the next `count` frames went out. */
  answered(count: number): void
  /** Nothing more comes. What was not answered will be sent again over another session. */
  ended(): void
}

/**
 * Tells a frame that is sent again from one that happens to say the same (docs/adr/0004). Transaction numbers begin
 * anew with every session, but a sender goes on where it was not answered: it sends its unanswered frames again, in
 * order, before anything new. So a session that begins with the frames that a broken one left unanswered continues it,
 * and they keep their identity.
 */
export interface RelpSessions {
  open(senderId: string): RelpSession
  close(): void
}

const compactAt = 16 * 1024 * 1024
/** Broken sessions remembered a sender; a sender has one as a rule, and one more for each of its workers. */
const mostBroken = 64
const mostSenders = 10_000

/**
 * Opens the memory, kept in `file` so that it outlives a kill of the process; without a file it lives in memory. Frames
 * are written down before they are stored, answers after they went out, neither synced: after a crash of the whole
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
    const lines: Line[] = [['boot', bootId]]
    for (const [senderId, streams] of senders) for (const stream of streams) lines.push(streamLine(senderId, stream))
    writeFileSync(`${file}.new`, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    renameSync(`${file}.new`, file)
    if (log >= 0) closeSync(log)
    log = openSync(file, 'a')
    written = 0
  }

  function forget(senderId: string, streams: Stream[], stream: Stream): void {
    const at = streams.indexOf(stream)
    if (at < 0) return
    streams.splice(at, 1)
    record(['forgotten', senderId, stream.id])
  }

  if (file !== undefined) {
    if (existsSync(file)) senders = replay(readFileSync(file, 'utf8'), bootId)
    compact()
  }

  return {
    open(senderId) {
      const streams = senders.get(senderId) ?? []
      if (!senders.has(senderId)) {
        if (senders.size >= mostSenders) for (const [id, kept] of senders) if (kept.length === 0) senders.delete(id)
        senders.set(senderId, streams)
      }
      const own: Stream = { id: randomId(), frames: [], answered: 0, ended: false }
      streams.push(own)
      let count = 0
      /** Set while the next frame may be the first that a broken session left. */
      let resuming = true
      let continued: Stream | undefined
      const dropped: Stream[] = []

      /** The identity that a frame had in a broken session, from which it is taken out; undefined for a frame that is new. */
      function before(hash: string, moved: Map<string, number>): string | undefined {
        let place = continued === undefined ? undefined : { stream: continued, at: 0 }
        if (resuming) place = placeOf(streams, hash)
        resuming = false
        const frame = place?.stream.frames[place.at]
        if (place === undefined || frame?.hash !== hash) {
          // Out of order: the rest of the broken session is not sent again, or not by this sender.
          if (continued !== undefined) drop(continued)
          continued = undefined
          return undefined
        }
        const { stream, at } = place
        leave(stream, at + 1)
        moved.set(stream.id, (moved.get(stream.id) ?? 0) + at + 1)
        resuming = stream.frames.length === 0
        if (resuming) drop(stream)
        continued = resuming ? undefined : stream
        return frame.k
      }

      function drop(stream: Stream): void {
        streams.splice(streams.indexOf(stream), 1)
        dropped.push(stream)
      }

      return {
        take(hashes) {
          const moved = new Map<string, number>()
          const taken: Taken[] = hashes.map((hash) => ({ hash, k: before(hash, moved) ?? `${own.id}.${count++}` }))
          own.frames.push(...taken)
          record(['taken', senderId, own.id, taken.map(({ hash, k }) => [hash, k]), 0, [...moved]])
          // Only now: killed in between, the frames must still be known from where they were.
          for (const { id } of dropped.splice(0)) record(['forgotten', senderId, id])
          return taken.map(({ k }) => k)
        },
        answered(answers) {
          answer(own, answers)
          record(['answered', senderId, own.id, answers])
        },
        ended() {
          own.ended = true
          if (own.answered === own.frames.length) forget(senderId, streams, own)
          const broken = streams.filter((stream) => stream.ended)
          for (const stream of broken.slice(0, Math.max(0, broken.length - mostBroken))) {
            forget(senderId, streams, stream)
          }
        },
      }
    },
    close() {
      if (log >= 0) closeSync(log)
      log = -1
    },
  }
}

/**
 * Where a session that begins with `hash` goes on. A sender that lost no answer begins with the first unanswered frame;
 * one that lost some begins earlier. It cannot begin later, unless the process was killed between an answer and the
 * note of it. Of two places that are possible the one that hides fewer frames is taken.
 */
function placeOf(streams: readonly Stream[], hash: string): { stream: Stream; at: number } | undefined {
  const broken = streams.filter((stream) => stream.ended && stream.answered < stream.frames.length)
  for (const stream of broken) if (stream.frames[stream.answered]?.hash === hash) return { stream, at: stream.answered }
  for (const stream of broken) {
    const earlier = stream.frames.findLastIndex((frame, index) => index < stream.answered && frame.hash === hash)
    const at = earlier >= 0 ? earlier : stream.frames.findIndex((frame) => frame.hash === hash)
    if (at >= 0) return { stream, at }
  }
  return undefined
}
