import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPipeline } from '../../../collector/pipeline.ts'
import type { UnitScope } from '../../../core/access/scope.ts'
import { unitTree } from '../../../core/access/unit-tree.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import type { Match, Store } from '../../../core/store/store.ts'
import { matchOf } from '../../../response/alerts/match.ts'
import { createAlertOpener } from '../../../response/alerts/open.ts'
import { mostGenerations } from '../../../response/entities/process/lineage.ts'
import { createProcessTrees, type MarkedNode } from '../../../response/entities/process/process-trees.ts'
import { eachStore } from '../../support/each-store.ts'
import { auditStart, guidOf, securityStart, sysmonLine, sysmonStart } from '../../support/process-lines.ts'

const t0 = Date.UTC(2026, 10, 30, 3)
const clock = manualClock(t0 + 3_600_000)
const units = unitTree([
  { id: 'tinh', name: 'Tỉnh', kind: 'province' },
  { id: 'so-a', name: 'Sở A', kind: 'department', parent: 'tinh', collectors: ['key-a'] },
  { id: 'so-b', name: 'Sở B', kind: 'department', parent: 'tinh', collectors: ['key-b'] },
])
const everything: UnitScope = { kind: 'units', units: ['tinh'], unattributed: true }
const reader = { scope: everything, alerts: everything }
const cmd = 'C:\\Windows\\System32\\cmd.exe'
const rule = { id: 'r1', titles: { vi: 'Lệnh lạ', en: 'Odd command' }, level: 'high', groupBy: [] } as const

/** Reads the lines as the platform does; those of `cmd.exe` match a rule. */
async function send(store: Store, unit: 'a' | 'b', lines: readonly string[]): Promise<string[]> {
  const pipeline = createPipeline({
    events: store.events,
    judge: ({ id, document, partition }): Match[] => {
      const { process } = document
      const isCmd = JSON.stringify(process ?? '').includes('"name":"cmd.exe"') && document.event.code === '1'
      return isCmd ? [matchOf(rule, document, { eventId: id, partition, seen: clock.now(), timeZone: 'UTC' })] : []
    },
    opened: async (matches) => void (await createAlertOpener(store.records)(matches)),
    units,
    clock,
    classOf: () => 'standard',
    onSignal: () => undefined,
  })
  const sender = { id: `bulk:key-${unit}`, input: 'bulk', peer: unit, address: undefined, key: `key-${unit}` } as const
  const records = lines.map((bytes) => ({ bytes }))
  const key = `${unit} ${lines.length} ${lines[0]}`
  const receipt = await pipeline.accept({
    sender,
    format: 'auto',
    records,
    identityOf: (index) => `${key}.${index}`,
    whenRefused: 'refuse',
  })
  await pipeline.stop()
  return [...receipt.ids]
}

const names = (nodes: readonly MarkedNode[]) => nodes.map(({ name }) => name)

for (const { name, skip, open } of await eachStore(clock)) {
  test(`process trees on ${name}`, { skip }, async (t) => {
    const store = await open(t)
    const trees = createProcessTrees({ ...store, clock })
    const windows = (n: number) => ({ at: t0 + n * 1000, host: 'pc-01', pid: 100 + n })

    await t.test('Sysmon: ancestors to the root, children, alerts, and what it did', async () => {
      const ids = await send(store, 'a', [
        sysmonStart({ ...windows(1), guid: guidOf(1), parentGuid: guidOf(0), parentPid: 4, image: 'C:\\x\\word.exe' }),
        sysmonStart({
          ...windows(2),
          guid: guidOf(2),
          parentGuid: guidOf(1),
          parentPid: 101,
          image: cmd,
          line: 'cmd /c đồ',
        }),
        sysmonStart({ ...windows(3), guid: guidOf(3), parentGuid: guidOf(2), parentPid: 102, image: 'C:\\x\\net.exe' }),
        sysmonStart({
          ...windows(4),
          guid: guidOf(4),
          parentGuid: guidOf(2),
          parentPid: 102,
          image: 'C:\\x\\whoami.exe',
        }),
        sysmonLine(t0 + 5000, 'pc-01', 3, {
          ProcessGuid: guidOf(2),
          ProcessId: '102',
          Image: cmd,
          DestinationIp: '203.0.113.7',
          DestinationPort: '443',
        }),
        sysmonLine(t0 + 6000, 'pc-01', 11, {
          ProcessGuid: guidOf(2),
          ProcessId: '102',
          Image: cmd,
          TargetFilename: 'C:\\a.txt',
        }),
      ])
      // From the connection, an event that is not the start itself.
      const tree = await trees.tree(reader, ids[4] ?? '')
      assert.ok(tree)
      assert.equal(tree.process.event, ids[1])
      assert.equal(tree.process.commandLine, 'cmd /c đồ')
      assert.equal(tree.process.user, 'TINH\\an')
      assert.deepEqual(tree.process.hashes, [{ kind: 'sha256', value: 'ab'.repeat(32) }])
      assert.deepEqual(
        tree.process.alerts.map(({ title }) => title.en),
        ['Odd command'],
      )
      assert.deepEqual(names(tree.ancestors), ['explorer.exe', 'word.exe'])
      assert.deepEqual([tree.ancestors[0]?.event, tree.ancestors[0]?.parentOf, tree.end], [null, ids[0], 'unseen'])
      assert.deepEqual(names(tree.children.nodes), ['whoami.exe', 'net.exe'])
      assert.deepEqual([tree.children.total, tree.sure], [{ value: 2, relation: 'eq' }, true])
      // The parent that nobody saw start has the child that named it.
      const above = await trees.children(reader, { event: ids[0] ?? '', of: 'parent' })
      assert.deepEqual(names(above?.nodes ?? []), ['word.exe'])
      const did = await trees.activity(reader, { event: ids[1] ?? '', of: 'self' })
      const counts = Object.fromEntries(did?.categories.values.map(({ value, count }) => [value, count]) ?? [])
      assert.deepEqual([counts.network, counts.file], [1, 1])
      const blind = await trees.tree({ ...reader, alerts: undefined }, ids[1] ?? '')
      assert.deepEqual(blind?.process.alerts, [])
    })

    await t.test('two hosts of one name in two units are two hosts, and the other unit sees neither', async () => {
      const image = 'C:\\b\\khac.exe'
      const [theirs = ''] = await send(store, 'b', [
        sysmonStart({ ...windows(7), guid: guidOf(7), parentGuid: guidOf(2), parentPid: 102, image }),
      ])
      const [, ours = ''] = await send(store, 'a', [
        sysmonStart({ ...windows(8), guid: guidOf(8), parentGuid: guidOf(2), parentPid: 102, image: 'C:\\a\\nua.exe' }),
        sysmonStart({ ...windows(9), guid: guidOf(9), parentGuid: guidOf(8), parentPid: 108, image: 'C:\\a\\con.exe' }),
      ])
      const tree = await trees.tree(reader, ours)
      const parent = await trees.children(reader, { event: tree?.ancestors.at(-2)?.event ?? '', of: 'self' })
      assert.ok(!names(parent?.nodes ?? []).includes('khac.exe'))
      assert.deepEqual(
        (await trees.tree(reader, theirs))?.ancestors.map(({ event }) => event),
        [null],
      )
      const onlyB = { kind: 'units', units: ['so-b'], unattributed: false } as const
      assert.equal(await trees.tree({ scope: onlyB, alerts: onlyB }, ours), undefined)
      assert.ok(await trees.tree({ scope: onlyB, alerts: onlyB }, theirs))
    })

    await t.test('numbers used again: relations by host, number and time', async () => {
      const start = (n: number, pid: number, parentPid: number, image: string) =>
        securityStart({ at: t0 + 60_000 + n * 1000, host: 'pc-02', pid, parentPid, image })
      const ids = await send(store, 'a', [
        start(1, 500, 4, 'C:\\first.exe'),
        start(2, 600, 500, 'C:\\child-of-first.exe'),
        start(10, 500, 4, 'C:\\second.exe'),
        start(11, 700, 500, 'C:\\child-of-second.exe'),
        start(12, 800, 700, 'C:\\grandchild.exe'),
      ])
      const tree = await trees.tree(reader, ids[4] ?? '')
      assert.deepEqual(names(tree?.ancestors ?? []), [null, 'second.exe', 'child-of-second.exe'])
      assert.equal(tree?.sure, false)
      const first = await trees.children(reader, { event: ids[0] ?? '', of: 'self' })
      assert.deepEqual(names(first?.nodes ?? []), ['child-of-first.exe'])
      const second = await trees.children(reader, { event: ids[2] ?? '', of: 'self' })
      assert.deepEqual(names(second?.nodes ?? []), ['child-of-second.exe'])
    })

    await t.test('the Linux audit log: the words of a command stand in a record of their own', async () => {
      const start = (n: number, pid: number, parentPid: number, image: string, line: string) =>
        auditStart({ at: t0 + 120_000 + n * 1000, host: 'web-01', pid, parentPid, image, line }, 9000 + n)
      const ids = await send(store, 'a', [
        ...start(1, 1200, 1, '/usr/sbin/nginx', 'nginx -g x'),
        ...start(2, 1201, 1200, '/usr/bin/dash', 'sh -c id'),
        ...start(3, 1202, 1201, '/usr/bin/id', 'id -u'),
      ])
      const tree = await trees.tree(reader, ids[4] ?? '')
      assert.equal(tree?.process.commandLine, 'id -u')
      assert.deepEqual(
        tree?.ancestors.map(({ commandLine }) => commandLine),
        [null, 'nginx -g x', 'sh -c id'],
      )
    })

    await t.test('a process that is its own parent, and a loop of two, end', async () => {
      const ids = await send(store, 'a', [
        sysmonStart({
          ...windows(200),
          guid: guidOf(50),
          parentGuid: guidOf(50),
          parentPid: 300,
          image: 'C:\\self.exe',
        }),
        sysmonStart({
          ...windows(201),
          guid: guidOf(51),
          parentGuid: guidOf(52),
          parentPid: 302,
          image: 'C:\\one.exe',
        }),
        sysmonStart({
          ...windows(202),
          guid: guidOf(52),
          parentGuid: guidOf(51),
          parentPid: 301,
          image: 'C:\\two.exe',
        }),
      ])
      const self = await trees.tree(reader, ids[0] ?? '')
      assert.deepEqual([self?.end, self?.ancestors, self?.children.nodes], ['loop', [], []])
      assert.deepEqual(self?.children.total, { value: 0, relation: 'eq' })
      const pair = await trees.tree(reader, ids[2] ?? '')
      assert.deepEqual([pair?.end, names(pair?.ancestors ?? [])], ['loop', ['one.exe']])
    })

    await t.test('very many generations and children are cut, and said to be', async () => {
      const deep = Array.from({ length: mostGenerations + 5 }, (_, n) =>
        sysmonStart({
          at: t0 + 300_000 + n * 10,
          host: 'pc-03',
          pid: 1000 + n,
          guid: guidOf(1000 + n),
          parentGuid: guidOf(999 + n),
          parentPid: 999 + n,
          image: `C:\\${n}.exe`,
        }),
      )
      const wide = Array.from({ length: 120 }, (_, n) =>
        sysmonStart({
          at: t0 + 310_000 + n,
          host: 'pc-03',
          pid: 3000 + n,
          guid: guidOf(3000 + n),
          parentGuid: guidOf(1000),
          parentPid: 1000,
          image: 'C:\\many.exe',
        }),
      )
      const ids = await send(store, 'a', [...deep, ...wide])
      const tree = await trees.tree(reader, ids[deep.length - 1] ?? '')
      assert.deepEqual([tree?.end, tree?.ancestors.length], ['deep', mostGenerations])
      const first = await trees.children(reader, { event: ids[0] ?? '', of: 'self' })
      assert.deepEqual([first?.nodes.length, first?.total.value], [50, 121])
      const seen = new Set(first?.nodes.map(({ event }) => event))
      let cursor = first?.cursor ?? null
      while (cursor !== null) {
        const page = await trees.children(reader, { event: ids[0] ?? '', of: 'self' }, cursor)
        for (const { event } of page?.nodes ?? []) seen.add(event)
        cursor = page?.cursor ?? null
      }
      assert.equal(seen.size, 121)
    })

    await t.test('an event that names no process has no tree', async () => {
      const [id = ''] = await send(store, 'a', ['<38>Nov 30 03:00:00 web-01 kernel: eth0 up'])
      assert.equal(await trees.tree(reader, id), undefined)
      assert.equal(await trees.tree(reader, 'no-such-event'), undefined)
    })
  })
}
