import { CodedError } from '../../core/lib/errors.ts'
import { createTryLimit } from '../../response/identity/try-limit.ts'
import type { Services } from './services.ts'

const minute = 60_000

/** Slows down guessing over all the ways in. Who refuses writes the audit row: one a refusal, which rules count. */
export interface LogInLimits {
  /** `key`: whose account is tried, where that is known. Rejects with `too-many-tries` before the work is begun. */
  guard<T>(
    address: string,
    key: string | undefined,
    proof: { code?: string; passkey?: object },
    work: () => Promise<T>,
  ): Promise<T>
}

export function logInLimits({ records, clock, signal }: Pick<Services, 'records' | 'clock' | 'signal'>): LogInLimits {
  const perAccount = createTryLimit(records, clock, 'log-in account', { failures: 5, window: 5 * minute })
  const perCode = createTryLimit(records, clock, 'log-in code', { failures: 5, window: 5 * minute })
  const perAddress = createTryLimit(records, clock, 'log-in address', { failures: 30, window: 5 * minute })
  return {
    async guard(address, key, { code, passkey }, work) {
      const here = key === undefined ? undefined : `${key}\n${address}`
      if (here !== undefined) await perAccount.check(here)
      await perAddress.check(address)
      // Whoever has the password guesses codes from many addresses.
      if (key !== undefined && (code ?? passkey) !== undefined) await perCode.check(key)
      try {
        const done = await work()
        if (here !== undefined) await perAccount.passed(here)
        return done
      } catch (error) {
        if (error instanceof CodedError && isInnocent(error)) throw error
        if (key !== undefined && error instanceof CodedError && error.code === 'wrong-code') await perCode.failed(key)
        if (here !== undefined) await perAccount.failed(here)
        await perAddress.failed(address)
        signal('sign-in-failed', { account: (key ?? '').slice(0, 100), address })
        throw error
      }
    },
  }
}

/** The first step of two went well; a provider that does not answer, or is not there, says nothing of who asked. */
const isInnocent = ({ code, hint }: CodedError) =>
  code === 'second-factor' || code === 'provider-unreachable' || (code === 'not-found' && hint === undefined)
