import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { openStill } from '../../support/queue-steps.ts'
import { type Desk, scenario } from '../../support/scenario.ts'
import { openScenarioWorld } from '../../support/scenario-world.ts'

/** An appendix as it comes with a letter; the first address is the one that the demo's phishing calls home to. */
const appendix = `Đề nghị rà soát các chỉ báo sau:
203[.]0[.]113[.]77
hxxp://bo-tai-chlnh[.]example/quyet-toan.docm
ke-toan[at]bo-tai-chlnh[.]example
d41d8cd98f00b204e9800998ecf8427e`

/** Opens what says so. */
const open = (desk: Desk, words: string): Promise<void> =>
  openStill(desk, desk.page.locator('.row-open, .card', { hasText: words }).first())

scenario(
  'from an indicator to all hosts it touched',
  () => openScenarioWorld(1500),
  async ({ world, at, sit }) => {
    const an = await world.hire(`an-${at}`, `Nguyễn Văn An ${at}`, [{ role: 'analyst', unit: 'tinh' }])
    const desk = await sit(an)

    // The list comes in, with its letter.
    await desk.go('nav.search', '/search')
    await desk.press(desk.link('indicators.nav.lists'))
    await desk.press(desk.button('indicators.new'))
    await desk.write(desk.field('indicators.source'), appendix)
    await desk.press(desk.button('indicators.read'))
    await desk.button('indicators.save', { n: 4 }).waitFor()
    await desk.look('what was read')
    const title = `Công văn số ${at}`
    await desk.write(desk.field('indicators.letter.title'), title)
    await desk.write(desk.field('indicators.letter.reference'), `12${at}/A05`)
    await desk.press(desk.button('indicators.save', { n: 4 }))

    // It is searched for in the past.
    await desk.press(desk.button('indicators.back.start'))
    await desk.page.locator('.flyout').getByText(desk.t('indicators.search.state.done'), { exact: true }).waitFor()
    const hits = desk.page.getByRole('region', { name: desk.t('indicators.hits') })
    await hits.waitFor()
    await desk.look('hits')

    // From the address to the hosts that it touched, and to what one of them did.
    await desk.press(hits.getByRole('link', { name: '203.0.113.77', exact: true }).first())
    await desk.page.waitForURL(/\/addresses\/203\.0\.113\.77/)
    const touched = desk.page.locator('.hosts-touched')
    await touched.getByRole('link', { name: 'ketoan-pc-01' }).waitFor()
    await desk.look('address')
    await desk.press(touched.getByRole('link', { name: 'ketoan-pc-01' }))
    await desk.page.waitForURL(/\/hosts\/ketoan-pc-01/)
    await desk.press(desk.page.locator('.kind-chips button', { hasText: desk.t('kind.process') }))
    await open(desk, 'schtasks')
    const tree = desk.page.locator('.flyout').getByRole('link', { name: desk.t('tree.open') })
    await tree.waitFor()
    await desk.look('host')
    await desk.press(tree)
    await desk.page.locator('.tree-row', { hasText: 'powershell' }).first().waitFor()
    await desk.look('process tree')

    // The question is kept for the next time, and its answer as a file.
    await desk.page.goto(`${world.url}/search?range=7d`)
    await desk.write(desk.page.getByRole('combobox', { name: desk.t('search.label') }), '203.0.113.77')
    await desk.press(desk.button('search.submit'))
    await desk.page.waitForURL(/query=203/)
    await desk.press(desk.page.locator('.query-bar .chooser summary', { hasText: desk.t('search.saved') }))
    await desk.write(desk.field('saved.name'), `Gọi về ${at}`)
    await desk.press(desk.button('saved.save'))
    await desk.page.locator('.saved-view', { hasText: `Gọi về ${at}` }).waitFor()
    await desk.look('saved')
    await desk.press(desk.button('export.menu'))
    await desk.press(desk.page.getByRole('radio', { name: desk.t('export.csv') }))
    const link = desk.link('export.do')
    await link.waitFor()
    const [download] = await Promise.all([desk.page.waitForEvent('download'), desk.press(link)])
    const csv = readFileSync(await download.path(), 'utf8')
    assert.match(csv, /203\.0\.113\.77/)
    assert.match(csv, /ketoan-pc-01/)
    assert.equal(csv.charCodeAt(0), 0xfeff, 'a Vietnamese Excel reads it')
    await desk.look('export')

    // The letter is answered.
    await desk.page.goto(`${world.url}/search/indicators`)
    await open(desk, title)
    await desk.write(desk.field('indicators.answer.reference'), `0${at}/BC-UCSC`)
    await desk.press(desk.button('indicators.answer.found'))
    await desk.page.locator('.flyout').getByText(`0${at}/BC-UCSC`).waitFor()
    await desk.press(desk.link('indicators.answer.print'))
    await desk.page.locator('.report-sheet', { hasText: '203.0.113.77' }).waitFor()
    await desk.look('report')
  },
)
