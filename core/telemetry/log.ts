import { pino } from 'pino'

/** A leveled log; fields first, words second. Secrets never go into fields. */
export type Log = Pick<ReturnType<typeof pino>, 'debug' | 'info' | 'warn' | 'error'>

/** Writes to stderr: JSON lines, or words a person reads when stderr is a terminal. */
export function createLog(level: string, role: string): Log {
  const options = { level, base: { role }, timestamp: () => `,"time":"${new Date().toISOString()}"` }
  if (!process.stderr.isTTY) return pino(options, pino.destination({ fd: 2, sync: true }))
  return pino(options, { write: (line) => void process.stderr.write(readable(line)) })
}

const names: Record<number, string> = { 20: 'debug', 30: 'info', 40: 'WARN', 50: 'ERROR' }

function readable(line: string): string {
  const { level, time, msg, role, signal: _, ...rest } = JSON.parse(line) as Record<string, unknown>
  const fields = Object.entries(rest).map(([key, value]) => `${key}=${JSON.stringify(value)}`)
  return `${String(time).slice(11, 19)} ${names[Number(level)] ?? level} ${role}: ${msg} ${fields.join(' ')}\n`
}
