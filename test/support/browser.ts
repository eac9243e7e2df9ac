import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const executable = '/usr/bin/chromium'

/** True where there is a browser to look with. */
export function hasBrowser(): boolean {
  return existsSync(executable)
}

const built = existsSync(join(import.meta.dirname, '../../console/web/dist/index.html'))
/** What is not there to look at the console with; undefined where nothing is missing. */
export const missing = !hasBrowser() ? 'there is no Chromium here' : !built ? 'the console is not built' : undefined
/** Why a test that looks at the console is left out; false where it can be run, and under CI, where it must. */
export const skip = missing !== undefined && process.env['CI'] === undefined ? missing : false

/** Starts Debian's Chromium without a window, and without anything that would talk to the Internet. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: executable,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
