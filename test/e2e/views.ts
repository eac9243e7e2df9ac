import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** A page in a state worth looking at: where it is, as whom, and what to do there before looking. */
export interface View {
  readonly name: string
  readonly as: 'truc' | 'admin' | null
  readonly path: string
  /** What stands when the page is ready. */
  readonly ready: string
  /** Only with data on it. */
  readonly fullOnly?: boolean
  readonly act?: (page: Page) => Promise<void>
}

/** What stands when the frame's page has its data or says that there is none. */
const settled = '.table-box, .cards, .state, .problems, .work, .connect'

/** The page of an invented rule. */
const rule = (at: number) => `/rules/7d3c1b0a-0000-4000-8000-${String(at).padStart(12, '0')}`

/** Every page and every state of it that has a picture. */
export const views: readonly View[] = [
  { name: 'sign-in', as: null, path: '/', ready: 'form' },
  {
    name: 'sign-in-ways',
    as: null,
    path: '/',
    ready: 'form',
    act: async (page) => {
      const json = {
        oidc: { label: 'Tài khoản công vụ tỉnh' },
        directory: { label: 'Tài khoản miền (AD)' },
        local: 'break-glass',
        passkeys: true,
      }
      await page.route('**/api/log-in/ways', (route) => route.fulfill({ json }))
      await page.reload()
      await page.locator('.door-or').waitFor()
    },
  },
  { name: 'home', as: 'truc', path: '/', ready: '.connect' },
  { name: 'home-admin', as: 'admin', path: '/', ready: '.connect' },
  { name: 'shifts', as: 'truc', path: '/shifts', ready: '.list-body' },
  {
    name: 'shift-hand-over',
    as: 'truc',
    path: '/shifts?shift=s1',
    ready: '.hand-over',
    fullOnly: true,
  },
  {
    name: 'shift-offer',
    as: 'truc',
    path: '/shifts',
    ready: '.list-body',
    fullOnly: true,
    act: async (page) => {
      await page.route('**/api/shifts/draft', async (route) => {
        const draft = (await (await route.fetch()).json()) as object
        await route.fulfill({ json: { ...draft, mine: { total: 3, rows: [] } } })
      })
      await page.getByRole('button', { name: /^(Bàn giao ca|Hand over)/ }).click()
      await page.locator('.stacked-form input[type=checkbox]').scrollIntoViewIfNeeded()
    },
  },
  { name: 'statistics', as: 'truc', path: '/statistics', ready: '.formulas' },
  {
    name: 'alert-hand-over',
    as: 'truc',
    path: '/alerts?status=new',
    ready: settled,
    fullOnly: true,
    act: async (page) => {
      await page.locator('.row-open, .card').first().click()
      await page.locator('.why').waitFor()
      await page.getByRole('button', { name: /^(Bàn giao|Hand over)…$/ }).click()
      await page.locator('.judge select').waitFor()
    },
  },
  { name: 'alerts', as: 'truc', path: '/alerts', ready: settled },
  {
    name: 'alert',
    as: 'truc',
    path: '/alerts',
    ready: settled,
    fullOnly: true,
    act: async (page) => {
      await page.locator('.row-open, .card').first().click()
      await page.locator('.why').waitFor()
    },
  },
  {
    name: 'alert-judge',
    as: 'truc',
    path: '/alerts?status=new',
    ready: settled,
    fullOnly: true,
    act: async (page) => {
      await page.locator('.row-open, .card').nth(1).click()
      await page.locator('.why').waitFor()
      await page.keyboard.press('c')
      await page.locator('.judge').waitFor()
    },
  },
  {
    name: 'alerts-chosen',
    as: 'truc',
    path: '/alerts?without=severity%3Dlow&hide=user',
    ready: settled,
    fullOnly: true,
    act: async (page) => {
      for (const key of ['j', 'x', 'Shift+ArrowDown']) await page.keyboard.press(key)
      await page.locator('.chooser summary').first().click()
    },
  },
  {
    name: 'alerts-columns',
    as: 'truc',
    path: '/alerts?show=tactic&show=age&hide=user&sort=age',
    ready: settled,
    fullOnly: true,
  },
  { name: 'alerts-grouped', as: 'truc', path: '/alerts?group=rule', ready: settled, fullOnly: true },
  { name: 'alerts-filtered-out', as: 'truc', path: '/alerts?host=khong-co', ready: settled },
  { name: 'search', as: 'truc', path: '/search', ready: settled },
  {
    name: 'search-statistics',
    as: 'truc',
    path: '/search?stat=source.ip&column=message&column=user.name',
    ready: '.share, .facts',
  },
  {
    name: 'search-menu',
    as: 'truc',
    path: '/search?event=e23',
    ready: '.flyout .value',
    fullOnly: true,
    act: async (page) => {
      await page.locator('.flyout .value').nth(3).click()
      await page.locator('.value-menu').waitFor()
    },
  },
  {
    name: 'search-saved',
    as: 'truc',
    path: '/search',
    ready: settled,
    act: async (page) => {
      await page.locator('.query-bar .chooser summary').first().click()
      await page.locator('.saved-view-form select').selectOption('all')
    },
  },
  {
    name: 'search-rename',
    as: 'truc',
    path: '/search',
    ready: settled,
    fullOnly: true,
    act: async (page) => {
      await page.locator('.query-bar .chooser summary').first().click()
      await page.locator('.saved-view button').first().click()
      await page.locator('.saved-view-rename input').waitFor()
    },
  },
  {
    name: 'search-export',
    as: 'truc',
    path: '/search',
    ready: settled,
    act: async (page) => {
      await page.locator('.export-open').click()
      await page.locator('.export-actions').waitFor()
      await page.waitForTimeout(300)
    },
  },
  { name: 'units', as: 'truc', path: '/units', ready: settled },
  { name: 'units-admin', as: 'admin', path: '/units?do=import', ready: settled },
  { name: 'unit', as: 'truc', path: '/units?unit=so-yt', ready: '.unit-contacts' },
  { name: 'unit-new', as: 'truc', path: '/units?do=new', ready: '.flyout form' },
  { name: 'unit-import', as: 'truc', path: '/units?do=import', ready: '.flyout .upload' },
  {
    name: 'unit-split',
    as: 'truc',
    path: '/units?unit=so-yt',
    ready: '.unit-contacts',
    act: async (page) => {
      await page.locator('.flyout .flyout-section button', { hasText: /Thay đổi đơn vị|Change the unit/ }).click()
      await page.locator('.flyout form select').first().selectOption('split')
      await page.locator('.flyout fieldset').first().scrollIntoViewIfNeeded()
    },
  },
  { name: 'systems', as: 'truc', path: '/systems', ready: settled },
  { name: 'system-record', as: 'truc', path: '/systems?system=ht0', ready: '.flyout .facts', fullOnly: true },
  {
    name: 'system-edit',
    as: 'truc',
    path: '/systems?system=ht0',
    ready: '.flyout .facts',
    fullOnly: true,
    act: async (page) => {
      await page.locator('.flyout .actions button').first().click()
      await page.locator('.flyout form').waitFor()
    },
  },
  { name: 'system-new', as: 'truc', path: '/systems?do=new', ready: '.flyout form' },
  { name: 'system-import', as: 'truc', path: '/systems?do=import', ready: '.flyout .upload' },
  {
    name: 'search-terms',
    as: 'truc',
    path: '/search?only=event.outcome%3Dfailure&not=user.name%3Droot&event=e23',
    ready: '.flyout .small-table',
    fullOnly: true,
  },
  {
    name: 'search-query',
    as: 'truc',
    path: `/search?query=${encodeURIComponent('event.outcome: failure and user.nmae: (root or admin) and not 10.0.0.1')}`,
    ready: '.query-problems p',
  },
  {
    name: 'search-fault',
    as: 'truc',
    path: `/search?query=${encodeURIComponent('source.ip: 10.0.0.0/8 and user.name: (root admin)')}`,
    ready: '.query-problems p',
  },
  {
    name: 'search-suggestions',
    as: 'truc',
    path: '/search',
    ready: settled,
    act: async (page) => {
      await page.getByRole('combobox').pressSequentially('user.n')
      await page.locator('.suggestions [role=option]').first().waitFor()
      await page.getByRole('combobox').press('ArrowDown')
    },
  },
  { name: 'audit', as: 'truc', path: '/audit?range=30d', ready: settled },
  {
    name: 'audit-export',
    as: 'truc',
    path: '/audit?range=30d',
    ready: settled,
    fullOnly: true,
    act: async (page) => {
      await page.locator('.export-open').click()
      await page.locator('.export-actions').waitFor()
      await page.waitForTimeout(300)
    },
  },
  { name: 'audit-row', as: 'truc', path: '/audit?row=18411', ready: '.flyout .facts', fullOnly: true },
  { name: 'audit-chain', as: 'truc', path: '/audit?do=chain', ready: '.flyout pre' },
  { name: 'audit-pack', as: 'truc', path: '/audit?do=pack', ready: '.flyout form', fullOnly: true },
  { name: 'host', as: 'truc', path: '/hosts/web-dvc-01', ready: '.entity-facts' },
  {
    name: 'user',
    as: 'truc',
    path: '/users/root?kind=sign-in&event=e23',
    ready: '.flyout .small-table',
    fullOnly: true,
  },
  {
    name: 'address',
    as: 'truc',
    path: '/addresses/10.20.4.18',
    ready: '.entity-facts',
    act: async (page) => {
      const units = page.locator('.entity-facts summary')
      if ((await units.count()) > 0) await units.first().click()
    },
  },
  { name: 'address-bad', as: 'truc', path: '/addresses/khong-phai', ready: '.state' },
  {
    name: 'process-tree',
    as: 'truc',
    path: '/process-tree?event=e3',
    ready: '.tree-row',
    fullOnly: true,
    act: async (page) => {
      await page.locator('.tree-own').focus()
      for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowDown']) await page.keyboard.press(key)
    },
  },
  {
    name: 'process',
    as: 'truc',
    path: '/process-tree?event=e3&process=e3',
    ready: '.did',
    fullOnly: true,
    act: async (page) => {
      await page.locator('.did summary').first().click()
      await page.locator('.did-events li').first().waitFor()
    },
  },
  { name: 'process-none', as: 'truc', path: '/process-tree?event=none', ready: '.state' },
  { name: 'people', as: 'truc', path: '/people', ready: settled },
  { name: 'person', as: 'truc', path: '/people?person=so-tc.dung', ready: '.flyout .facts', fullOnly: true },
  {
    name: 'person-program',
    as: 'truc',
    path: '/people?person=soar',
    ready: '.flyout .facts',
    fullOnly: true,
    act: (page) => page.locator('.flyout input[type=checkbox]').first().waitFor(),
  },
  {
    name: 'invite',
    as: 'truc',
    path: '/people?new=1',
    ready: '.flyout form',
    fullOnly: true,
    act: async (page) => {
      const fields = page.locator('.flyout input')
      await fields.nth(0).fill('Nguyễn Văn Mới')
      await fields.nth(1).fill('moi')
      await page.locator('.flyout [type=submit]').click()
      await page.locator('.once-shown').waitFor()
    },
  },
  {
    name: 'required-factor',
    as: 'admin',
    path: '/people',
    ready: settled,
    act: (page) => page.locator('summary').click(),
  },
  { name: 'me', as: 'truc', path: '/me', ready: '.plain-list' },
  {
    name: 'me-factor',
    as: 'truc',
    path: '/me',
    ready: '.plain-list',
    act: async (page) => {
      await page.locator('#me-factor ~ * input').fill('x')
      await page.locator('#me-factor ~ * [type=submit]').click()
      await page.locator('.qr').waitFor()
    },
  },
  { name: 'welcome', as: null, path: '/welcome#lan:secret', ready: 'form' },
  { name: 'indicators', as: 'truc', path: '/search/indicators', ready: settled },
  { name: 'indicator-list', as: 'truc', path: '/search/indicators?list=l1', ready: '.flyout .facts', fullOnly: true },
  {
    name: 'indicator-mark',
    as: 'truc',
    path: '/search/indicators?list=l1',
    ready: '.flyout .facts',
    fullOnly: true,
    act: async (page) => {
      await page.getByRole('button', { name: /^(Xem các chỉ báo|Show the indicators)/ }).click()
      await page.locator('.indicator-items .indicator-item button').first().click()
      await page.locator('.indicator-items form').scrollIntoViewIfNeeded()
    },
  },
  {
    name: 'indicator-answered',
    as: 'truc',
    path: '/search/indicators?list=l3',
    ready: '.flyout .facts',
    fullOnly: true,
  },
  {
    name: 'indicator-preview',
    as: 'truc',
    path: '/search/indicators?new=10.0.0.5',
    ready: '.flyout form',
    fullOnly: true,
    act: async (page) => {
      await page.locator('.flyout form button[type=submit]').click()
      await page.locator('.indicator-items').first().waitFor()
    },
  },
  {
    name: 'indicator-report',
    as: 'truc',
    path: '/search/indicators/l1/report',
    ready: '.report-sheet',
    fullOnly: true,
  },
  { name: 'sources', as: 'truc', path: '/sources', ready: settled },
  { name: 'source', as: 'truc', path: '/sources?source=source-2', ready: '.flyout', fullOnly: true },
  { name: 'rules', as: 'truc', path: '/rules', ready: settled },
  { name: 'rules-rejected', as: 'truc', path: '/rules?tab=rejected', ready: settled },
  { name: 'rules-filtered-out', as: 'truc', path: '/rules?text=khong-co-luat-nay', ready: '.state' },
  {
    name: 'rule-flyout',
    as: 'truc',
    path: '/rules',
    ready: settled,
    act: async (page) => {
      await page.locator('.row-open, .card').first().click()
      await page.locator('.yaml').waitFor()
    },
  },
  { name: 'rule', as: 'truc', path: rule(2), ready: '.facts' },
  { name: 'rule-off', as: 'truc', path: rule(7), ready: '.facts', fullOnly: true },
  {
    name: 'rule-source',
    as: 'truc',
    path: `${rule(0)}?tab=source`,
    ready: '.yaml',
    act: async (page) => {
      await page.locator('#rule-preview ~ * button').first().click()
      await page.locator('#rule-tests ~ * button').first().click()
      await page.locator('.day-bars').waitFor()
      await page.locator('#rule-tests ~ * .samples').waitFor()
    },
  },
  { name: 'rule-exceptions', as: 'truc', path: `${rule(0)}?tab=exceptions`, ready: '#rule-exceptions' },
  {
    name: 'rule-exception',
    as: 'truc',
    path: `${rule(0)}?tab=exceptions&new=1&expression=${encodeURIComponent('user.name: sao-luu and source.pi: 10.0.0.1')}`,
    ready: '.form-panel',
    fullOnly: true,
    act: async (page) => {
      await page.locator('.query-problems p').waitFor()
      await page.locator('.search-form button').first().click()
      await page.locator('.day-bars').waitFor()
    },
  },
  { name: 'rule-settings', as: 'truc', path: `${rule(7)}?tab=settings`, ready: '#rule-settings', fullOnly: true },
  {
    name: 'rule-settings-locked',
    as: 'admin',
    path: `${rule(7)}?tab=settings`,
    ready: '#rule-settings',
    fullOnly: true,
  },
  { name: 'rule-past', as: 'truc', path: `${rule(0)}?tab=past`, ready: '#rule-runs' },
  { name: 'rule-versions', as: 'truc', path: `${rule(9)}?tab=versions`, ready: '.diff', fullOnly: true },
  { name: 'rule-gone', as: 'truc', path: '/rules/khong-co', ready: '.state' },
  {
    name: 'rule-new',
    as: 'truc',
    path: '/rules/new',
    ready: '.cm-content',
    fullOnly: true,
    act: async (page) => {
      await page.locator('.cm-line', { hasText: 'condition' }).click()
      await page.keyboard.press('End')
      await page.keyboard.press('Backspace')
      await page.keyboard.press('Backspace')
      await page.keyboard.press('Backspace')
      await page.keyboard.type('on')
      await page.locator('.verdict .bad-text').waitFor()
    },
  },
  {
    name: 'rule-edit-conflict',
    as: 'truc',
    path: `${rule(9)}/text`,
    ready: '.cm-content',
    fullOnly: true,
    act: async (page) => {
      await page.locator('.verdict .severity').waitFor()
      await page.locator('form button[type=submit]').click()
      await page.locator('.form-error').waitFor()
    },
  },
  { name: 'lists', as: 'truc', path: '/rules/lists', ready: settled },
  { name: 'list', as: 'truc', path: '/rules/lists?list=may-quet', ready: '.verdict .bad-text', fullOnly: true },
  { name: 'collections', as: 'truc', path: '/rules/collections', ready: '.upload' },
  {
    name: 'collections-preview',
    as: 'truc',
    path: '/rules/collections',
    ready: '.upload',
    fullOnly: true,
    act: async (page) => {
      const file = { name: 'sigma-master.zip', mimeType: 'application/zip', buffer: Buffer.from('PK') }
      await page.locator('.upload input').setInputFiles(file)
      await page.locator('.form button[type=submit]').click()
      await page.locator('.stack summary').nth(1).click()
      await page.locator('.diff, .stack details[open] summary').first().waitFor()
      await page.locator('details[open] details summary').first().click()
    },
  },
  { name: 'list-new', as: 'truc', path: '/rules/lists?new=1', ready: '.flyout form' },
  {
    name: 'coverage',
    as: 'truc',
    path: '/rules/coverage',
    ready: '.matrix, .matrix-list',
    act: async (page) => {
      const folded = page.locator('.matrix-list summary').nth(7)
      if ((await folded.count()) > 0) await folded.click()
    },
  },
  { name: 'system', as: 'admin', path: '/system', ready: '.disk-meter' },
  {
    name: 'system-refused',
    as: 'admin',
    path: '/system',
    ready: '.disk-meter',
    fullOnly: true,
    act: async (page) => {
      const since = Date.now() - 3_600_000
      const detail =
        "1203: 400 document_parsing_exception: [1:345] failed to parse field [id] of type [long] in document with id '20261130-4f'. Preview of field's value: '202611300305-8a'"
      const troubles = [
        {
          code: 'store-incomplete',
          since,
          detail: 'vonggac-events-12m-2026.11.24, vonggac-events-3m-2026.11.25 (closed)',
        },
        { code: 'dead-letters', since, detail },
      ]
      await page.route('**/api/system', async (route) => {
        const response = await route.fetch()
        await route.fulfill({ response, json: { ...((await response.json()) as object), troubles } })
      })
      await page.reload()
      await page.locator('.rerun button').click()
      await page.locator('.modal-body').waitFor()
    },
  },
  {
    name: 'system-away',
    as: 'admin',
    path: '/system',
    ready: '.disk-meter',
    fullOnly: true,
    act: async (page) => {
      const detail = 'Elasticsearch cannot be reached: connect ECONNREFUSED 10.0.0.5:9200'
      const hint = 'Check that Elasticsearch runs, and elasticsearch.urls and elasticsearch.caFile.'
      const json = { type: '', title: '', status: 503, code: 'store-busy', detail, hint }
      await page.route('**/api/system', (route) => route.fulfill({ status: 503, json }))
      const reasons = ['store-unreachable', 'records-unreachable']
      await page.route('**/health/ready', (route) =>
        route.fulfill({ status: 503, json: { status: 'failing', reasons } }),
      )
      await page.reload()
      await page.locator('.state[role=alert]').waitFor()
      await page.locator('.notice.bad').waitFor()
    },
  },
  { name: 'incidents', as: 'truc', path: '/incidents', ready: settled },
  {
    name: 'incident-flyout',
    as: 'truc',
    path: '/incidents?incident=SC-2026-0007',
    ready: '.flyout .history',
    fullOnly: true,
  },
  { name: 'incident', as: 'truc', path: '/incidents/SC-2026-0007', ready: '.incident-page', fullOnly: true },
  {
    name: 'incident-timeline',
    as: 'truc',
    path: '/incidents/SC-2026-0007?tab=timeline',
    ready: '.timeline',
    fullOnly: true,
  },
  {
    name: 'incident-alerts',
    as: 'truc',
    path: '/incidents/SC-2026-0007?tab=alerts',
    ready: '.incident-rows',
    fullOnly: true,
  },
  {
    name: 'incident-evidence',
    as: 'truc',
    path: '/incidents/SC-2026-0007?tab=evidence&evidence=e0',
    ready: '.flyout .small-table',
    fullOnly: true,
  },
  {
    name: 'incident-close',
    as: 'truc',
    path: '/incidents/SC-2026-7KQ2XM',
    ready: '.incident-page',
    fullOnly: true,
    act: async (page) => {
      await page.locator('.incident-rail .actions button').nth(1).click()
      await page.locator('.judge').waitFor()
    },
  },
  {
    name: 'incident-open',
    as: 'truc',
    path: '/incidents?new',
    ready: '.mantine-Modal-body form',
    fullOnly: true,
  },
  { name: 'forbidden', as: 'admin', path: '/alerts', ready: '.state' },
  {
    name: 'alerts-error',
    as: 'truc',
    path: '/rules',
    ready: settled,
    act: async (page) => {
      await page.route('**/api/alerts*', (route) =>
        route.fulfill({
          status: 503,
          contentType: 'application/problem+json',
          body: JSON.stringify({
            type: '',
            title: '',
            status: 503,
            code: 'store-busy',
            detail: 'partition 2026-11-23 is being checked',
          }),
        }),
      )
      await page.locator('.rail a[href="/alerts"]').click()
      await page.locator('.state[role=alert]').waitFor()
    },
  },
]

/** Signs in by the form, in the language and theme that the browser was told to remember. */
export async function signIn(page: Page, name: string, password: string): Promise<void> {
  await page.locator('input[name=username]').fill(name)
  await page.locator('input[name=password]').fill(password)
  await page.locator('form button[type=submit]').click()
  await page.locator('.frame').waitFor()
}

/** What is wrong with the page as it stands: axe's findings (WCAG 2.2 A and AA, best practices), and overflow. */
export async function inspect(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const found = (await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.flatMap((v) => v.nodes.map((n) => v.id + ': ' + n.target.join(' ') + ' ' + (n.any[0]?.message ?? n.failureSummary ?? ''))))`,
  )) as string[]
  const over = (await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )) as number
  const inside = (await page.evaluate(
    `(() => { const c = document.querySelector('.content'); return c === null ? 0 : c.scrollWidth - c.clientWidth })()`,
  )) as number
  return [
    ...found,
    ...(over > 0 ? [`overflow: the page is ${over} px wider than the window`] : []),
    ...(inside > 0 ? [`overflow: the content is ${inside} px wider than its place`] : []),
  ]
}
