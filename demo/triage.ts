import type { Api } from './api.ts'
import type { Random } from './random.ts'

interface Row {
  readonly id: string
  readonly revision: number
  readonly severity: string
  readonly last: number
}

const pageSize = 200
/** Alerts that get worked on; more would take the demo's start too long. */
const most = 500
const day = 86_400_000

/** The range of the queue's calls: the week before that moment, and a little after it. */
export const weekUntil = (now: number): string => `from=${now - 8 * day}&to=${now + day}`

const conclusions = [
  [30, 'benign', 'Đã xác minh với quản trị viên đơn vị: thao tác bảo trì theo kế hoạch.'],
  [25, 'false-positive', 'Quét định kỳ của đơn vị kiểm thử đã đăng ký.'],
  [20, 'true-positive-no-impact', 'Dò mật khẩu từ Internet, không lần nào thành công; đã chặn địa chỉ nguồn.'],
  [8, 'true-positive-impact', 'Đã cô lập máy, đổi mật khẩu và chuyển hồ sơ sang xử lý sự cố.'],
  [10, 'duplicate', 'Cùng đợt dò quét đã xử lý ở cảnh báo trước.'],
  [7, 'not-evaluable', 'Nhật ký của máy không đủ để kết luận.'],
] as const

/**
 * The team's week, made with the calls that the console makes: analysts take alerts and conclude most of those older than a
 * day. Answers how many were taken and how many concluded.
 */
export async function workTheQueue(
  analysts: readonly Api[],
  random: Random,
  now: number,
): Promise<{ readonly taken: number; readonly concluded: number }> {
  const [reader] = analysts
  if (reader === undefined) return { taken: 0, concluded: 0 }
  const rows: Row[] = []
  for (let offset = 0; offset < most * 4; offset += pageSize) {
    const page = await reader.get<{ rows: Row[] }>(
      `/api/alerts?${weekUntil(now)}&sort=last&direction=asc&limit=${pageSize}&offset=${offset}`,
    )
    rows.push(...page.rows)
    if (page.rows.length < pageSize) break
  }
  let taken = 0
  let concluded = 0
  for (const row of rows) {
    if (taken + concluded >= most) break
    const old = now - row.last > day
    if (!random.chance(old ? 0.85 : 0.25)) continue
    const path = `/api/alerts/${encodeURIComponent(row.id)}`
    const analyst = random.pick(analysts)
    const mine = await analyst.post<Row>(`${path}/acknowledge`, { revision: row.revision })
    if (mine === undefined) continue
    if (!old || random.chance(0.2)) {
      taken += 1
      continue
    }
    const [, disposition, note] = random.weighted(conclusions.map((one) => [one[0], one] as const))
    await analyst.post(`${path}/close`, { revision: mine.revision, disposition, note })
    concluded += 1
  }
  return { taken, concluded }
}
