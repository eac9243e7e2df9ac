import { readFileSync } from 'node:fs'

/** What changes with every start of the machine (Linux); elsewhere one constant. */
export function currentBoot(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return 'unknown'
  }
}
