import { CodedError } from '../../core/lib/errors.ts'
import { createTryLimit } from '../../response/identity/try-limit.ts'
import type { Services } from './services.ts'

const minute = 60_000

/** Slows down guessing over all the ways in. */
export interface LogInLimits {
  /** `key`: whose account is tried, where that is known. Rejects with `too-many-tries` before the work is begun. */
  guard<T>(
    address: string,
    key: string | undefined,
    proof: { code?: string; passkey?: object },
    work: () => Promise<T>,
  ): Promise<T>
}

export function logInLimits({
  clock,
  signal,
  audit,
  units,
}: Pick<Services, 'clock' | 'signal' | 'audit' | 'units'>): LogInLimits {
  const perAccount = createTryLimit(clock, { failures: 5, window: 5 * minute, keys: 10_000 })
  const perCode = createTryLimit(clock, { failures: 5, window: 5 * minute, keys: 10_000 })
  const perAddress = createTryLimit(clock, { failures: 30, window: 5 * minute, keys: 10_000 })
  return {
    async guard(address, key, { code, passkey }, work) {
      const here = key === undefined ? undefined : `${key}\n${address}`
      if (here !== undefined) perAccount.check(here)
      perAddress.check(address)
      // Whoever has the password guesses codes from many addresses.
      if (key !== undefined && (code ?? passkey) !== undefined) perCode.check(key)
      try {
        const done = await work()
        if (here !== undefined) perAccount.passed(here)
        return done
      } catch (error) {
        if (error instanceof CodedError && isInnocent(error)) throw error
        if (key !== undefined && error instanceof CodedError && error.code === 'wrong-code') perCode.failed(key)
        if (here !== undefined) perAccount.failed(here)
        perAddress.failed(address)
        const account = (key ?? '').slice(0, 100)
        signal('sign-in-failed', { account, address })
        // Guessing shows in the log, and rules see it there. What is refused for too many tries is not written again.
        const said = {
          actor: account === '' ? 'unknown' : account,
          target: `account/${account}`,
          unitIds: [units.root],
        }
        const why = error instanceof CodedError ? error.code : 'internal'
        await audit.append([{ ...said, action: 'session.refuse', details: { address, why } }]).catch(() => undefined)
        throw error
      }
    },
  }
}

/** The first step of two went well; a provider that does not answer, or is not there, says nothing of who asked. */
const isInnocent = ({ code, hint }: CodedError) =>
  code === 'second-factor' || code === 'provider-unreachable' || (code === 'not-found' && hint === undefined)
