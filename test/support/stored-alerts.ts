import { type Severity, severities } from '../../core/event/severity.ts'
import type { RecordStore } from '../../core/store/store.ts'
import { type Alert, alertKind } from '../../response/alerts/alert.ts'

/** An alert that nobody has touched, of one event at the time `at`, but for what a test says otherwise. */
export function untouchedAlert(
  n: number,
  at: number,
  severity: Severity,
  more: Pick<Alert, 'id' | 'rule' | 'unit' | 'host'> & Partial<Alert>,
): Alert {
  return {
    key: `k${n}`,
    generation: 1,
    revision: 1,
    status: 'new',
    disposition: null,
    severity,
    rank: severities.indexOf(severity),
    entity: more.host === null ? [] : [{ field: 'host.name', value: more.host }],
    user: null,
    source: null,
    count: 1,
    first: at,
    last: at,
    opened: at,
    assignee: null,
    acknowledged: null,
    closed: null,
    previous: null,
    next: null,
    window: { from: 0, to: null },
    latestEventId: `e${n}`,
    handOff: null,
    ...more,
  }
}

/** Stores so many alerts of units right below the province. */
export async function storeAlerts(records: RecordStore, many: number, alert: (n: number) => Alert): Promise<void> {
  const atOnce = 1_000
  for (let at = 0; at < many; at += atOnce) {
    const slice = Array.from({ length: Math.min(atOnce, many - at) }, (_, n) => alert(at + n))
    await records.write(
      slice.map((document) => {
        const unitIds = [...new Set([document.unit ?? '', 'tinh'])]
        return { kind: alertKind, id: document.id, document, unitIds, expect: 'absent' }
      }),
    )
  }
}
