import { relative } from 'node:path'
import type { RuleDetail } from '../console/api/schemas/rules.ts'
import type { RuleBook } from '../console/api/services.ts'
import { explain } from '../core/predicate/explain.ts'
import { print } from '../core/predicate/print.ts'
import { silenceRule } from '../response/sources/silence.ts'
import type { LoadReport } from '../rules/engine/load-report.ts'
import type { Rule } from '../rules/sigma/rule.ts'

/** What the console shows of the rules, from their load report. Files are named relative to `base`. */
export function ruleBook(report: LoadReport, base: string): RuleBook {
  const byId = new Map(report.rules.map((rule) => [rule.id, rule]))
  const file = (path: string) => {
    const short = relative(base, path)
    return short.startsWith('..') ? path : short
  }
  const detail = (rule: Rule): RuleDetail => ({
    id: rule.id,
    title: rule.titles,
    level: rule.level,
    status: rule.status ?? '',
    logsource: { ...rule.logsource },
    tags: [...rule.tags],
    file: file(rule.file),
    runs: rule.cannotRun === undefined,
    reason: rule.cannotRun?.reason ?? null,
    description: rule.descriptions,
    response: rule.response ?? { vi: '', en: '' },
    falsePositives: [...rule.falsepositives],
    references: [...rule.references],
    groupBy: [...rule.groupBy],
    source: rule.source,
  })
  return {
    list: () => report.rules.map(detail),
    problems: () =>
      report.problems.map((problem) => ({
        code: problem.code,
        level: problem.level,
        file: file(problem.file),
        line: problem.line ?? null,
        column: problem.column ?? null,
        message: problem.message,
        hint: problem.hint ?? null,
      })),
    get(id) {
      if (id === silenceRule.id) return silenceDetail
      const rule = byId.get(id)
      return rule === undefined ? undefined : detail(rule)
    },
    explain(id, event) {
      const rule = byId.get(id)
      if (rule === undefined) return []
      return explain(rule.detection, event).map(({ field, value, leaf }) => ({ field, value, test: print(leaf) }))
    },
  }
}

/** The platform's own rule as the console shows it beside its alerts. */
const silenceDetail: RuleDetail = {
  id: silenceRule.id,
  title: silenceRule.titles,
  level: silenceRule.level,
  status: 'stable',
  logsource: {},
  tags: [],
  file: '',
  runs: true,
  reason: null,
  description: {
    vi: 'So với chính những giờ trước đây của nguồn, nguồn đã ngừng gửi hoặc gửi ít hẳn. Sự kiện kèm theo ghi các luật không còn xét được nguồn này.',
    en: 'Measured by its own hours before, the source has stopped or sends far less. The event says which rules no longer see it.',
  },
  response: {
    vi: 'Kiểm tra máy gửi còn chạy, dịch vụ gửi nhật ký, đường truyền và tường lửa. Kẻ tấn công thường tắt nhật ký trước khi hành động. Nguồn gửi trở lại thì cảnh báo chưa ai nhận sẽ tự đóng.',
    en: 'Check that the sender runs, its log shipper, the line and the firewall. Attackers tend to switch logs off first. When the source sends again, an alert that nobody has taken closes itself.',
  },
  falsePositives: [],
  references: [],
  groupBy: [...silenceRule.groupBy],
  source: '',
}
