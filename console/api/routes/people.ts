import { Type } from 'typebox'
import type { Grant } from '../../../core/access/actor.ts'
import { standingGrants } from '../../../core/access/actor.ts'
import { grantableRoles } from '../../../core/access/granting.ts'
import { type Role, roles } from '../../../core/access/permissions.ts'
import { inScope, type Scope } from '../../../core/access/scope.ts'
import type { StoredRecord } from '../../../core/store/store.ts'
import { type Account, hasFactor } from '../../../response/identity/accounts.ts'
import {
  AccountName,
  BreakGlassChange,
  Ended,
  ExternalLoginChange,
  GrantChange,
  GrantRemoval,
  Invitation,
  LogIns,
  PeoplePage,
  PeopleQuery,
  Person,
  PersonEdit,
  PersonVersion,
  PersonWithLink,
  RoleQuery,
  Roles,
} from '../schemas/people.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'
import { showLogIns } from './log-ins.ts'

const ByName = Type.Object({ name: AccountName }, { additionalProperties: false })

/** Accounts, their grants and their log-ins, for those who look after people. */
export function peopleRoutes(api: Api, { people, sessions, units, clock }: Services): void {
  const named = (unit: string) => ({ id: unit, name: units.get(unit)?.name ?? unit })
  const show = (scope: Scope, { document, version }: StoredRecord<Account>): Person => {
    const { name, displayName, service, created, disabled, link, external, password, grants } = document
    const standing = new Set<Grant>(standingGrants(grants, clock.now(), (unit) => units.subtree(unit).length > 0))
    const open = link !== undefined && clock.now() < link.expires
    return {
      name,
      version,
      displayName,
      unit: named(document.unit ?? units.root),
      service: service ?? false,
      created,
      state:
        disabled !== undefined
          ? 'disabled'
          : password === '' && external === undefined && !service
            ? 'invited'
            : 'active',
      ...(open ? { linkUntil: link.expires } : {}),
      secondFactor: hasFactor(document),
      phone: document.phone ?? '',
      external:
        external === undefined ? null : { provider: external.provider, issuer: external.issuer, since: external.since },
      externalLogin: document.externalLogin ?? '',
      breakGlass: document.breakGlass ?? false,
      grants: grants
        .filter(({ unit }) => inScope(scope, units.lineage(unit)))
        .map((grant) => ({
          role: grant.role,
          unit: named(grant.unit),
          ...(grant.from === undefined ? {} : { from: grant.from }),
          ...(grant.until === undefined ? {} : { until: grant.until }),
          ...(grant.reads === undefined ? {} : { reads: grant.reads }),
          stands: standing.has(grant),
          mapped: grant.mapped ?? false,
        })),
    }
  }

  api.get(
    '/api/people',
    {
      schema: {
        summary: 'The accounts of the units in scope',
        querystring: PeopleQuery,
        response: { 200: PeoplePage },
      },
      config: { requires: 'person.read' },
    },
    async ({ scope, query: { text = '', limit = 100, offset = 0 } }) => {
      const page = await people.list(scope, { text: text.trim(), limit, offset })
      return { rows: page.rows.map((row) => show(scope, row)), total: page.total }
    },
  )

  api.post(
    '/api/people',
    {
      schema: {
        summary: 'Invites a person, or makes the account of a program',
        body: Invitation,
        response: { 200: PersonWithLink },
      },
      config: { requires: 'person.manage' },
    },
    async ({ actor, scope, body }) => {
      const { account, link } = await people.invite(actor, scope, body)
      return { person: show(scope, account), link: link ?? null }
    },
  )

  api.get(
    '/api/people/:name',
    {
      schema: { summary: 'One account', params: ByName, response: { 200: Person } },
      config: { requires: 'person.read' },
    },
    async ({ scope, params }) => show(scope, await people.get(scope, params.name)),
  )

  api.put(
    '/api/people/:name',
    {
      schema: {
        summary: 'Name to show, phone and home unit',
        params: ByName,
        body: PersonEdit,
        response: { 200: Person },
      },
      config: { requires: 'person.manage' },
    },
    async ({ actor, scope, params, body: { version, ...facts } }) =>
      show(scope, await people.edit(actor, { scope, ...params, version }, facts)),
  )

  api.put(
    '/api/people/:name/external-login',
    {
      schema: {
        summary: 'Sets the name by which the identity provider’s first log-in becomes this account',
        params: ByName,
        body: ExternalLoginChange,
        response: { 200: Person },
      },
      config: { requires: 'person.manage' },
    },
    async ({ actor, scope, params, body: { version, login } }) =>
      show(scope, await people.setExternalLogin(actor, { scope, ...params, version }, login)),
  )

  api.put(
    '/api/people/:name/break-glass',
    {
      schema: {
        summary: 'Marks the account as one that signs in here when the provider cannot',
        params: ByName,
        body: BreakGlassChange,
        response: { 200: Person },
      },
      config: { requires: 'person.manage' },
    },
    async ({ actor, scope, params, body: { version, on } }) =>
      show(scope, await people.setBreakGlass(actor, { scope, ...params, version }, on)),
  )

  api.post(
    '/api/people/:name/link',
    {
      schema: {
        summary: 'A new link with which the person sets a password',
        params: ByName,
        body: PersonVersion,
        response: { 200: PersonWithLink },
      },
      config: { requires: 'person.manage' },
    },
    async ({ actor, scope, params, body }) => {
      const { account, link } = await people.makeLink(actor, { scope, ...params, ...body })
      return { person: show(scope, account), link }
    },
  )

  for (const [verb, summary] of [
    ['disable', 'Locks the account; its log-ins and keys end'],
    ['enable', 'Opens a locked account again'],
  ] as const) {
    api.post(
      `/api/people/:name/${verb}`,
      {
        schema: { summary, params: ByName, body: PersonVersion, response: { 200: Person } },
        config: { requires: 'person.manage' },
      },
      async ({ actor, scope, params, body }) => show(scope, await people[verb](actor, { scope, ...params, ...body })),
    )
  }

  api.post(
    '/api/people/:name/grants',
    {
      schema: { summary: 'Grants a role at a unit', params: ByName, body: GrantChange, response: { 200: Person } },
      config: { requires: 'role.grant' },
    },
    async ({ actor, scope, params, body: { version, ...grant } }) =>
      show(scope, await people.grant(actor, { scope, ...params, version }, grant)),
  )

  api.post(
    '/api/people/:name/grants/remove',
    {
      schema: { summary: 'Takes a role back', params: ByName, body: GrantRemoval, response: { 200: Person } },
      config: { requires: 'role.grant' },
    },
    async ({ actor, scope, params, body: { version, ...what } }) =>
      show(scope, await people.takeBack(actor, { scope, ...params, version }, what)),
  )

  api.get(
    '/api/people/:name/sessions',
    {
      schema: { summary: 'The log-ins of an account', params: ByName, response: { 200: LogIns } },
      config: { requires: 'person.manage' },
    },
    async ({ scope, params, sessionId }) => {
      const { document } = await people.get(scope, params.name)
      people.mustReach(scope, document)
      return { rows: showLogIns(await sessions.list(document.name), sessionId) }
    },
  )

  api.post(
    '/api/people/:name/sessions/end',
    {
      schema: { summary: 'Ends all log-ins of an account', params: ByName, response: { 200: Ended } },
      config: { requires: 'person.manage' },
    },
    async ({ actor, scope, params }) => {
      const { document } = await people.get(scope, params.name)
      people.mustReach(scope, document)
      return { ended: await sessions.endAll(actor, document.name) }
    },
  )

  api.post(
    '/api/people/:name/second-factor/remove',
    {
      schema: {
        summary: 'Takes a lost second factor off',
        params: ByName,
        body: PersonVersion,
        response: { 200: Person },
      },
      config: { requires: 'person.manage' },
    },
    async ({ actor, scope, params, body }) =>
      show(scope, await people.removeSecondFactor(actor, { scope, ...params, ...body })),
  )

  api.get(
    '/api/roles',
    {
      schema: {
        summary: 'The roles, and which I may grant at a unit',
        querystring: RoleQuery,
        response: { 200: Roles },
      },
      config: { requires: 'person.read' },
    },
    ({ actor, query }) => {
      const grantable = grantableRoles(actor, query.unit, units)
      return {
        rows: (Object.keys(roles) as Role[]).map((role) => ({
          role,
          permissions: [...roles[role]],
          grantable: grantable.includes(role),
        })),
      }
    },
  )
}
