import type { MetricObjectWithValues, MetricValue } from 'prom-client'
import type { SystemState } from '../console/api/schemas/system.ts'
import type { InputName } from '../core/event/inputs.ts'

/** Something wrong with the platform that its operator must know. */
export type Trouble = SystemState['troubles'][number]

/** Metrics of one thread, as prom-client's registry gives them. */
export type ThreadMetrics = readonly MetricObjectWithValues<MetricValue<string>>[]

/** Where a role listens. Ports are 0 where it does not. */
export interface Ports {
  readonly syslogPort: number
  readonly bulkPort: number
  /** Inputs that are listening besides these, because the configuration has them on. */
  readonly others: readonly { readonly input: InputName; readonly port: number }[]
}

/** What the thread of a role answers to the main thread. All calls may cross threads. */
export interface Role {
  /** Starts the work and tells the ports it listens on. Rejects when it cannot, e.g. because a port is taken. */
  start(): Promise<Ports>
  /** Ends the work: nothing that was read is lost. */
  stop(): Promise<void>
  metrics(): Promise<ThreadMetrics>
  troubles(): Promise<readonly Trouble[]>
}
