import { type Static, Type } from 'typebox'

export const Credentials = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    password: Type.String({ minLength: 1, maxLength: 1000 }),
    /** Of the authenticator app, or a recovery code; where a second factor is set up. */
    code: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
  },
  { additionalProperties: false },
)

/** Who is signed in, what they may do, and what the console needs to draw its frame. */
export const Session = Type.Object({
  actor: Type.Object({ id: Type.String(), name: Type.String(), displayName: Type.String() }),
  permissions: Type.Array(Type.String()),
  /** `must-set-up`: a role of the account asks for one, and nothing is allowed before. */
  secondFactor: Type.Enum(['off', 'on', 'must-set-up']),
  /** Under which hat; null where all that is held fits under one. */
  hat: Type.Union([Type.Null(), Type.Enum(['content', 'system'])]),
  units: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      kind: Type.String(),
      parent: Type.Optional(Type.String()),
    }),
  ),
  installation: Type.Object({
    name: Type.String(),
    /** Of the response team; empty where none is configured. */
    phone: Type.String(),
    timeZone: Type.String(),
    version: Type.String(),
    syslogPort: Type.Integer(),
    bulkPort: Type.Integer(),
    /** The HTTP intake speaks TLS. */
    bulkTls: Type.Boolean(),
  }),
})
export const HatChange = Type.Object({ hat: Type.Enum(['content', 'system']) }, { additionalProperties: false })
export type Session = Static<typeof Session>
