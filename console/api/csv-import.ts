import type { Problem } from '../../core/lib/errors.ts'
import type { Result } from '../../core/lib/result.ts'
import type { CsvImportPlan } from './schemas/csv-import.ts'

type Plan = Record<'created' | 'altered' | 'absent', readonly string[]>

/** An import as the API tells it. */
export const toldPlan = ({ created, altered, absent }: Plan): CsvImportPlan => ({
  created: [...created],
  altered: [...altered],
  absent: [...absent],
  problems: [],
})

/** An import that was looked at: what it would do, or what is wrong with the file. */
export function toldPreview(plan: Result<Plan, readonly Problem[]>): CsvImportPlan {
  if (plan.ok) return toldPlan(plan.value)
  const problems = plan.error.map(({ line = null, code, params, message, hint = null }) => ({
    line,
    code,
    params: { ...params },
    message,
    hint,
  }))
  return { created: [], altered: [], absent: [], problems }
}
