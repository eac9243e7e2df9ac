/** Sigma's levels (Sigma 2.1, rules §level), used for every severity in the product. Lowest first. */
export const severities = ['informational', 'low', 'medium', 'high', 'critical'] as const
export type Severity = (typeof severities)[number]
