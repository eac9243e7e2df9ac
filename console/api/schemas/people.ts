import { type Static, Type } from 'typebox'
import { permissions, type Role, roles } from '../../../core/access/permissions.ts'
import { closed, Moment, Named } from './common.ts'

const RoleName = Type.Enum(Object.keys(roles) as Role[])
const Window = Type.Object({ from: Moment, to: Moment }, closed)

/** The name with which one signs in. */
export const AccountName = Type.String({
  minLength: 2,
  maxLength: 64,
  pattern: '^[a-z][a-z0-9-]*(\\.[a-z0-9][a-z0-9-]*)?$',
})
const UnitId = Type.String({ minLength: 1, maxLength: 100 })

/** A role at a unit, as far as the reader's scope shows it. */
const PersonGrant = Type.Object({
  role: Type.String(),
  unit: Named,
  from: Type.Optional(Type.Integer()),
  until: Type.Optional(Type.Integer()),
  reads: Type.Optional(Type.Object({ from: Type.Integer(), to: Type.Integer() })),
  /** It stands now: begun, not ended, its unit still there. */
  stands: Type.Boolean(),
  /** It follows from a group at the identity provider. */
  mapped: Type.Boolean(),
})

/** An account; never anything that could sign in with it. */
export const Person = Type.Object({
  name: Type.String(),
  version: Type.Integer(),
  displayName: Type.String(),
  unit: Named,
  service: Type.Boolean(),
  created: Type.Integer(),
  state: Type.Enum(['invited', 'active', 'disabled']),
  /** Until when a link is open for it. */
  linkUntil: Type.Optional(Type.Integer()),
  secondFactor: Type.Boolean(),
  phone: Type.String(),
  /** Where the identity provider knows this person, and since when. */
  external: Type.Union([
    Type.Null(),
    Type.Object({ provider: Type.Enum(['oidc', 'ldap']), issuer: Type.String(), since: Type.Integer() }),
  ]),
  /** The name by which the provider's first log-in becomes this account. */
  externalLogin: Type.String(),
  breakGlass: Type.Boolean(),
  grants: Type.Array(PersonGrant),
})
export type Person = Static<typeof Person>

export const PeopleQuery = Type.Object(
  {
    text: Type.Optional(Type.String({ maxLength: 100 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
  },
  closed,
)
export const PeoplePage = Type.Object({ rows: Type.Array(Person), total: Type.Integer() })
export type PeoplePage = Static<typeof PeoplePage>

export const Invitation = Type.Object(
  {
    name: AccountName,
    displayName: Type.String({ minLength: 1, maxLength: 100 }),
    unit: UnitId,
    service: Type.Boolean(),
  },
  closed,
)
export type Invitation = Static<typeof Invitation>

/** A link for the person to follow; null for a program, which never signs in. */
export const PersonWithLink = Type.Object({
  person: Person,
  link: Type.Union([Type.Null(), Type.Object({ secret: Type.String(), expires: Type.Integer() })]),
})
export type PersonWithLink = Static<typeof PersonWithLink>

export const PersonVersion = Type.Object({ version: Type.Integer() }, closed)
/** What is told of a person; an empty phone is none. */
const Phone = Type.String({ maxLength: 40, pattern: '^[0-9+() .-]*$' })
export const PersonEdit = Type.Object(
  {
    version: Type.Integer(),
    displayName: Type.String({ minLength: 1, maxLength: 100 }),
    phone: Phone,
    unit: UnitId,
  },
  closed,
)
export type PersonEdit = Static<typeof PersonEdit>
export const ExternalLoginChange = Type.Object(
  { version: Type.Integer(), login: Type.String({ maxLength: 100, pattern: '^[^\\u0000-\\u0020]*$' }) },
  closed,
)
export const BreakGlassChange = Type.Object({ version: Type.Integer(), on: Type.Boolean() }, closed)
/** The own account. */
export const OwnAccount = Type.Object({
  name: Type.String(),
  version: Type.Integer(),
  displayName: Type.String(),
  phone: Type.String(),
  unit: Named,
  /** It signs in at an identity provider. */
  external: Type.Boolean(),
  /** It has a password here. */
  password: Type.Boolean(),
  /** The log-in is recent: what guards the account may be changed without the password. */
  fresh: Type.Boolean(),
})
export type OwnAccount = Static<typeof OwnAccount>
export const OwnEdit = Type.Object({ version: Type.Integer(), phone: Phone }, closed)

export const GrantChange = Type.Object(
  {
    version: Type.Integer(),
    role: RoleName,
    unit: UnitId,
    from: Type.Optional(Moment),
    until: Type.Optional(Moment),
    reads: Type.Optional(Window),
  },
  closed,
)
export type GrantChange = Static<typeof GrantChange>
export const GrantRemoval = Type.Object({ version: Type.Integer(), role: RoleName, unit: UnitId }, closed)

export const RoleQuery = Type.Object({ unit: UnitId }, closed)
/** The roles with what they may do, and whether the reader may grant them at the unit asked about. */
export const Roles = Type.Object({
  rows: Type.Array(
    Type.Object({ role: Type.String(), permissions: Type.Array(Type.String()), grantable: Type.Boolean() }),
  ),
})
export type Roles = Static<typeof Roles>

/** A log-in that holds. */
export const LogIn = Type.Object({
  id: Type.String(),
  opened: Type.Integer(),
  expires: Type.Integer(),
  address: Type.String(),
  agent: Type.String(),
  /** The one this answer was asked for with. */
  current: Type.Boolean(),
})
export type LogIn = Static<typeof LogIn>
export const LogIns = Type.Object({ rows: Type.Array(LogIn) })
export const Ended = Type.Object({ ended: Type.Integer() })

export const PasswordChange = Type.Object(
  { current: Type.String({ minLength: 1, maxLength: 1000 }), password: Type.String({ minLength: 1, maxLength: 1000 }) },
  closed,
)

/** What stands behind the # of a link. */
export const LinkFields = { name: AccountName, secret: Type.String({ minLength: 1, maxLength: 100 }) }
export const LinkLook = Type.Object(LinkFields, closed)
export const LinkShown = Type.Object({
  displayName: Type.String(),
  purpose: Type.Enum(['invite', 'reset']),
  expires: Type.Integer(),
})
export type LinkShown = Static<typeof LinkShown>
export const LinkUse = Type.Object({ ...LinkFields, password: Type.String({ minLength: 1, maxLength: 1000 }) }, closed)

const Code = Type.String({ minLength: 1, maxLength: 40 })
const Password = Type.String({ minLength: 1, maxLength: 1000 })
/** The own second factor: since when, or null, and how many recovery codes are left. */
export const OwnFactor = Type.Object({
  since: Type.Union([Type.Null(), Type.Integer()]),
  recoveryLeft: Type.Integer(),
})
export type OwnFactor = Static<typeof OwnFactor>
/** Without a password only soon after a log-in. */
export const FactorBegin = Type.Object({ password: Type.Optional(Password) }, closed)
/** What an app is fed with, shown once: the secret to type, and the address to be drawn. */
export const FactorBegun = Type.Object({ secret: Type.String(), address: Type.String() })
export type FactorBegun = Static<typeof FactorBegun>
export const FactorConfirm = Type.Object({ code: Code }, closed)
export const FactorSet = Type.Object({ recovery: Type.Array(Type.String()) })
export type FactorSet = Static<typeof FactorSet>
export const FactorRemove = Type.Object({ password: Type.Optional(Password), code: Code }, closed)

/** The roles whose holders must have a second factor. */
export const FactorSetting = Type.Object(
  { roles: Type.Array(RoleName, { maxItems: 50 }), version: Type.Union([Type.Null(), Type.Integer()]) },
  closed,
)
export type FactorSetting = Static<typeof FactorSetting>

const PermissionName = Type.Enum([...permissions])
/** A program's key, without its secret. */
export const ApiKey = Type.Object({
  id: Type.String(),
  name: Type.String(),
  permissions: Type.Array(Type.String()),
  unit: Named,
  created: Type.Integer(),
  by: Type.String(),
  expires: Type.Integer(),
  lastUsed: Type.Union([Type.Null(), Type.Integer()]),
})
export type ApiKey = Static<typeof ApiKey>
export const ApiKeyList = Type.Object({ rows: Type.Array(ApiKey) })
export const ApiKeyDraft = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    permissions: Type.Array(PermissionName, { minItems: 1, maxItems: 50 }),
    unit: UnitId,
    days: Type.Integer({ minimum: 1, maximum: 366 }),
  },
  closed,
)
export type ApiKeyDraft = Static<typeof ApiKeyDraft>
/** The secret is shown this once. */
export const ApiKeyMade = Type.Object({ key: ApiKey, secret: Type.String() })
export type ApiKeyMade = Static<typeof ApiKeyMade>
