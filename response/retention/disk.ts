import { addDays, keptUntil } from './calendar.ts'
import type { KeptPartition } from './due.ts'
import type { ClassPolicy } from './policy.ts'

/** Room on the disk that holds the store, bytes. `free` is what the platform may still write. */
export interface DiskRoom {
  readonly total: number
  readonly free: number
}

/** When the disk counts as filling and as full. */
export interface Watermarks {
  /** Per cent in use from which the operator is warned. */
  readonly warnAt: number
  /** Per cent in use from which partitions past their minimum are deleted and, when there are none, senders refused. */
  readonly fullAt: number
  /** With this many bytes free the disk is not full, whatever the per cent: 15% of a large disk is weeks of logs. */
  readonly headroom: number
}

/** What is known of disk and forecast. */
export interface DiskState extends DiskRoom {
  /** 0–100. */
  readonly usedPercent: number
  readonly level: 'ok' | 'filling' | 'full'
}

/** Where the disk stands against its watermarks. */
export function diskState(room: DiskRoom, marks: Watermarks): DiskState {
  const usedPercent = room.total === 0 ? 0 : ((room.total - room.free) / room.total) * 100
  const full = usedPercent >= marks.fullAt && room.free < marks.headroom
  return { ...room, usedPercent, level: full ? 'full' : usedPercent >= marks.warnAt ? 'filling' : 'ok' }
}

export interface Forecast {
  /** Bytes a day, by the last full days; null before there is one. */
  readonly growth: number | null
  /** Days until the disk is full at that growth, deletions of what expires counted in; null: not in sight. */
  readonly daysUntilFull: number | null
}

const growthDays = 7
const horizon = 3_650

/** Looks ahead: every class goes on growing as over the last seven full days, and what expires goes. */
export function forecast(
  room: DiskRoom,
  marks: Watermarks,
  partitions: readonly KeptPartition[],
  policyOf: (name: string) => ClassPolicy | undefined,
  today: string,
): Forecast {
  const since = addDays(today, -growthDays)
  const recent = partitions.filter(({ day }) => day >= since && day < today)
  if (recent.length === 0) return { growth: null, daysUntilFull: null }
  const first = recent.map(({ day }) => day).sort()[0] ?? today
  const days = Math.round((Date.parse(today) - Date.parse(first)) / 86_400_000)
  const byClass = new Map<string, number>()
  for (const { class: name, bytes } of recent) byClass.set(name, (byClass.get(name) ?? 0) + bytes / days)
  const growth = [...byClass.values()].reduce((sum, bytes) => sum + bytes, 0)

  /** Bytes that go on a day. */
  const going = new Map<string, number>()
  const goes = (day: string, bytes: number) => going.set(day, (going.get(day) ?? 0) + bytes)
  for (const { until, bytes, held } of partitions) if (until !== null && !held) goes(until, bytes)
  const fullBelow = Math.min(marks.headroom, room.total * (1 - marks.fullAt / 100))
  let free = room.free
  for (let ahead = 0; ahead <= horizon; ahead++) {
    if (free <= fullBelow) return { growth, daysUntilFull: ahead }
    const day = addDays(today, ahead)
    free += going.get(day) ?? 0
    for (const [name, bytes] of byClass) {
      free -= bytes
      const policy = policyOf(name)
      if (policy !== undefined) goes(keptUntil(day, policy.months), bytes)
    }
  }
  return { growth, daysUntilFull: null }
}
