import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { CodedError } from '../../core/lib/errors.ts'
import { randomId } from '../../core/lib/ids.ts'
import { type Body, bodyLine, freshBody, type Line, type Memory, replay, snapshot, spendSlot } from './body-log.ts'
import { currentBoot } from './boot-id.ts'

/** One copy of a body: what sets the events of this copy apart from those of every other. */
export interface BodySlot {
  readonly k: string
  /** The response reached the sender: whoever sends the same body again means it again. */
  delivered(): void
  /** The request is over and its response did not arrive: the same body is a re-send of this copy. */
  abandoned(): void
}

/**
 * Tells a body sent again from a body that happens to be the same, for senders that name no identity
 * (docs/adr/0004). A body takes the smallest slot that no open request holds and no delivered response used up.
 */
export interface BodySlots {
  /** Throws CodedError `store-full` while the file cannot be written. */
  take(senderId: string, bodyHash: string): BodySlot
  close(): void
}

/** Bodies remembered a sender, twice over: a re-send is recognised for at least this many other bodies. */
const generation = 4096
const compactAt = 16 * 1024 * 1024

/**
 * Opens the memory, kept in `file` so that it outlives a kill of the process; without a file it lives in memory. The
 * file is written when a response was delivered and not synced: a process may die at any moment, and after a crash of
 * the whole machine (another `bootId`) what it holds is not trusted: bodies then count as new.
 */
export function openBodySlots(file?: string, bootId: string = currentBoot()): BodySlots {
  const senders = new Map<string, Memory>()
  let log = -1
  let written = 0
  /** Set when a line could not be written: the file then lacks something until it is written anew. */
  let behind = false

  function memoryOf(senderId: string): Memory {
    let memory = senders.get(senderId)
    if (memory === undefined) {
      memory = { epoch: randomId().slice(0, 8), current: new Map(), previous: new Map() }
      senders.set(senderId, memory)
      record(['epoch', senderId, memory.epoch])
    }
    return memory
  }

  function bodyOf(senderId: string, hash: string): Body {
    const memory = memoryOf(senderId)
    const known = memory.current.get(hash) ?? memory.previous.get(hash)
    if (known !== undefined) {
      if (!memory.current.has(hash)) keep(senderId, memory, hash, known)
      return known
    }
    if (memory.current.size >= generation) rotate(senderId, memory)
    const body = freshBody(memory.epoch)
    memory.current.set(hash, body)
    return body
  }

  function keep(senderId: string, memory: Memory, hash: string, body: Body): void {
    memory.current.set(hash, body)
    record(bodyLine(senderId, hash, body))
  }

  /** A new epoch: a body that was forgotten counts as new when it comes again, never as a re-send. */
  function rotate(senderId: string, memory: Memory): void {
    const leaving = memory.previous
    memory.previous = memory.current
    memory.current = new Map()
    memory.epoch = randomId().slice(0, 8)
    record(['epoch', senderId, memory.epoch])
    for (const [hash, body] of [...leaving, ...memory.previous]) {
      if (body.pending.size > 0 && memory.current.size < generation / 2) keep(senderId, memory, hash, body)
    }
  }

  function record(line: Line): void {
    if (log < 0) return
    const text = `${JSON.stringify(line)}\n`
    try {
      writeSync(log, text)
    } catch {
      behind = true
      return
    }
    written += text.length
    if (written > compactAt) catchUp()
  }

  function compact(path: string): void {
    const lines = snapshot(senders, bootId)
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
    writeFileSync(`${path}.new`, text)
    renameSync(`${path}.new`, path)
    if (log >= 0) closeSync(log)
    log = openSync(path, 'a')
    written = 0
  }

  /** Writes the whole file anew; `behind` stays set where even that fails. */
  function catchUp(): void {
    if (file === undefined || log < 0) return
    try {
      compact(file)
      behind = false
    } catch {
      behind = true
    }
  }

  if (file !== undefined) {
    if (existsSync(file)) replay(readFileSync(file, 'utf8'), bootId, senders)
    compact(file)
  }

  return {
    take(senderId, bodyHash) {
      if (behind) catchUp()
      if (behind) throw new CodedError('store-full', 'the record of answered requests cannot be written')
      const body = bodyOf(senderId, bodyHash)
      let slot = body.below
      while (body.held.has(slot) || body.beyond.has(slot)) slot += 1
      body.held.add(slot)
      body.pending.add(slot)
      let over = false
      const leave = (): boolean => {
        if (over) return false
        over = true
        return body.held.delete(slot)
      }
      return {
        k: `${body.epoch}.${bodyHash}.${slot}`,
        delivered() {
          if (!leave()) return
          body.pending.delete(slot)
          spendSlot(body, slot)
          record(['delivered', senderId, bodyHash, body.epoch, slot])
        },
        abandoned() {
          leave()
        },
      }
    },
    close() {
      if (log >= 0) closeSync(log)
      log = -1
    },
  }
}
