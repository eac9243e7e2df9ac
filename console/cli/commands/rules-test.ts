import { toEvent } from '../../../collector/map/to-event.ts'
import type { Problem } from '../../../core/lib/errors.ts'
import type { LoadReport } from '../../../rules/engine/load-report.ts'
import { runTests } from '../../../rules/live/run-tests.ts'

export const testUsage = ['vonggac rules test [--placeholders PATH]… PATH…'] as const
export const testHelp = [
  'test runs the raw lines that rules bring along (vonggac.tests): one JSON object a line that went wrong (rule, file,',
  'wanted: fires or silent, line), one a rule without tests (rule, file, untested), then a summary:',
  '{"rules":N,"lines":N,"failed":N,"untested":N,"rejected":N}.',
] as const

/** Lines without a zone are of here. */
const zone = 'Asia/Ho_Chi_Minh'

/** `rules test`: whether rules do on their own raw lines what they are meant to. */
export function testRules({
  report,
  problems,
}: {
  readonly report: LoadReport
  readonly problems: readonly Problem[]
}): { readonly lines: readonly object[]; readonly fine: boolean } {
  const receivedAt = Date.now()
  const tests = runTests(report, (line) => toEvent({ bytes: line }, 'auto', { receivedAt, zone }))
  const failed = tests.flatMap(({ id, file, lines }) =>
    lines.filter(({ passed }) => !passed).map(({ wanted, line }) => ({ rule: id, file, wanted, line })),
  )
  const untested = tests
    .filter(({ lines }) => lines.length === 0)
    .map(({ id, file }) => ({ rule: id, file, untested: true }))
  const summary = {
    rules: tests.length,
    lines: tests.reduce((sum, { lines }) => sum + lines.length, 0),
    failed: failed.length,
    untested: untested.length,
    rejected: report.rejected,
  }
  const errors = [...problems, ...report.problems].filter(({ level }) => level === 'error')
  return { lines: [...errors, ...failed, ...untested, summary], fine: failed.length === 0 && errors.length === 0 }
}
