import type { Actor } from '../../core/access/actor.ts'
import type { Scope } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { EventDocument } from '../../core/event/event.ts'
import type { Clock } from '../../core/lib/clock.ts'
import type { WaitingReads } from '../../core/store/read-queue.ts'
import type { AuditLog, EventReads, RecordStore } from '../../core/store/store.ts'
import type { Signal } from '../../core/telemetry/signals.ts'
import type { Bulks } from '../../response/alerts/bulk.ts'
import type { Takers } from '../../response/alerts/takers.ts'
import type { Triage } from '../../response/alerts/triage.ts'
import type { AuditDesk } from '../../response/audit/desk.ts'
import type { Exports } from '../../response/exports/exports.ts'
import type { OpenIncidents } from '../../response/home/hand-over-draft.ts'
import type { AccountLinks } from '../../response/identity/account-links.ts'
import type { ApiKeys } from '../../response/identity/api-keys.ts'
import type { IntakeKeys } from '../../response/identity/intake-keys.ts'
import type { LogIn } from '../../response/identity/log-in.ts'
import type { Passkeys } from '../../response/identity/passkeys.ts'
import type { People } from '../../response/identity/people.ts'
import type { SecondFactors } from '../../response/identity/second-factor.ts'
import type { Sessions } from '../../response/identity/sessions.ts'
import type { Incidents } from '../../response/incidents/incidents.ts'
import type { Indicators } from '../../response/indicators/indicators.ts'
import type { MetricsDesk } from '../../response/metrics/metrics-desk.ts'
import type { IncidentTitles } from '../../response/shifts/mentions.ts'
import type { Shifts } from '../../response/shifts/shifts.ts'
import type { SystemDesk } from '../../response/systems/system-desk.ts'
import type { UnitDesk } from '../../response/units/unit-desk.ts'
import type { RuleDesk } from './rule-desk.ts'
import type { MatchedField } from './schemas/alerts.ts'
import type { RuleDetail, RuleProblem, RuleRow } from './schemas/rules.ts'
import type { SampleStarted, SourceRerun } from './schemas/sources.ts'
import type { Replayed, SystemState } from './schemas/system.ts'

/** What the console shows of the rules as they stand. */
export interface RuleBook {
  /** Looks again at what a rule's state depends on besides the rules: what arrives, what it costs. */
  look(): Promise<void>
  list(): readonly RuleRow[]
  problems(): readonly RuleProblem[]
  get(id: string): RuleDetail | undefined
  /** Which fields of the event made the rule fire. */
  explain(id: string, event: EventDocument): readonly MatchedField[]
}

/** Everything the routes call, built by the composition root. */
export interface Services {
  readonly records: RecordStore
  readonly events: EventReads
  /** What a person has asked of the events that others' reads stand before. */
  readonly waitingReads: (person: string) => WaitingReads
  readonly audit: AuditLog
  readonly auditDesk: AuditDesk
  readonly units: UnitTree
  readonly unitDesk: UnitDesk
  /** The register of information systems. */
  readonly itSystems: SystemDesk
  readonly sessions: Sessions
  readonly logIn: LogIn
  readonly passkeys: Passkeys
  readonly secondFactors: SecondFactors
  readonly people: People
  readonly apiKeys: ApiKeys
  readonly accountLinks: AccountLinks
  readonly keys: IntakeKeys
  readonly triage: Triage
  readonly takers: Takers
  readonly shifts: Shifts
  readonly metricsDesk: MetricsDesk
  /** Incidents as the home page and the log of the watch name them. */
  readonly openIncidents: OpenIncidents
  readonly incidentTitles: IncidentTitles
  readonly bulks: Bulks
  readonly indicators: Indicators
  readonly incidents: Incidents
  readonly exports: Exports
  readonly rules: RuleBook
  readonly ruleDesk: RuleDesk
  readonly clock: Clock
  readonly signal: Signal
  readonly installation: {
    readonly name: string
    /** Whom everybody may call; empty where it is not configured. */
    readonly phone: string
    readonly timeZone: string
    readonly version: string
    /** Of the console as browsers have it; empty where it is not configured. */
    readonly address: string
    /** The ports that inputs really listen on; 0 when this process has no ingest role. */
    syslogPort(): number
    bulkPort(): number
    /** The HTTP intake speaks TLS. */
    readonly bulkTls: boolean
  }
  /** Plays the sample attack through the real input port. */
  playSample(): Promise<SampleStarted>
  /** Has the failed lines of a source read again; the source lies within the scope. */
  rerun(actor: Actor, scope: Scope, source: string): Promise<SourceRerun>
  systemState(): Promise<SystemState>
  /** Sends the documents again that the store refused; an audit row is kept. Rejects with `conflict` while it is being done. */
  replayDeadLetters(actor: Actor): Promise<Replayed>
  /** Prometheus text format. */
  metrics(): Promise<string>
  /** Why the platform cannot serve right now; empty when it can. */
  notReady(): Promise<readonly string[]>
  /** Told of every answered request: the route's pattern, the status, how long it took. */
  onResponse(route: string, status: number, seconds: number): void
  /** Addresses and networks of the proxies in front, which are believed when they say for whom they ask. */
  readonly proxies: readonly string[]
  /** Certificate and key (PEM): then the console speaks HTTPS. */
  readonly tls?: { readonly cert: string; readonly key: string }
  /** Folder of the built console. */
  readonly webRoot: string
}
