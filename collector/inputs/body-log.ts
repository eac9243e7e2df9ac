import { memoryLine } from './memory-line.ts'

/** One body of a sender: which of its copies were answered, and which are open. */
export interface Body {
  readonly epoch: string
  /** Slots below this are delivered, and so are those in `beyond`. */
  below: number
  readonly beyond: Set<number>
  readonly held: Set<number>
  /** Slots taken and not delivered, held or abandoned: a body with one must not be forgotten early. */
  readonly pending: Set<number>
}

/** What is remembered of a sender: two generations of bodies, by their hash. */
export interface Memory {
  epoch: string
  current: Map<string, Body>
  previous: Map<string, Body>
}

/** A line of the file in which answered copies outlive the process: JSON, one array a line. */
export type Line =
  | readonly ['boot', string]
  | readonly ['epoch', string, string]
  | readonly ['body', string, string, string, number, readonly number[]]
  | readonly ['delivered', string, string, string, number]

/** A body of which nothing is known yet. */
export function freshBody(epoch: string): Body {
  return { epoch, below: 0, beyond: new Set(), held: new Set(), pending: new Set() }
}

/** All that is known of a body as a line. */
export function bodyLine(senderId: string, hash: string, body: Body): Line {
  return ['body', senderId, hash, body.epoch, body.below, [...body.beyond]]
}

/** The lines that say all that `senders` holds: the older generation, the epoch that began after it, the newer one. */
export function snapshot(senders: ReadonlyMap<string, Memory>, bootId: string): Line[] {
  const lines: Line[] = [['boot', bootId]]
  for (const [senderId, memory] of senders) {
    for (const [hash, body] of memory.previous) {
      if (!memory.current.has(hash)) lines.push(bodyLine(senderId, hash, body))
    }
    lines.push(['epoch', senderId, memory.epoch])
    for (const [hash, body] of memory.current) lines.push(bodyLine(senderId, hash, body))
  }
  return lines
}

/** Marks a slot as used up by a delivered answer. */
export function spendSlot(body: Body, slot: number): void {
  body.beyond.add(slot)
  while (body.beyond.delete(body.below)) body.below += 1
}

/** Reads the file back into `senders`, unless it is of another boot of the machine. A last line that was being written when the process died is passed over. */
export function replay(text: string, bootId: string, senders: Map<string, Memory>): void {
  let trusted = false
  for (const line of text.split('\n')) {
    const entry = memoryLine<Line>(line)
    if (entry === undefined) continue
    if (entry[0] === 'boot') {
      trusted = entry[1] === bootId
      continue
    }
    if (!trusted) return
    const memory = senders.get(entry[1]) ?? { epoch: '', current: new Map(), previous: new Map() }
    senders.set(entry[1], memory)
    if (entry[0] === 'epoch') {
      if (memory.current.size > 0) {
        memory.previous = memory.current
        memory.current = new Map()
      }
      memory.epoch = entry[2]
    } else {
      const body = bodyIn(memory, entry[2], entry[3])
      if (entry[0] === 'delivered') spendSlot(body, entry[4])
      else {
        body.below = Math.max(body.below, entry[4])
        for (const slot of entry[5]) spendSlot(body, slot)
      }
    }
  }
}

function bodyIn(memory: Memory, hash: string, epoch: string): Body {
  const known = memory.current.get(hash) ?? memory.previous.get(hash)
  if (known !== undefined && known.epoch === epoch) {
    memory.current.set(hash, known)
    return known
  }
  const body = freshBody(epoch)
  memory.current.set(hash, body)
  return body
}
