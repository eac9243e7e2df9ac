import type { Actor } from '../../core/access/actor.ts'
import type { StoredRecord } from '../../core/store/store.ts'
import type { Account } from './accounts.ts'
import type { Hat } from './hats.ts'

/** The record kind of log-ins. */
export const sessionKind = 'session'
/** A log-in on the server. Its id is the digest of the cookie's secret, so the store cannot be used to log in. */
export interface SessionRecord {
  readonly account: string
  /** Epoch milliseconds. */
  readonly opened: number
  readonly expires: number
  readonly address: string
  /** What the browser calls itself, cut short. */
  readonly agent?: string
  /** A second factor was shown for it. */
  readonly second?: true
  /** By what the person was proved; absent: by password. */
  readonly by?: LogInWay
  /** Under which hat its holder works, where there are two. */
  readonly hat?: Hat
  /** It is a break-glass account's. */
  readonly breakGlass?: true
}

/** What proves a person at first. */
export type LogInWay = 'password' | 'passkey' | 'oidc' | 'ldap'

/** Whether what was shown besides is good; takes it, so that it is good once. */
export type Factor = (account: StoredRecord<Account>) => Promise<boolean>

/** Who a log-in is now. */
export interface Standing {
  readonly actor: Actor
  readonly secondFactor: SecondFactorState
  /** Under which hat, and null where all grants fit under one. */
  readonly hat: Hat | null
}

export interface OpenedSession extends Standing {
  /** Goes into the cookie, and nowhere else. */
  readonly secret: string
  readonly expires: number
}

/** Who may sign in by what is kept here. */
export interface LocalLogIn {
  /** Everybody who has a password, or break-glass accounts alone. */
  readonly local: 'on' | 'break-glass'
  /** After so many hours a log-in of a break-glass account ends by itself. */
  readonly breakGlassHours: number
}

/** Whether the log-in's account has a second factor, or must set one up before it may do anything else. */
export type SecondFactorState = 'off' | 'on' | 'must-set-up'

/** Where a log-in comes from. */
export interface Origin {
  readonly address: string
  readonly agent: string
}
