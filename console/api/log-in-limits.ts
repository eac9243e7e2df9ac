import { CodedError } from '../../core/lib/errors.ts'
import { createTryLimit } from '../../response/identity/try-limit.ts'
import { callerNetwork } from './caller-network.ts'
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
  const window = 5 * minute
  const perAccount = createTryLimit(records, clock, 'log-in account', { failures: 5, window, forgets: true })
  const perCode = createTryLimit(records, clock, 'log-in code', { failures: 5, window })
  const perAddress = createTryLimit(records, clock, 'log-in address', { failures: 30, window })
  return {
    guard(address, key, { code, passkey }, work) {
      const from = callerNetwork(address)
      const judged = async () => {
        try {
          return await work()
        } catch (error) {
          if (!isInnocent(error)) signal('sign-in-failed', { account: (key ?? '').slice(0, 100), address })
          throw error
        }
      }
      // Whoever has the password guesses codes from many addresses.
      const coded = () =>
        key !== undefined && (code ?? passkey) !== undefined
          ? perCode.attempt(key, judged, (error) => !isWrongCode(error))
          : judged()
      const here = () => perAddress.attempt(from, coded, isInnocent)
      return key === undefined ? here() : perAccount.attempt(`${key}\n${from}`, here, isInnocent)
    },
  }
}

/**
 * The first step of two went well; a provider that does not answer, or is not there, says nothing of who asked; what was
 * refused unjudged is not a failure more.
 */
const isInnocent = (error: unknown) =>
  error instanceof CodedError &&
  (['second-factor', 'provider-unreachable', 'too-many-tries'].includes(error.code) ||
    (error.code === 'not-found' && error.hint === undefined))
const isWrongCode = (error: unknown) => error instanceof CodedError && error.code === 'wrong-code'
