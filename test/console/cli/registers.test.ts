import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { systemCommand } from '../../../console/cli/commands/system.ts'
import { unitCommand } from '../../../console/cli/commands/unit.ts'
import type { WithInstallation } from '../../../console/cli/installation.ts'
import { loadConfig } from '../../../core/config/load.ts'
import { systemClock } from '../../../core/lib/clock.ts'
import { sampleUnits } from '../../../response/units/sample-units.ts'
import { unitsFrom } from '../../../response/units/unit-records.ts'
import { runCommand } from '../../support/run-command.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

async function installation(t: TestContext) {
  const loaded = loadConfig(undefined, {})
  assert.ok(loaded.ok)
  const config = loaded.value
  const store = temporaryStore(t, systemClock)
  await unitsFrom(store.records, () => sampleUnits, systemClock)
  const withInstallation: WithInstallation = (_, work) => work({ config, store, root: 'tinh' })
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-registers-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const file = (text: string | Uint8Array) => {
    const path = join(folder, 'tep.csv')
    writeFileSync(path, text)
    return path
  }
  const system = systemCommand(withInstallation, systemClock)
  const unit = unitCommand(withInstallation, systemClock)
  return { store, file, system, unit }
}

test('systems come in from a file, are listed with their log minimum, and go out as they came', async (t) => {
  const { file, system, store } = await installation(t)
  const path = file('code;name;level;owner;sources\nHT-1;Cổng dịch vụ công;3;Sở Khoa học và Công nghệ;"web 1; "\n')
  const looked = await runCommand(system, ['import', path, '--dry-run'])
  assert.deepEqual([looked.code, JSON.parse(looked.stdout)], [0, { created: ['HT-1'], altered: [], absent: [] }])
  assert.equal((await runCommand(system, ['list'])).stdout, '', 'it was only looked at')
  assert.equal((await runCommand(system, ['import', path])).code, 0)
  const listed = JSON.parse((await runCommand(system, ['list'])).stdout)
  assert.deepEqual([listed.code, listed.owner, listed.logMonths, listed.sources], ['HT-1', 'so-khcn', 3, ['web 1']])
  const { stdout } = await runCommand(system, ['export'])
  const again = await runCommand(system, ['import', file(stdout)])
  assert.deepEqual(JSON.parse(again.stdout), { created: [], altered: [], absent: [] })
  const [row] = await store.audit.list({ kind: 'units', units: ['tinh'], unattributed: true }, { limit: 1 })
  assert.deepEqual([row?.action, row?.actor], ['it-system.import', 'host'])
})

test('what is wrong with a file is told with its line; what is wrong with the call is told as that', async (t) => {
  const { file, system, unit } = await installation(t)
  const wrong = await runCommand(system, ['import', file('code;name;level;owner\nHT-1;Cổng;3;so-la\n')])
  assert.deepEqual([wrong.code, wrong.stdout], [1, ''])
  assert.match(wrong.stderr, /^tep\.csv:2: error: Chủ quản: there is no unit so-la/)
  for (const command of [system, unit]) {
    const bytes = await runCommand(command, ['import', file(new Uint8Array([0x4d, 0xe3, 0x0a]))])
    assert.deepEqual([bytes.code, /not in UTF-8/.test(bytes.stderr)], [1, true])
    assert.equal((await runCommand(command, ['import', '/khong/co.csv'])).code, 1)
    for (const argv of [['import'], ['list', 'x'], ['xoa'], []]) assert.equal((await runCommand(command, argv)).code, 2)
  }
})
