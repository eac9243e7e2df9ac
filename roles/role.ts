import type { MetricObjectWithValues, MetricValue } from 'prom-client'
import type { SystemState } from '../console/api/schemas/system.ts'

/** Something wrong with the platform that its operator must know. */
export type Trouble = SystemState['troubles'][number]

/** Metrics of one thread, as prom-client's registry gives them. */
export type ThreadMetrics = readonly MetricObjectWithValues<MetricValue<string>>[]

/** What the thread of a role answers to the main thread. All calls may cross threads. */
export interface Role {
  /** Starts the work and tells the ports it listens on. Rejects when it cannot, e.g. because a port is taken. */
  start(): Promise<{ readonly syslogPort: number; readonly bulkPort: number }>
  /** Ends the work: nothing that was read is lost. */
  stop(): Promise<void>
  metrics(): Promise<ThreadMetrics>
  troubles(): Promise<readonly Trouble[]>
}
