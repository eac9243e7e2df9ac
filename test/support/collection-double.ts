import type { FastifyInstance } from 'fastify'
import type { ImportPreview, RuleCollection } from '../../console/api/schemas/rule-collections.ts'
import type { Changed } from '../../console/api/schemas/rule-settings.ts'

const day = 86_400_000
const ruleAt = (n: number, overrides: ImportPreview['added'][number]['overrides'] = []) => ({
  id: `7d3c1b0a-0000-4000-8000-${String(n).padStart(12, '0')}`,
  title: `Suspicious Scheduled Task ${n}`,
  path: `rules/windows/process_creation/proc_creation_win_task_${n}.yml`,
  overrides,
})

/** What the double answers about collections of rules; every archive comes to the same. */
export function answerCollections(app: FastifyInstance, full: boolean): void {
  app.addContentTypeParser('application/zip', { parseAs: 'buffer' }, (_, body, done) => done(null, body))
  app.get('/api/rule-collections', async () => ({ rows: full ? [collection(Date.now())] : [] }))
  app.post('/api/rule-collections/:name/preview', async () => preview)
  for (const verb of ['import', 'rollback', 'remove']) {
    app.post(`/api/rule-collections/:name/${verb}`, async (): Promise<Changed> => {
      return { id: 'sigmahq', version: 8, applied: true }
    })
  }
}

function collection(now: number): RuleCollection {
  const filter = { levels: ['high', 'critical'], statuses: null, logsources: ['windows', 'linux'], arrivingOnly: false }
  const counts = { files: 1412, rules: 1412, left: 2343, rejected: 25, added: 1412, changed: 0, removed: 0 }
  const base = { kind: 'zip', by: 'truc', filter, enabled: true, preferred: false } as const
  const release = ['8eaafff1b2c3d4e5f60718293a4b5c6d7e8f9012', '1f0e2d3c4b5a69788796a5b4c3d2e1f001122334']
  return {
    name: 'sigmahq',
    version: 7,
    current: 2,
    changed: { at: now - day, by: 'truc' },
    versions: [
      {
        ...base,
        number: 2,
        release: release[0] ?? '',
        origin: 'sigma-master.zip',
        at: now - day,
        counts: { ...counts, added: 31, changed: 84, removed: 6 },
      },
      { ...base, number: 1, release: release[1] ?? '', origin: 'sigma-master.zip', at: now - 40 * day, counts },
    ],
  }
}

const preview: ImportPreview = {
  release: '5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f11223344',
  version: 7,
  anything: true,
  counts: {
    files: 3780,
    taken: 1419,
    inForce: 1421,
    rejected: 1,
    added: 9,
    changed: 2,
    removed: 2,
    gone: 0,
    same: 1408,
    underOwnText: 1,
    idsTaken: 1,
  },
  left: { level: 1860, logsource: 476, 'no-rule': 12 },
  problems: [
    {
      code: 'unresolved-placeholder',
      level: 'error',
      file: 'rules-placeholder/windows/win_security_admin_logon.yml',
      line: 24,
      column: 9,
      message: 'no values are configured for %Admins_Workstations%',
      hint: 'list its values under Admins_Workstations',
    },
  ],
  added: [3, 4, 5].map((n) => ruleAt(n)),
  changed: [
    {
      ...ruleAt(1, ['setting', 'own-text']),
      diff: "--- a/r.yml\n+++ b/r.yml\n@@ -8,3 +8,4 @@\n   selection:\n-    Image|endswith: '\\schtasks.exe'\n+    Image|endswith:\n+      - '\\schtasks.exe'\n   condition: selection\n",
    },
    { ...ruleAt(2), diff: null },
  ],
  removed: [ruleAt(6), ruleAt(7, ['exception'])],
  taken: [{ id: ruleAt(8).id, title: ruleAt(8).title, path: ruleAt(8).path, by: 'rules/pack/windows/task.yml' }],
}
