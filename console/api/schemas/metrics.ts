import { type Static, Type } from 'typebox'
import { comparisons, spans } from '../../../response/metrics/report.ts'
import { Bilingual, Named, Nullable, Range } from './common.ts'

export const MetricsQuery = Type.Object(
  { ...Range, by: Type.Optional(Type.Enum([...comparisons])), span: Type.Optional(Type.Enum([...spans])) },
  { additionalProperties: false },
)

/** Durations in milliseconds; percentiles are null below five values, the mean without any. */
const Summary = Type.Object({
  n: Type.Integer(),
  median: Nullable(Type.Number()),
  p90: Nullable(Type.Number()),
  mean: Nullable(Type.Number()),
})
const Measured = Type.Object({
  detect: Summary,
  take: Summary,
  acknowledge: Summary,
  qualify: Summary,
  resolve: Summary,
})
const Precision = Type.Object({ judged: Type.Integer(), real: Type.Integer(), share: Nullable(Type.Number()) })

/**
 * How long detecting, taking and closing took, for alerts whose first event lies in the range, exercises left out. Never by
 * person.
 */
export const Metrics = Type.Object({
  alerts: Type.Integer(),
  /** False: there are more alerts than are read; the figures are those of the newest days that fit. */
  whole: Type.Boolean(),
  all: Measured,
  precision: Precision,
  bySeverity: Type.Record(Type.String(), Type.Integer()),
  compared: Type.Array(
    Type.Object({
      value: Nullable(Type.String()),
      name: Nullable(Bilingual),
      alerts: Type.Integer(),
      measures: Measured,
      precision: Precision,
    }),
  ),
  spans: Type.Array(Type.Object({ from: Type.Integer(), alerts: Type.Integer(), measures: Measured })),
  /** Closed incidents of the range; null for who may not read incidents. */
  incidents: Nullable(Type.Object({ n: Type.Integer(), measures: Measured })),
})
export type Metrics = Static<typeof Metrics>

export const LagQuery = Type.Object({ ...Range }, { additionalProperties: false })
/** How late events come, by the newest events of the range; milliseconds. */
export const Lags = Type.Object({
  sampled: Type.Integer(),
  rows: Type.Array(
    Type.Object({
      source: Type.String(),
      name: Type.String(),
      unit: Nullable(Named),
      n: Type.Integer(),
      p95: Nullable(Type.Number()),
    }),
  ),
})
export type Lags = Static<typeof Lags>
