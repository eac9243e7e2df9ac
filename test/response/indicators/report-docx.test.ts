import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Actor } from '../../../core/access/actor.ts'
import { scopeOf, systemScope } from '../../../core/access/scope.ts'
import { languages } from '../../../core/i18n/translate.ts'
import { translator } from '../../../core/i18n/translator.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { readZip } from '../../../core/lib/read-zip.ts'
import { reportDocx } from '../../../response/indicators/report-docx.ts'
import { eachStore } from '../../support/each-store.ts'
import { indicatorWorld, letterOf, timeZone } from '../../support/indicator-world.ts'

const now = Date.parse('2026-07-10T03:00:00Z')
const clock = manualClock(now)
const lead: Actor = { id: 'truc', name: 'Trực ban', grants: [{ role: 'duty-lead', unit: 'tinh' }] }
const bounds = { entries: 100, fileBytes: 1e7, allBytes: 1e7 }

for (const { name, skip, open } of await eachStore(clock)) {
  test(`${name}: the report says in either language what was searched and found, whatever a host is called`, {
    skip,
  }, async (t) => {
    const store = await open(t)
    const world = indicatorWorld(store, clock)
    const { indicators, units } = world
    const scope = scopeOf(lead, 'indicator.write', units)
    const list = await indicators.create(lead, scope, letterOf('tinh', '198.51.100.7\nevil.example'))
    await assert.rejects(indicators.report(lead, scope, { id: list.id, limit: 10 }), { code: 'conflict' })
    await world.append('so-yt', now - 3_600_000, {
      source: { ip: '198.51.100.7' },
      host: { name: 'pc<b>&amp;\u0001\ud800=1+1' },
    })
    const asked = await indicators.search(lead, scope, { id: list.id, days: 7 })
    await world.finish(asked.id)
    const { search, rows, total } = await indicators.report(lead, scope, { id: list.id, limit: 10 })
    for (const language of languages) {
      const words = translator(language, timeZone)
      const bytes = await reportDocx(
        {
          list: list.document,
          state: 'open',
          search: search.document,
          hits: rows,
          total,
          installation: 'Đội thử',
          at: now,
          unitName: (id) => units.get(id)?.name ?? id,
        },
        words,
      )
      const { files } = readZip(bytes, bounds, (path) => path === 'word/document.xml')
      const text = Buffer.from(files[0]?.bytes ?? []).toString('utf8')
      for (const part of [
        words.t('indicators.report.heading'),
        '123/A05-P4',
        'Sở Y tế',
        '198.51.100.7',
        'pc&lt;b&gt;&amp;amp;\ufffd\ufffd=1+1',
        words.t('indicators.back.logs', { day: '10/07/2026' }),
      ]) {
        assert.ok(text.includes(part), part)
      }
    }
    const [row] = await store.audit.list(systemScope, { limit: 1 })
    assert.equal(row?.action, 'indicator-list.report')
  })
}
