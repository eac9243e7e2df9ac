import type { Config } from '../../core/config/schema.ts'
import type { Store } from '../../core/store/store.ts'

/** What a command that works on an installation gets: its configuration and its store, opened for this one call. */
export interface Installation {
  readonly config: Config
  readonly store: Store
  /** The id of the unit tree's root. */
  readonly root: string
}

/**
 * Opens the installation that `--config FILE` names (else `vonggac.yml` here, else the defaults), runs the work and
 * closes it. Configuration problems reject with `bad-request`, each on a line.
 */
export type WithInstallation = (
  configFile: string | undefined,
  work: (installation: Installation) => Promise<number>,
) => Promise<number>
