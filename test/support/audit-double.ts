import type { FastifyInstance } from 'fastify'
import type { AuditFacets, AuditPage, AuditRow, ChainState } from '../../console/api/schemas/audit.ts'
import { createSigner, newSigningKey } from '../../response/audit/signer.ts'

const now = Date.parse('2026-11-30T02:00:00Z')
const hour = 3_600_000
const hashOf = (number: number) => number.toString(16).padStart(64, '9af3c1e7')
const unit = { id: 'so-yt', name: 'Sở Y tế' }

const happened: readonly [string, string, string, AuditRow['unit'], AuditRow['details']][] = [
  [
    'truc',
    'role.grant',
    'account/so-tc.dung',
    unit,
    { role: 'auditor', unit: 'so-tc', until: now + 90 * 24 * hour, reads: { from: now - 720 * hour, to: now } },
  ],
  ['quantri', 'session.refuse', 'account/quantri', null, { address: '203.0.113.66', why: 'wrong-credentials' }],
  ['nguyen.thi.hanh', 'export.end', 'export/Zk3', unit, { of: 'events', format: 'csv', state: 'done', rows: 128_430 }],
  [
    'tran.van.binh',
    'incident.detection-time',
    'incident/SC-2026-0007',
    unit,
    { old: '2026-11-28T01:10:00Z', new: '2026-11-27T22:41:00Z' },
  ],
  ['tran.van.binh', 'incident.read', 'incident/SC-2026-0004', unit, {}],
  [
    'tran.van.binh',
    'alert.bulk-close',
    'alert-bulk/q81',
    null,
    { disposition: 'false-positive', done: 4_912, note: 'Máy quét của nhà cung cấp, đã hẹn trước đến hết tháng' },
  ],
  [
    'system',
    'partition.drop',
    'partition/1m/2026-10-29',
    null,
    { reason: 'expired', events: 1_204_881, bytes: 402_118_400 },
  ],
  ['platform', 'audit.head', 'audit-head/2026-11-30', null, { number: 18_411, ways: ['syslog', 'mail'] }],
]

/** The API's answers about the audit log. */
export function answerAudit(app: FastifyInstance, kind: 'full' | 'empty'): void {
  const rows: AuditRow[] = Array.from({ length: kind === 'full' ? 60 : 0 }, (_, at) => {
    const [actor, action, target, of, details] = happened[at % happened.length] ?? ['', '', '', null, {}]
    const number = 18_412 - at
    return { number, time: now - at * 17 * 60_000, actor, action, target, unit: of, details, hash: hashOf(number) }
  })
  const count = (of: (row: AuditRow) => string) =>
    [...Map.groupBy(rows, of)].map(([value, { length }]) => ({ value, count: length }))
  app.get('/api/audit', async (): Promise<AuditPage> => ({ rows, next: null }))
  app.get(
    '/api/audit/facets',
    async (): Promise<AuditFacets> => ({
      facets: [
        { field: 'actor', values: count(({ actor }) => actor), partial: false },
        { field: 'action', values: count(({ action }) => action), partial: kind === 'full' },
      ],
    }),
  )
  const { publicKey, fingerprint } = createSigner(newSigningKey())
  const state: ChainState = {
    check:
      kind === 'empty'
        ? null
        : {
            state: 'done',
            by: 'truc',
            started: now - hour,
            noted: now - hour + 4_000,
            checked: 18_400,
            total: 18_400,
            verdict: { ok: true, head: { number: 18_400, hash: hashOf(18_400) }, row: null, reason: null },
          },
    heads:
      kind === 'empty'
        ? []
        : [0, 1, 2].map((days) => ({
            number: 18_411 - days * 400,
            hash: hashOf(18_411 - days * 400),
            time: now - days * 24 * hour,
            ways: [
              { way: 'syslog', state: 'sent', at: now - days * 24 * hour },
              { way: 'mail', state: days === 0 ? 'failed' : 'sent', at: now - days * 24 * hour },
            ],
          })),
    sendsHead: kind === 'full',
    window: null,
    publicKey,
    fingerprint,
  }
  app.get('/api/audit/chain', async () => state)
  app.post('/api/audit/chain/check', async () => state)
}
