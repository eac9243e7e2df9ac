import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const executable = '/usr/bin/chromium'

/** True where there is a browser to look with. */
export function hasBrowser(): boolean {
  return existsSync(executable)
}

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
