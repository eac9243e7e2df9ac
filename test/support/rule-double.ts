import type { FastifyInstance } from 'fastify'
import type { RuleBackfills } from '../../console/api/schemas/rule-backfills.ts'
import type { ExceptionPreview, ExceptionProposal, RuleException } from '../../console/api/schemas/rule-exceptions.ts'
import type { Changed } from '../../console/api/schemas/rule-settings.ts'
import type { RuleText, RuleVersions } from '../../console/api/schemas/rule-texts.ts'
import type {
  RuleList,
  RulePreview,
  RuleStatisticsList,
  RuleTestResults,
  RuleVerdict,
} from '../../console/api/schemas/rules.ts'
import type { ValueListDetail, ValueListRow, ValueListVerdict } from '../../console/api/schemas/value-lists.ts'
import { type InventedRule, inventEvents, inventStatistics } from './invented.ts'

const day = 86_400_000
const problem = (status: number, code: string, detail: string) => ({ type: '', title: code, status, code, detail })
const changed = (id: string, version = 2): Changed => ({ id, version, applied: true })

/** What the double answers about rules, texts, exceptions, lists and runs over the past. */
export function answerRules(app: FastifyInstance, rules: readonly InventedRule[], full: boolean): void {
  const now = Date.now()
  const ruleOf = (id: string | undefined) => rules.find((rule) => rule.id === id)
  app.get('/api/rules', async (): Promise<RuleList> => ({ rows: [...rules], problems }))
  app.get('/api/rules/statistics', async (): Promise<RuleStatisticsList> => {
    return { days: 30, byRule: full ? inventStatistics(rules) : {}, partial: false, at: now }
  })
  app.get<{ Params: { id: string } }>('/api/rules/:id', async ({ params }, reply) => {
    return ruleOf(params.id) ?? reply.status(404).send(problem(404, 'not-found', 'there is no such rule'))
  })
  app.put<{ Params: { id: string }; Body: InventedRule['setting'] }>(
    '/api/rules/:id/setting',
    async ({ params, body }, reply) => {
      const rule = ruleOf(params.id)
      if (rule === undefined) return reply.status(404).send(problem(404, 'not-found', 'there is no such rule'))
      if (rule.setting.version !== body.version)
        return reply.status(409).send(problem(409, 'conflict', 'the setting has changed'))
      const version = (body.version ?? 0) + 1
      Object.assign(rule.setting, body, { version, changed: { at: Date.now(), by: 'truc' } })
      rule.state = body.enabled ? 'runs' : 'off'
      rule.offReason = body.enabled ? null : body.reason
      return changed(rule.id, version)
    },
  )
  app.get<{ Params: { id: string } }>('/api/rules/:id/versions', async ({ params }): Promise<RuleVersions> => {
    const text = ruleOf(params.id)?.source ?? ''
    if (ruleOf(params.id)?.text === null) return { versions: [], vendor: null }
    const diff = text.split('\n').flatMap((line, at): RuleVersions['versions'][number]['diff'] =>
      at === 4
        ? [
            { kind: 'removed', text: '  Wrong passwords are tried.' },
            { kind: 'added', text: line },
          ]
        : [{ kind: 'same', text: line }],
    )
    const version = (revision: number, note: string) => ({
      revision,
      at: now - (3 - revision) * day,
      by: 'truc',
      note,
      text,
      diff,
    })
    return {
      versions: [version(2, 'Mô tả rõ hơn'), version(1, 'Bản đầu tiên')],
      vendor: { text, diff },
    }
  })
  app.get<{ Params: { id: string } }>('/api/rules/:id/backfills', async ({ params }): Promise<RuleBackfills> => {
    const run = { rule: params.id, from: now - 7 * day, to: now, failure: null, startedBy: 'Trực ban trưởng' }
    const times = { asked: now - 90_000, started: now - 80_000 }
    const rows = [
      { ...run, ...times, id: 'run-2', reason: 'asked', state: 'running', reached: now - 3 * day, ended: null },
      { ...run, ...times, id: 'run-1', reason: 'gap', state: 'done', reached: now, ended: now - 10_000 },
    ] as const
    return {
      rows: full ? rows.map((row) => ({ ...row, scanned: 1_204_311, matched: 214, added: 12 })) : [],
      gaps: full ? [{ from: now - 9 * day, to: now - 8 * day }] : [],
      off: null,
    }
  })
  app.post<{ Params: { id: string } }>('/api/rules/:id/backfill', async (_, reply) => {
    return reply.status(409).send(problem(409, 'conflict', 'a run of this rule is going on'))
  })

  app.post<{ Body: { text: string } }>('/api/rules/validate', async ({ body }): Promise<RuleVerdict> => {
    const lines = body.text.split('\n')
    const line = lines.findIndex((one) => one.includes('selecton'))
    const title = /^title: *(.*)$/m.exec(body.text)?.[1] ?? ''
    const rule = {
      id: /^id: *(.*)$/m.exec(body.text)?.[1] ?? '',
      title: { vi: title, en: title },
      level: 'medium' as const,
      logsource: { product: 'linux', service: 'sshd' },
      runs: true,
      reason: null,
      known: ruleOf(/^id: *(.*)$/m.exec(body.text)?.[1]) !== undefined,
      tests: { fires: 1, silent: 1 },
    }
    if (line === -1) return { problems: [], rules: [rule] }
    const wrong = { ...(problems[0] as RuleVerdict['problems'][number]), file: '' }
    const column = (lines[line]?.indexOf('selecton') ?? 0) + 1
    return { problems: [{ ...wrong, line: line + 1, column }], rules: [] }
  })
  app.post<{ Body: { days?: number } }>('/api/rules/preview', async ({ body }): Promise<RulePreview> => {
    const found = past(now, body.days ?? 7, full)
    return { ...found, rule: { id: 'x', title: { vi: 'Luật', en: 'Rule' } }, reason: null }
  })
  app.post<{ Body: { rule?: string } }>('/api/rules/test', async ({ body }): Promise<RuleTestResults> => {
    const { fires, silent } = (ruleOf(body.rule) ?? (rules[0] as InventedRule)).testLines
    const lines = [
      ...fires.map((line) => ({ line, wanted: 'fires' as const, fired: true, passed: true })),
      ...silent.map((line) => ({ line, wanted: 'silent' as const, fired: true, passed: false })),
    ]
    return { results: [{ rule: 'x', title: { vi: 'Luật', en: 'Rule' }, lines, passed: false }], problems: [] }
  })

  app.get<{ Params: { id: string } }>('/api/rule-texts/:id', async ({ params }, reply): Promise<RuleText> => {
    const rule = rules.find(({ text }) => text?.id === params.id)
    if (rule?.text == null) return reply.status(404).send(problem(404, 'not-found', 'there is no such text'))
    return { ...rule.text, at: now, by: 'truc', note: '', text: rule.source, origin: { kind: 'console' } }
  })
  app.post('/api/rule-texts', async () => changed('text-new', 1))
  app.put<{ Params: { id: string } }>('/api/rule-texts/:id', async (_, reply) => {
    return reply.status(409).send(problem(409, 'conflict', 'the text has changed'))
  })

  app.get('/api/rule-exceptions', async () => ({ rows: full ? exceptionsAt(now) : [] }))
  app.post('/api/rule-exceptions/preview', async (): Promise<ExceptionPreview> => {
    return { ...past(now, 7, full), matches: full ? 1412 : 0 }
  })
  app.get('/api/exception-proposals', async () => ({ rows: full ? proposalsAt(now) : [] }))
  app.post('/api/exception-proposals', async () => ({ id: 'proposal-new', version: 1 }))
  app.post('/api/rule-exceptions', async () => changed('exception-new', 1))

  const lists: ValueListDetail[] = full ? listsAt(now) : []
  app.get(
    '/api/value-lists',
    async (): Promise<{ rows: ValueListRow[] }> => ({ rows: lists.map(({ text: _, ...row }) => row) }),
  )
  app.get<{ Params: { name: string } }>('/api/value-lists/:name', async ({ params }, reply) => {
    const list = lists.find(({ name }) => name === params.name)
    return list ?? reply.status(404).send(problem(404, 'not-found', 'there is no such list'))
  })
  app.post<{ Body: { text: string } }>('/api/value-lists/check', async ({ body }): Promise<ValueListVerdict> => {
    const lines = body.text.split('\n')
    const wrong = lines.flatMap((value, at) =>
      value.includes('/99')
        ? [
            {
              line: at + 1,
              value,
              message: 'is no network',
              hint: 'write it like 10.0.0.0/8',
              code: 'value-network',
              params: { value },
            },
          ]
        : [],
    )
    return { items: lines.filter((one) => one.trim() !== '').length - wrong.length, problems: wrong }
  })
  app.put<{ Params: { name: string } }>('/api/value-lists/:name', async ({ params }) => changed(params.name))
}

function past(now: number, days: number, full: boolean) {
  const found = Array.from({ length: days }, (_, back) => ({
    from: now - (back + 1) * day,
    count: full ? Math.round(Math.abs(Math.sin(back * 2 + 1)) * 60) : 0,
    exact: back !== 3,
  }))
  const samples = full ? inventEvents(now).slice(0, 4) : []
  return { count: found.reduce((sum, { count }) => sum + count, 0), days: found, samples, partial: full, took: 412 }
}

function proposalsAt(now: number): ExceptionProposal[] {
  const words = {
    title: 'Cập nhật phần mềm hằng đêm',
    rules: null,
    expression: 'user.name: cap-nhat and host.name: pc-xa-*',
    list: null,
    unit: 'so-tc',
    owner: 'Nguyễn Văn An',
    reason: 'Tác vụ cập nhật lúc 2 giờ, bộ phận CNTT của Sở xác nhận.',
    expires: now + 30 * day,
  }
  const proposed = { at: now - 3_600_000, by: 'an' }
  const decided = { at: now - day, by: 'truc', reason: 'Quá rộng: hãy nêu rõ máy.' }
  return [
    { id: 'p1', version: 1, words, state: 'open', proposed, decided: null },
    { id: 'p2', version: 2, words: { ...words, title: 'Mọi máy của Sở' }, state: 'refused', proposed, decided },
  ]
}

function exceptionsAt(now: number): RuleException[] {
  const step = { at: now - 20 * day, by: 'truc' }
  const base = { version: 1, rules: null, list: null, unit: null, created: step, changed: step, ended: null }
  return [
    {
      ...base,
      id: 'e1',
      title: 'Máy quét lỗ hổng của đội',
      expression: 'source.ip: 10.20.4.0/28 and user.name: quet-lo-hong',
      owner: 'Nguyễn Văn An',
      reason: 'Quét định kỳ thứ Bảy hằng tuần, đã có kế hoạch được duyệt.',
      expires: now + 40 * day,
      state: 'active',
      broken: false,
      count: 1204,
      lastMatch: now - 3_600_000,
    },
    {
      ...base,
      id: 'e2',
      title: 'Tài khoản sao lưu',
      rules: ['x'],
      expression: '',
      list: { field: 'user.name', name: 'tai-khoan-dich-vu' },
      unit: 'so-tc',
      owner: 'Trần Thị Bình',
      reason: 'Phần mềm sao lưu đăng nhập mỗi 15 phút.',
      expires: now - day,
      state: 'expired',
      broken: true,
      count: 0,
      lastMatch: null,
    },
  ]
}

function listsAt(now: number): ValueListDetail[] {
  const base = { version: 4, owner: 'Nguyễn Văn An', changed: { at: now - 3 * day, by: 'truc' } }
  return [
    {
      ...base,
      name: 'may-quet',
      about: 'Máy quét lỗ hổng của đội ứng cứu, được phép quét mọi đơn vị',
      type: 'cidr',
      items: 3,
      usedBy: ['Máy quét lỗ hổng của đội'],
      rules: [],
      text: '# Trung tâm dữ liệu\n10.20.4.0/28\n10.30.0.0/99\n192.0.2.14\n',
    },
    {
      ...base,
      name: 'tai-khoan-dich-vu',
      about: 'Tài khoản không phải của người',
      type: 'wildcard',
      items: 2,
      usedBy: [],
      rules: [],
      text: 'svc-*\nsao-luu\n',
    },
  ]
}

const problems: RuleList['problems'] = [
  {
    code: 'condition-unknown-name',
    level: 'error',
    file: 'rules/local/thu-nghiem.yml',
    line: 14,
    column: 16,
    message: 'the condition names “selecton”, which the detection does not define',
    hint: 'did you mean “selection”?',
  },
  {
    code: 'unknown-modifier',
    level: 'error',
    file: 'rules/local/powershell.yml',
    line: 9,
    column: 5,
    message: 'modifier “utf16le” is not supported',
    hint: null,
  },
  {
    code: 'no-level',
    level: 'warning',
    file: 'rules/local/cu.yml',
    line: null,
    column: null,
    message: 'the rule has no level; medium is assumed',
    hint: 'add “level: medium”',
  },
]
