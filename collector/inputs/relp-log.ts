import { memoryLine } from './memory-line.ts'

/** A frame that was read: what it says, shortened to a hash, and what sets its event apart from every equal one. */
export interface Taken {
  readonly hash: string
  readonly k: string
}

/** The end of a session's stream: the last answered frames, then those that were read and not answered. */
export interface Stream {
  readonly id: string
  readonly frames: Taken[]
  /** How many of `frames` are answered. */
  answered: number
  /** Set once nothing more comes over it. */
  ended: boolean
}

type Moved = readonly (readonly [string, number])[]

/** A line of the file in which unanswered frames outlive the process: JSON, one array a line. */
export type Line =
  | readonly ['boot', string]
  /**
   * Sender, session, and of each frame its hash and `k`; how many of them are answered (only where the file was written
   * anew); from which broken sessions they were taken over, with how many frames those are shorter now.
   */
  | readonly ['taken', string, string, readonly (readonly [string, string])[], number, Moved]
  | readonly ['answered', string, string, number]
  | readonly ['forgotten', string, string]

/** Answered frames that are kept to find the place at which a sender goes on: librelp's window, twice over. */
const keptAnswered = 256

/** Marks the next `count` frames as answered and lets go of those that are no longer needed. */
export function answer(stream: Stream, count: number): void {
  stream.answered = Math.min(stream.frames.length, stream.answered + count)
  // Trimmed in steps, so that it costs nothing a frame.
  if (stream.answered <= 4 * keptAnswered) return
  stream.frames.splice(0, stream.answered - keptAnswered)
  stream.answered = keptAnswered
}

/** Takes the first `count` frames out. */
export function leave(stream: Stream, count: number): void {
  stream.frames.splice(0, count)
  stream.answered = Math.max(0, stream.answered - count)
}

/** The line that says all of a stream. */
export function streamLine(senderId: string, stream: Stream): Line {
  const first = Math.max(0, stream.answered - keptAnswered)
  const frames = stream.frames.slice(first).map(({ hash, k }) => [hash, k] as const)
  return ['taken', senderId, stream.id, frames, stream.answered - first, []]
}

/** Reads the file back, unless it is of another boot of the machine. All its streams have ended: their process is gone. */
export function replay(text: string, bootId: string): Map<string, Stream[]> {
  const senders = new Map<string, Map<string, Stream>>()
  let trusted = false
  for (const row of text.split('\n')) {
    const line = memoryLine<Line>(row)
    if (line === undefined) continue
    if (line[0] === 'boot') {
      trusted = line[1] === bootId
      continue
    }
    if (!trusted) break
    const [what, senderId, id] = line
    const streams = senders.get(senderId) ?? new Map<string, Stream>()
    senders.set(senderId, streams)
    if (what === 'forgotten') {
      streams.delete(id)
      continue
    }
    const stream: Stream = streams.get(id) ?? { id, frames: [], answered: 0, ended: true }
    streams.set(id, stream)
    if (what === 'answered') answer(stream, line[3])
    else {
      for (const [hash, k] of line[3]) stream.frames.push({ hash, k })
      stream.answered += line[4]
      for (const [from, count] of line[5]) {
        const broken = streams.get(from)
        if (broken !== undefined) leave(broken, count)
      }
    }
  }
  return new Map(
    [...senders].map(([senderId, streams]) => [
      senderId,
      [...streams.values()].filter(({ frames }) => frames.length > 0),
    ]),
  )
}
