import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import type { Grant } from '../core/access/actor.ts'

interface Planned {
  readonly name: string
  readonly displayName: string
  readonly grants: readonly Grant[]
  readonly about: string
}

const day = 86_400_000

/** The people of the demo besides the first two accounts. The auditor reads the week before that moment and the month after it. */
export const demoAccounts = (now: number): readonly Planned[] => [
  {
    name: 'lan',
    displayName: 'Nguyễn Thị Lan',
    grants: [{ role: 'analyst', unit: 'tinh' }],
    about: 'phân tích viên, cả tỉnh / analyst of the whole province',
  },
  {
    name: 'minh',
    displayName: 'Trần Quang Minh',
    grants: [{ role: 'analyst-2', unit: 'tinh' }],
    about: 'phân tích viên bậc 2, cả tỉnh / senior analyst of the whole province',
  },
  {
    name: 'hoa',
    displayName: 'Lê Thị Hoa',
    grants: [{ role: 'analyst', unit: 'so-khcn' }],
    about: 'phân tích viên, chỉ Sở Khoa học và Công nghệ / analyst of one department',
  },
  {
    name: 'kiem',
    displayName: 'Phạm Văn Kiểm',
    grants: [
      {
        role: 'auditor',
        unit: 'tinh',
        until: now + 30 * day,
        reads: { from: now - 7 * day, to: now + 30 * day },
      },
    ],
    about: 'kiểm tra viên, chỉ đọc / auditor, reads only',
  },
]

/** A log-in of the demo. */
export interface LogIn {
  readonly name: string
  readonly password: string
  readonly about: string
}

/** What a demo that is started again needs of its first start. */
export interface Remembered {
  readonly accounts: readonly LogIn[]
  readonly authorization: string
}

/** Keeps the demo's log-ins in a file that its owner alone may read. */
export function remember(file: string, what: Remembered): void {
  writeFileSync(file, JSON.stringify(what), { mode: 0o600 })
  chmodSync(file, 0o600)
}

/** The log-ins of the first start; undefined when there was none. */
export function recall(file: string): Remembered | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Remembered
  } catch {
    return undefined
  }
}
