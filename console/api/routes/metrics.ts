import type { Comparison } from '../../../response/metrics/report.ts'
import { LagQuery, Lags, Metrics, MetricsQuery } from '../schemas/metrics.ts'
import type { Api } from '../server.ts'
import type { Services } from '../services.ts'

/** How long things take, by the published formulas. */
export function metricsRoutes(api: Api, { units, rules, metricsDesk }: Services): void {
  const unitName = (id: string) => {
    const name = units.get(id)?.name ?? id
    return { vi: name, en: name }
  }

  api.get(
    '/api/metrics',
    {
      schema: { summary: 'How long things take', querystring: MetricsQuery, response: { 200: Metrics } },
      config: { requires: 'metrics.read' },
    },
    async ({ actor, scope, query: { from, to, by = 'unit', span = 'week' } }) => {
      const report = await metricsDesk.report(actor, scope, { from, to, by, span })
      const ruleName = (id: string) => {
        const title = report.ruleTitles.get(id) ?? id
        return rules.get(id)?.title ?? { vi: title, en: title }
      }
      const nameOf = (value: string | null, kind: Comparison) =>
        value === null || kind === 'severity' ? null : kind === 'unit' ? unitName(value) : ruleName(value)
      const { ruleTitles: _, compared, ...rest } = report
      return {
        ...rest,
        spans: [...report.spans],
        compared: compared.map((one) => ({ ...one, name: nameOf(one.value, by) })),
      }
    },
  )

  api.get(
    '/api/metrics/lag',
    {
      schema: { summary: 'How late events come', querystring: LagQuery, response: { 200: Lags } },
      config: { requires: 'event.read' },
    },
    async ({ scope, query }) => {
      const lags = await metricsDesk.lags(scope, query)
      return {
        sampled: lags.reduce((sum, { n }) => sum + n, 0),
        rows: lags.map(({ unit, ...lag }) => ({
          ...lag,
          unit: unit === null ? null : { id: unit, name: units.get(unit)?.name ?? unit },
        })),
      }
    },
  )
}
