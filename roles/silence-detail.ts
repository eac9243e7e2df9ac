import type { RuleDetail } from '../console/api/schemas/rules.ts'
import { silenceRule } from '../response/sources/silence.ts'

/** The platform's own rule as the console shows it beside its alerts. */
export const silenceDetail: RuleDetail = {
  id: silenceRule.id,
  title: silenceRule.titles,
  level: silenceRule.level,
  levelWritten: silenceRule.level,
  status: 'stable',
  logsource: {},
  tags: [],
  file: '',
  runs: true,
  reason: null,
  state: 'runs',
  origin: 'platform',
  standsIn: false,
  offReason: null,
  correlation: false,
  tests: { fires: 0, silent: 0 },
  cost: null,
  description: {
    vi: 'So với chính những giờ trước đây của nguồn, nguồn đã ngừng gửi hoặc gửi ít hẳn. Sự kiện kèm theo ghi các luật không còn xét được nguồn này.',
    en: 'Measured by its own hours before, the source has stopped or sends far less. The event says which rules no longer see it.',
  },
  response: {
    vi: 'Kiểm tra máy gửi còn chạy, dịch vụ gửi nhật ký, đường truyền và tường lửa. Kẻ tấn công thường tắt nhật ký trước khi hành động. Nguồn gửi trở lại thì cảnh báo chưa ai nhận sẽ tự đóng.',
    en: 'Check that the sender runs, its log shipper, the line and the firewall. Attackers tend to switch logs off first. When the source sends again, an alert that nobody has taken closes itself.',
  },
  falsePositives: { vi: [], en: [] },
  references: [],
  groupBy: [...silenceRule.groupBy],
  source: '',
  vendorSource: null,
  text: null,
  setting: {
    enabled: true,
    reason: '',
    level: null,
    groupBy: null,
    suppression: null,
    schedule: null,
    version: null,
    changed: null,
  },
  testLines: { fires: [], silent: [] },
}
