import { globSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { Predicate } from '../../core/predicate/predicate.ts'

/** A case of `test/cases/predicates`: a predicate, events, and which of them it finds in every back end. */
export interface PredicateCase {
  readonly name: string
  readonly predicate: Predicate
  readonly documents: readonly object[]
  /** Indices into `documents`. */
  readonly matches: readonly number[]
  /** The back ends that answer exactly; the others may find more, never less. */
  readonly exact: readonly string[]
}

type Written = Omit<PredicateCase, 'documents'> & {
  /** As JSON text where YAML could not say it exactly. */
  readonly events: readonly (object | string)[]
}

/** All cases, by the names of their files. */
export const predicateCases: readonly PredicateCase[] = globSync('test/cases/predicates/*.yml')
  .sort()
  .flatMap((file) => parse(readFileSync(file, 'utf8')) as Written[])
  .map(({ events, ...rest }) => ({
    ...rest,
    documents: events.map((event): object => (typeof event === 'string' ? JSON.parse(event) : event)),
  }))
