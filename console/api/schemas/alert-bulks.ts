import { type Static, Type } from 'typebox'
import { dispositions } from '../../../response/alerts/alert.ts'
import { bulkStates } from '../../../response/alerts/bulk-record.ts'
import { AlertFilter, handTo } from './alerts.ts'

/** Named by the caller: the same key asked twice is one step. */
const key = Type.String({ minLength: 8, maxLength: 100 })

const verbs = ['acknowledge', 'close', 'reopen', 'release', 'hand', 'accept'] as const
const step = {
  verb: Type.Enum([...verbs]),
  /** With `close` only. */
  disposition: Type.Optional(Type.Enum([...dispositions])),
  /** With `close` and `hand`. */
  note: Type.Optional(Type.String({ maxLength: 4000 })),
}

/** A step on the alerts named, each as it was seen, or on all that match a filter at this moment. */
export const AskBulk = Type.Object(
  {
    key,
    ...step,
    /** With `hand` only. */
    to: Type.Optional(handTo),
    alerts: Type.Optional(
      Type.Array(
        Type.Object({ id: Type.String({ maxLength: 200 }), revision: Type.Integer() }, { additionalProperties: false }),
        { minItems: 1, maxItems: 2_000 },
      ),
    ),
    filter: Type.Optional(AlertFilter),
  },
  { additionalProperties: false },
)
export type AskBulk = Static<typeof AskBulk>

export const UndoBulk = Type.Object({ key }, { additionalProperties: false })

/**
 * How far it is: of `total`, `done` were changed, `skipped` had nothing to change, `changed` were left alone because somebody
 * changed them meanwhile.
 */
export const AlertBulk = Type.Object({
  id: Type.String(),
  ...step,
  /** Of a watch that is refused or taken back: its alerts go the same way. */
  verb: Type.Enum([...verbs, 'refuse', 'withdraw']),
  state: Type.Enum([...bulkStates]),
  total: Type.Integer(),
  done: Type.Integer(),
  skipped: Type.Integer(),
  changed: Type.Integer(),
  /** Whether it takes another one back, and whether it was taken back itself. */
  undoes: Type.Boolean(),
  undone: Type.Boolean(),
})
export type AlertBulk = Static<typeof AlertBulk>
