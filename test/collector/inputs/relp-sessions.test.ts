import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import type { RelpSession } from '../../../collector/inputs/relp-session.ts'
import { openRelpSessions, type RelpSessions } from '../../../collector/inputs/relp-sessions.ts'

/**
 * A sender as librelp is one, and the platform between whose steps anything may break: frames are read, placed, taken,
 * stored, their answers noted, then sent, then read. `x` is a line that comes again and again; all others differ.
 */
interface Break {
  /** Frames that the platform reads at a time, and whether the rest keeps it waiting after several that differ. */
  readonly chunk: number
  readonly stall: boolean
  /** Steps until the session breaks; the step says between what. */
  readonly after: number
  /** Answers on their way that the sender still reads, of those that were sent. */
  readonly heard: number
  /** The process is killed, or the connection is cut and the process goes on. */
  readonly kill: boolean
}

const breaks = fc.array(
  fc.record({
    chunk: fc.integer({ min: 1, max: 9 }),
    stall: fc.boolean(),
    after: fc.integer({ min: 0, max: 14 }),
    heard: fc.integer({ min: 0, max: 9 }),
    kill: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
)
const window = 8

function run(lines: readonly string[], plan: readonly Break[], file: string) {
  const stored = new Map<string, string>()
  let sessions: RelpSessions = openRelpSessions(file, 'boot')
  const queue = [...lines]
  let unanswered: string[] = []

  /** One session; gives whether it broke. */
  function converse(session: RelpSession, { chunk, stall, after, heard }: Break, breaks: boolean): boolean {
    let steps = 0
    const over = () => breaks && steps++ >= after
    const wire = [...unanswered]
    const held: string[] = []
    let placed = false
    for (;;) {
      while (unanswered.length < window && queue.length > 0) {
        const line = queue.shift() ?? ''
        unanswered.push(line)
        wire.push(line)
      }
      if (wire.length === 0 && held.length === 0) return false
      if (over()) return true
      held.push(...wire.splice(0, chunk))
      if (!placed) placed = session.place(held, wire.length === 0 || (stall && new Set(held).size > 1))
      if (!placed) continue
      const frames = held.splice(0)
      const ks = session.take(frames)
      if (over()) return true
      for (const [i, k] of ks.entries()) stored.set(`${k} ${frames[i]}`, frames[i] ?? '')
      if (over()) return true
      session.answered(frames.length)
      if (over()) {
        unanswered = unanswered.slice(Math.min(heard, frames.length))
        return true
      }
      unanswered = unanswered.slice(frames.length)
    }
  }

  for (const next of plan) {
    const session = sessions.open('a')
    if (!converse(session, next, true) || !next.kill) session.ended(false)
    else {
      sessions.close()
      sessions = openRelpSessions(file, 'boot')
    }
  }
  converse(sessions.open('a'), { chunk: 4, stall: false, after: 0, heard: 0, kill: false }, false)
  sessions.close()
  const counts = (of: Iterable<string>) => {
    const found = { same: 0, others: 0 }
    for (const line of of) found[line === 'x' ? 'same' : 'others'] += 1
    return found
  }
  return { stored: counts(stored.values()), sent: counts(lines), texts: new Set(stored.values()).size }
}

const folder = mkdtempSync(join(tmpdir(), 'vonggac-relp-'))
test.after(() => rmSync(folder, { recursive: true }))
let number = 0

test('wherever sessions break, no line is hidden, and one that differs is there twice only where its answer was lost', () => {
  const lines = fc
    .array(fc.boolean(), { minLength: 1, maxLength: 60 })
    .map((same) => same.map((isSame, i) => (isSame ? 'x' : `line ${i}`)))
  fc.assert(
    fc.property(lines, breaks, (sent, plan) => {
      const counts = run(sent, plan, join(folder, String(number++)))
      assert.ok(counts.stored.same >= counts.sent.same, `${counts.sent.same - counts.stored.same} hidden`)
      assert.equal(counts.texts, new Set(sent).size)
      // A single line after which nothing is unanswered: whether its answer was read cannot be told.
      assert.ok(
        counts.stored.others <= counts.sent.others + plan.length,
        `${counts.stored.others} of ${counts.sent.others}`,
      )
    }),
    { numRuns: 1500 },
  )
})

test('lines of which none is the same are there once while answers arrive that were sent', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), breaks, (count, plan) => {
      const sent = Array.from({ length: count }, (_, i) => `line ${i}`)
      const arriving = plan.map((one) => ({ ...one, heard: window }))
      assert.equal(run(sent, arriving, join(folder, String(number++))).stored.others, count)
    }),
    { numRuns: 500 },
  )
})
