import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { toEvent } from '../../collector/map/to-event.ts'
import type { SystemState } from '../../console/api/schemas/system.ts'
import { createServer } from '../../console/api/server.ts'
import type { Services } from '../../console/api/services.ts'
import type { Grant } from '../../core/access/actor.ts'
import { roles } from '../../core/access/permissions.ts'
import { scopeOf } from '../../core/access/scope.ts'
import type { Unit } from '../../core/access/unit.ts'
import { unitTree } from '../../core/access/unit-tree.ts'
import type { EventDocument } from '../../core/event/event.ts'
import { type Clock, systemClock } from '../../core/lib/clock.ts'
import type { Store } from '../../core/store/store.ts'
import { createBulks } from '../../response/alerts/bulk.ts'
import { matchOf, type RuleFacts } from '../../response/alerts/match.ts'
import { createAlertOpener } from '../../response/alerts/open.ts'
import { createTakers } from '../../response/alerts/takers.ts'
import { createTriage } from '../../response/alerts/triage.ts'
import { createChainChecks } from '../../response/audit/chain-check.ts'
import { createPacks } from '../../response/audit/pack.ts'
import { createSigner, newSigningKey } from '../../response/audit/signer.ts'
import { createExports } from '../../response/exports/exports.ts'
import { createAccountLinks } from '../../response/identity/account-links.ts'
import { type Account, accountKind } from '../../response/identity/accounts.ts'
import { createApiKeys } from '../../response/identity/api-keys.ts'
import type { Directory } from '../../response/identity/directory.ts'
import { createExternalPeople } from '../../response/identity/external.ts'
import type { GroupMapping } from '../../response/identity/group-mapping.ts'
import { createIntakeKeys } from '../../response/identity/intake-keys.ts'
import { createLogIn } from '../../response/identity/log-in.ts'
import type { Oidc } from '../../response/identity/oidc.ts'
import { createPasskeys } from '../../response/identity/passkeys.ts'
import { hashPassword } from '../../response/identity/password.ts'
import { createPeople } from '../../response/identity/people.ts'
import { createSealedFlows } from '../../response/identity/sealed-flow.ts'
import { createSecondFactors } from '../../response/identity/second-factor.ts'
import { createSecretBox } from '../../response/identity/secret-box.ts'
import { createSessions } from '../../response/identity/sessions.ts'
import { createIncidents } from '../../response/incidents/incidents.ts'
import { openIncident } from '../../response/incidents/open.ts'
import { viewIncident } from '../../response/incidents/view.ts'
import { createIndicators } from '../../response/indicators/indicators.ts'
import { advanceLookBack } from '../../response/indicators/look-back-run.ts'
import { createMetricsDesk } from '../../response/metrics/metrics-desk.ts'
import { retentionFrames } from '../../response/retention/law.ts'
import {
  type Duty,
  dutyKind,
  type Shift,
  type ShiftEntry,
  shiftEntryKind,
  shiftKind,
} from '../../response/shifts/shift.ts'
import { createShifts } from '../../response/shifts/shifts.ts'
import { recordSources } from '../../response/sources/source.ts'
import { untoldSystem } from '../../response/systems/import-systems.ts'
import { createSystemDesk } from '../../response/systems/system-desk.ts'
import { sampleUnits } from '../../response/units/sample-units.ts'
import { createUnitDesk } from '../../response/units/unit-desk.ts'
import { unitsFrom } from '../../response/units/unit-records.ts'
import { incidentReads } from '../../roles/incident-reads.ts'
import { indicatorValues } from '../../roles/indicator-values.ts'
import { ruleBook } from '../../roles/rule-book.ts'
import { createRuleDesk } from '../../roles/rule-desk.ts'
import { windowed } from '../../roles/windowed.ts'
import { writeRuleState } from '../../rules/live/applied.ts'
import { type RuleException, ruleExceptionKind } from '../../rules/live/exception.ts'
import { type ExceptionProposal, exceptionProposalKind } from '../../rules/live/exception-proposal.ts'
import { openLiveRules } from '../../rules/live/live-rules.ts'
import { type ValueList, valueListKind } from '../../rules/live/value-list.ts'
import { temporaryStore } from './temporary-store.ts'

const testRule: RuleFacts & { titles: { vi: string; en: string } } = {
  id: 'rule-canary',
  titles: { vi: 'Luật thử', en: 'Test rule' },
  level: 'high',
  groupBy: [],
}

const emptyState: SystemState = {
  troubles: [],
  events: 0,
  matches: 0,
  bytes: 0,
  diskFree: 0,
  disk: { total: 0, free: 0, usedPercent: 0, warnAt: 75, fullAt: 85, level: 'ok', growth: null, daysUntilFull: null },
  law: { effectiveFrom: '2026-01-01', source: '', verifiedBy: '' },
  classes: [],
  partitions: [],
  ledger: [],
}

export const guard = { 'x-vonggac': '1' }

/** The identity providers of a test, and how they are used. */
interface TestIdentity {
  readonly oidc?: Oidc
  readonly directory?: Directory
  readonly local?: 'on' | 'break-glass'
  readonly mappings?: readonly GroupMapping[]
  readonly createAccounts?: boolean
  readonly address?: string
}

/** The console's server on a real store, without a network, with the parts that other rooms bring left thin. */
export async function testConsole(
  t: TestContext,
  clock: Clock = systemClock,
  overrides: Partial<Services> = {},
  identity: TestIdentity = {},
  tree: readonly Unit[] = sampleUnits,
) {
  const store: Store = temporaryStore(t, clock)
  const units = unitTree(tree)
  await unitsFrom(store.records, () => tree, clock)
  const timeZone = 'Asia/Ho_Chi_Minh'
  const live = await openLiveRules({
    paths: [],
    records: store.records,
    timeZone,
    onRules: () => {},
    onError: (error) => assert.fail(String(error)),
  })
  t.after(() => live.stop())
  // No ingest role runs here: changes need not wait for one.
  const inForce = {
    sequence: Number.MAX_SAFE_INTEGER,
    at: Number.MAX_SAFE_INTEGER,
    running: 0,
    rejected: 0,
    stopped: false,
  }
  await writeRuleState(store.records, 'test', inForce)
  const rules = ruleBook({ current: live.current, records: store.records, clock, base: '/' })
  const reads = windowed(store)
  const box = createSecretBox(Buffer.alloc(32, 7))
  const secondFactors = createSecondFactors(store.records, units.root, box, clock)
  const flows = createSealedFlows(box, clock)
  const { local = 'on', mappings = [], createAccounts = false, address = '', ...providers } = identity
  const localLogIn = { local, breakGlassHours: 4 }
  const sessions = createSessions(store.records, units, clock, 12, secondFactors, localLogIn)
  const incidentsRead = incidentReads({ records: reads.records, units })
  const takers = createTakers(store.records, units, clock)
  const bulks = createBulks(reads.records, clock, takers, (error) => assert.fail(String(error)))
  t.after(() => bulks.stop())
  const checks = createChainChecks({ ...reads, clock }, (error) => assert.fail(String(error)))
  t.after(() => checks.stop())
  const signer = createSigner(newSigningKey())
  const sections = async () => []
  const services: Services = {
    ...reads,
    auditDesk: {
      checks,
      signer,
      sendsHead: true,
      packs: createPacks({ ...reads, units, clock, signer, installation: 'Đội thử', sections }),
    },
    units,
    unitDesk: createUnitDesk(store.records, clock, timeZone),
    itSystems: createSystemDesk(store.records, clock, timeZone, { frames: retentionFrames(), classOf: () => '12m' }),
    clock,
    signal: () => {},
    rules,
    ruleDesk: createRuleDesk({
      ...reads,
      live,
      book: rules,
      units,
      clock,
      timeZone,
      installation: 'Đội thử',
      readLine: (line) => toEvent({ bytes: line }, 'auto', { receivedAt: clock.now(), zone: timeZone }),
    }),
    sessions,
    logIn: createLogIn({
      records: store.records,
      root: units.root,
      sessions,
      flows,
      external: createExternalPeople({ records: store.records, units, clock, mappings, createAccounts }),
      ...providers,
      ways: { oidc: null, directory: null, local },
    }),
    passkeys: createPasskeys(store.records, flows, clock),
    secondFactors,
    people: createPeople(store.records, units, clock),
    apiKeys: createApiKeys(store.records, units, clock),
    accountLinks: createAccountLinks(store.records, clock),
    keys: createIntakeKeys(store.records, units.root, clock),
    triage: createTriage(store.records, clock, takers),
    takers,
    shifts: createShifts(reads.records, units, clock),
    metricsDesk: createMetricsDesk({ ...reads, clock, timeZone, ...incidentsRead }),
    ...incidentsRead,
    bulks,
    indicators: createIndicators({
      records: reads.records,
      units,
      clock,
      timeZone,
      valueWrite: indicatorValues(store.records, clock),
    }),
    incidents: createIncidents({ ...reads, units, clock, timeZone }),
    exports: createExports({ ...reads, units, clock, timeZone }),
    installation: {
      name: 'Đội thử',
      phone: '0203 3835 000',
      timeZone: 'Asia/Ho_Chi_Minh',
      version: '0',
      address,
      syslogPort: () => 5514,
      bulkPort: () => 9280,
      bulkTls: false,
    },
    rerun: async () => ({ read: 0, repaired: 0, alreadyThere: 0, failing: 0, more: false }),
    playSample: async () => ({ lines: 1, duration: 1 }),
    waitingReads: () => ({ waiting: 0, ahead: 0 }),
    systemState: async () => emptyState,
    replayDeadLetters: async () => ({ stored: 0, refused: 0 }),
    metrics: async () => 'vonggac_up 1\n',
    notReady: async () => [],
    onResponse: () => {},
    proxies: [],
    webRoot: '/nonexistent',
    ...overrides,
  }
  const app = await createServer(services)
  t.after(() => app.close())
  const open = createAlertOpener(store.records)

  return {
    app,
    store,
    services,
    /** Makes an account with these grants and logs it in; the cookie goes into a request's headers. */
    async signIn(name: string, grants: readonly Grant[]): Promise<{ cookie: string; secret: string }> {
      const account: Account = {
        name,
        displayName: name,
        password: await hashPassword('mật khẩu thử'),
        grants,
        created: clock.now(),
        passwordSet: clock.now(),
      }
      await store.records.write([{ kind: accountKind, id: name, document: account, unitIds: ['tinh'], expect: 'any' }])
      const reply = await logIn(app, name, 'mật khẩu thử')
      const secret = reply.cookies[0]?.value ?? ''
      return { cookie: `vonggac_session=${secret}`, secret }
    },
    /** An event of the unit with its match, its alert and its source, each naming the canary. */
    async plant(unit: string | undefined, canary: string, time: number) {
      const ids = unit === undefined ? [] : units.lineage(unit)
      const partition = { class: '12m', day: new Date(time).toISOString().slice(0, 10) }
      const document: EventDocument = {
        '@timestamp': new Date(time).toISOString(),
        event: { id: `event-${canary}`, kind: 'pipeline_error', original: `raw ${canary}`, dataset: 'syslog' },
        process: { name: 'sshd', pid: 4242 },
        message: `message ${canary}`,
        error: { message: `reason ${canary}` },
        host: { name: `host-${canary}` },
        user: { name: `user-${canary}` },
        vonggac: { source: { id: `source-${canary}` }, ...(unit === undefined ? {} : { unit: { id: unit, ids } }) },
      }
      const id = `event-${canary}`
      const match = matchOf(testRule, document, {
        eventId: id,
        partition,
        seen: clock.now(),
        timeZone: 'Asia/Ho_Chi_Minh',
      })
      await store.events.append([{ id, partition, placedByReceipt: false, document }], [match])
      await open([match])
      await recordSources(store.records, [
        {
          id: `source-${canary}`,
          input: 'syslog',
          peer: `peer-${canary}`,
          host: `host-${canary}`,
          unit: unit === undefined ? null : { id: unit, ids },
          datasets: [],
          firstSeen: time,
          lastSeen: time,
          events: 1,
          bytes: 1,
          failures: 1,
          marks: {},
          minutes: {},
          lag: 0,
        },
      ])
      const step = { at: time, by: 'truc' }
      const exception: RuleException = {
        id: `exception-${canary}`,
        title: `message ${canary}`,
        rules: null,
        expression: `host.name: host-${canary}`,
        list: null,
        unit: unit ?? null,
        owner: 'truc',
        reason: `reason ${canary}`,
        expires: null,
        ended: null,
        created: step,
        changed: step,
      }
      const write = { kind: ruleExceptionKind, id: exception.id, document: exception, unitIds: ids }
      const proposal: ExceptionProposal = {
        id: `proposal-${canary}`,
        words: { ...exception },
        state: 'open',
        proposed: step,
        decided: null,
        exception: null,
      }
      const asked = { kind: exceptionProposalKind, id: proposal.id, document: proposal, unitIds: ids }
      await store.records.write([
        { ...write, expect: 'absent' },
        { ...asked, expect: 'absent' },
      ])
      const said = { actor: 'truc', action: 'unit.contacts', target: `unit/${unit ?? ''}`, unitIds: ids }
      await store.audit.append([{ ...said, details: { note: `message ${canary}` } }])
      return { alert: match.alertKey, event: id, source: `source-${canary}` }
    },
    /** A program's account with these grants and a key to all that they allow; gives the header that carries it. */
    async makeKey(name: string, grants: readonly Grant[]): Promise<{ authorization: string }> {
      const now = clock.now()
      const account: Account = {
        name,
        displayName: name,
        password: '',
        grants,
        created: now,
        passwordSet: now,
        unit: units.root,
        service: true,
      }
      await store.records.write([
        { kind: accountKind, id: name, document: account, unitIds: [units.root], expect: 'absent' },
      ])
      const lead = { id: 'truc', name: 'truc', grants: [{ role: 'duty-lead', unit: units.root }] } as const
      const kept = await services.people.get({ kind: 'units', units: [units.root], unattributed: true }, name)
      const { secret } = await services.apiKeys.make(lead, kept, {
        name,
        permissions: grants.flatMap(({ role }) => [...roles[role]]),
        unit: grants[0]?.unit ?? units.root,
        days: 1,
      })
      return { authorization: `Bearer ${secret}` }
    },
    /** An account of the unit, with a name to show that is a canary. */
    async plantPerson(name: string, unit: string, displayName: string): Promise<void> {
      const now = clock.now()
      const account: Account = { name, displayName, password: '', grants: [], created: now, passwordSet: now, unit }
      const write = { kind: accountKind, id: name, document: account, unitIds: units.lineage(unit) }
      await store.records.write([{ ...write, expect: 'absent' }])
    },
    /** An incident of the unit whose title names the canary, with the alert and its event; opened by the lead. */
    async plantIncident(
      unit: string,
      canary: string,
      { alert, restricted = false }: { alert: string; restricted?: boolean },
    ) {
      const lead = { id: 'truc', name: 'truc', grants: [{ role: 'duty-lead', unit: units.root }] } as const
      const { id } = await openIncident(services.incidents, lead, {
        title: `message ${canary}`,
        type: 'other',
        severity: 'high',
        tlp: 'amber',
        exercise: false,
        restricted,
        unit,
        target: { alerts: [alert] },
      })
      const { evidence } = await viewIncident(services.incidents, lead, id)
      return { id, evidence: evidence[0]?.copy.id ?? '' }
    },
    /** A watch that somebody of this name keeps at the unit, with an entry. */
    async plantShift(unit: string, canary: string): Promise<void> {
      const person = { id: `user-${canary}`, name: `user ${canary}` }
      const id = `shift-${canary}`
      const started = clock.now()
      const shift: Shift = { id, unit, person, phone: '', started, ended: null, after: null, handOver: null }
      const duty: Duty = { unit, on: [{ shift: id, person, phone: '', since: started }] }
      const entry: ShiftEntry = { id: `entry-${canary}`, shift: id, at: started, by: person, text: `message ${canary}` }
      const unitIds = units.lineage(unit)
      await store.records.write([
        { kind: shiftKind, id, document: shift, unitIds, expect: 'absent' },
        { kind: dutyKind, id: unit, document: duty, unitIds, expect: 'absent' },
        { kind: shiftEntryKind, id: entry.id, document: entry, unitIds, expect: 'absent' },
      ])
    },
    /** Somebody to call at a unit. */
    plantContact(unit: string, name: string): Promise<void> {
      const asker = { by: 'truc', scope: { kind: 'units', units: ['tinh'], unattributed: true } } as const
      const contact = { name, role: '', phone: '0912 345 678', mail: '', duty: true }
      return services.unitDesk.putContacts(asker, unit, [contact], 1)
    },
    /** An information system of the unit; gives its id. */
    async plantSystem(unit: string, canary: string): Promise<string> {
      const asker = { by: 'truc', scope: { kind: 'units', units: ['tinh'], unattributed: true } } as const
      const words = {
        ...untoldSystem,
        name: `message ${canary}`,
        level: 3,
        owner: unit,
        hosts: [`host-${canary}`],
        sources: [`source-${canary}`],
      } as const
      const made = await services.itSystems.create(asker, { code: `HT-${canary}`, from: '', words })
      assert.ok(made.ok, JSON.stringify(made))
      return made.value
    },
    /** A list of indicators of the unit, and a search for it there that is done, each naming the canary. */
    async plantIndicators(unit: string, canary: string): Promise<{ list: string; search: string }> {
      const actor = { id: 'truc', name: `user ${canary}`, grants: [{ role: 'analyst', unit }] } as const
      const { indicators } = services
      const list = await indicators.create(actor, scopeOf(actor, 'indicator.write', units), {
        title: `message ${canary}`,
        sender: `peer ${canary}`,
        reference: `raw ${canary}`,
        dated: null,
        due: null,
        tlp: 'amber',
        note: `reason ${canary}`,
        unit,
        source: { text: `host-${canary}.example` },
        leftOut: [],
      })
      const asked = await indicators.search(actor, scopeOf(actor, 'indicator.write', units), { id: list.id, days: 2 })
      const parts = { events: store.events, records: store.records, clock, timeZone }
      await advanceLookBack(parts, asked, 60_000)
      return { list: list.id, search: asked.id }
    },
    /** A list of values of the whole installation, named `canaries`. */
    async plantList(items: readonly string[]): Promise<void> {
      const list: ValueList = {
        name: 'canaries',
        about: '',
        type: 'exact',
        items,
        owner: 'truc',
        changed: { at: clock.now(), by: 'truc' },
      }
      const write = { kind: valueListKind, id: list.name, document: list, unitIds: [] }
      await store.records.write([{ ...write, expect: 'absent' }])
    },
  }
}

/** A log-in request as a browser sends it. */
export function logIn(app: FastifyInstance, name: string, password: string) {
  return app.inject({ method: 'POST', url: '/api/session', headers: guard, payload: { name, password } })
}
