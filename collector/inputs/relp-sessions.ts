import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { randomId } from '../../core/lib/ids.ts'
import { currentBoot } from './boot-id.ts'
import { answer, type Line, leave, replay, type Stream, streamLine, type Taken } from './relp-log.ts'
import { type Place, placeOf } from './relp-place.ts'

/** The identities of one session's frames. */
export interface RelpSession {
  /**
   * Looks whether the session continues a broken one, by the hashes of its first frames. False while more of them are
   * needed; `final` when there are none.
   */
  place(hashes: readonly string[], final: boolean): boolean
  /** Takes in frames by the hashes of what they say, in order; gives the `k` of each. To be called once placed, and before they are stored. */
  take(hashes: readonly string[]): string[]
  /** The answers to the next `count` frames went out. */
  answered(count: number): void
  /** Nothing more comes. Unless the sender closed it, what it has no answer to will be sent again over another session. */
  ended(closed: boolean): void
}

/**
 * Tells a frame that is sent again from one that happens to say the same (docs/adr/0004). Transaction numbers begin
 * anew with every session, but a sender goes on where it was not answered: it sends its unanswered frames again, in
 * order, before anything new. So a session that begins with what a broken one ended with continues it, and those frames
 * keep their identity.
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
      /** The broken session that this one continues, and the place in it. */
      let continued: Place | undefined
      const dropped: Stream[] = []

      /** The identity that a frame had in a broken session, from which it is taken out; undefined for a frame that is new. */
      function before(hash: string, moved: Map<string, number>): string | undefined {
        if (continued === undefined) return undefined
        const { stream, at } = continued
        const frame = stream.frames[at]
        if (frame?.hash !== hash) {
          // Out of order: the rest of the broken session is not sent again, or not by this sender.
          drop(stream)
          continued = undefined
          return undefined
        }
        leave(stream, at + 1)
        moved.set(stream.id, (moved.get(stream.id) ?? 0) + at + 1)
        continued = { stream, at: 0 }
        if (stream.frames.length > 0) return frame.k
        drop(stream)
        // A session that broke while it was sending again left the rest in the one before it.
        const rest = streams.find((other) => other.ended && other.answered === 0 && other.frames.length > 0)
        continued = rest === undefined ? undefined : { stream: rest, at: 0 }
        return frame.k
      }

      function drop(stream: Stream): void {
        streams.splice(streams.indexOf(stream), 1)
        dropped.push(stream)
      }

      return {
        place(hashes, final) {
          const broken = streams.filter((stream) => stream.ended)
          const found = broken.length === 0 ? undefined : placeOf(broken, hashes, final)
          if (found === 'more') return false
          continued = found
          return true
        },
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
        ended(closed) {
          own.ended = true
          if (own.frames.length === 0 || (closed && own.answered === own.frames.length)) forget(senderId, streams, own)
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
