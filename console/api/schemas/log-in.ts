import { type Static, Type } from 'typebox'
import { closed } from './common.ts'
import { LinkFields } from './people.ts'
import { Credentials } from './session.ts'

const Way = Type.Union([Type.Null(), Type.Object({ label: Type.String() })])

/** The ways in, for somebody who is not signed in. */
export const LogInWays = Type.Object({
  oidc: Way,
  directory: Way,
  local: Type.Enum(['on', 'break-glass']),
  /** The page's address is one that passkeys can be used at. */
  passkeys: Type.Boolean(),
})
export type LogInWays = Static<typeof LogInWays>

export const OidcBegin = Type.Object(
  {
    /** Where to go once signed in: a path of the console. */
    to: Type.Optional(Type.String({ maxLength: 1000 })),
    /** An invitation that is taken up so. */
    link: Type.Optional(Type.Object(LinkFields, closed)),
  },
  closed,
)
/** Where the browser is to go. */
export const OidcBegun = Type.Object({ url: Type.String() })

/** What the provider sends the browser back with; more than these may come. */
export const OidcReturn = Type.Object({
  code: Type.Optional(Type.String({ maxLength: 4000 })),
  state: Type.Optional(Type.String({ maxLength: 1000 })),
  iss: Type.Optional(Type.String({ maxLength: 1000 })),
  error: Type.Optional(Type.String({ maxLength: 1000 })),
})

/** What a browser's authenticator answered (WebAuthn Level 3 §5.1); the library reads it field by field. */
const Answer = Type.Record(Type.String({ maxLength: 100 }), Type.Unknown(), { maxProperties: 20 })

export const DirectoryCredentials = Type.Object(
  {
    ...Credentials.properties,
    passkey: Type.Optional(Answer),
    link: Type.Optional(Type.Object(LinkFields, closed)),
  },
  closed,
)
export const FactorProof = Type.Object(
  { code: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })), passkey: Type.Optional(Answer) },
  closed,
)
export const LocalCredentials = Type.Object({ ...Credentials.properties, passkey: Type.Optional(Answer) }, closed)

/** Options for `navigator.credentials`, in their JSON form. */
export const PasskeyOptions = Type.Object({ options: Type.Record(Type.String(), Type.Unknown()) })
export const PasskeyLogIn = Type.Object({ response: Answer }, closed)
const PasskeyName = Type.String({ minLength: 1, maxLength: 60 })
/** What makes up for a log-in that is some time ago. */
export const Reproof = Type.Object({ password: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })) }, closed)
export const PasskeyDraft = Type.Object({ name: PasskeyName, response: Answer }, closed)
export const PasskeyRename = Type.Object({ name: PasskeyName }, closed)
export const PasskeyRow = Type.Object({
  id: Type.String(),
  name: Type.String(),
  created: Type.Integer(),
  lastUsed: Type.Union([Type.Null(), Type.Integer()]),
})
export type PasskeyRow = Static<typeof PasskeyRow>
export const PasskeyList = Type.Object({ rows: Type.Array(PasskeyRow) })
