import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/**
 * Datagrams that the kernel dropped because the receive buffer of this process's socket on `port` was full: the column
 * `drops` of /proc/net/udp and udp6. Undefined where there is no such file (outside Linux).
 */
export function kernelDrops(port: number): number | undefined {
  const own = ownSockets()
  if (own === undefined) return undefined
  let drops: number | undefined
  for (const table of ['/proc/net/udp', '/proc/net/udp6']) {
    for (const row of rowsOf(table)) {
      const columns = row.trim().split(/\s+/)
      const local = Number.parseInt(columns[1]?.split(':').at(-1) ?? '', 16)
      if (local === port && own.has(columns[9] ?? '')) drops = (drops ?? 0) + Number(columns[12] ?? 0)
    }
  }
  return drops
}

function rowsOf(table: string): string[] {
  try {
    return readFileSync(table, 'latin1').split('\n').slice(1)
  } catch {
    return []
  }
}

/** Inodes of the sockets that this process has open. */
function ownSockets(): Set<string> | undefined {
  const inodes = new Set<string>()
  try {
    for (const fd of readdirSync('/proc/self/fd')) {
      const inode = /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/self/fd/${fd}`))?.[1]
      if (inode !== undefined) inodes.add(inode)
    }
    return inodes
  } catch {
    return undefined
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
