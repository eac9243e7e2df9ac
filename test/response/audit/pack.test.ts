import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { BlobReader, Uint8ArrayReader, Uint8ArrayWriter, ZipReader, ZipWriter } from '@zip.js/zip.js'
import { type Scope, systemScope } from '../../../core/access/scope.ts'
import { unitTree } from '../../../core/access/unit-tree.ts'
import { manualClock } from '../../../core/lib/clock.ts'
import { parseCsv } from '../../../core/lib/csv.ts'
import type { Store } from '../../../core/store/store.ts'
import { checkPack } from '../../../response/audit/check-pack.ts'
import { createPacks } from '../../../response/audit/pack.ts'
import { createSigner, newSigningKey } from '../../../response/audit/signer.ts'
import { accountKind } from '../../../response/identity/accounts.ts'
import { createPeople } from '../../../response/identity/people.ts'
import { sampleUnits } from '../../../response/units/sample-units.ts'
import { start } from '../../core/store/fixtures.ts'
import { eachStore } from '../../support/each-store.ts'
import { temporaryStore } from '../../support/temporary-store.ts'

const units = unitTree(sampleUnits)
const hour = 3_600_000
const clock = manualClock(start)
const signer = createSigner(newSigningKey())
const lead = { id: 'truc', name: 'Trưởng ca', grants: [{ role: 'duty-lead', unit: 'tinh' }] } as const

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'vonggac-pack-'))
  t.after(() => rmSync(path, { recursive: true }))
  return path
}

interface Wish {
  readonly from?: number
  readonly to?: number
  readonly asOf?: number
  readonly scope?: Scope
}

async function makePack(store: Store, file: string, wish: Wish = {}): Promise<void> {
  const sections = async () => []
  const packs = createPacks({ ...store, units, clock, signer, installation: 'Đội thử', sections })
  const window = { from: 0, to: clock.now() + 1, asOf: clock.now(), scope: systemScope, unitIds: ['tinh'] }
  const { write } = await packs.prepare(lead, { ...window, ...wish })
  await write(Writable.toWeb(createWriteStream(file)) as WritableStream<Uint8Array>)
}

/** The files of an archive. */
async function unpack(file: string): Promise<Map<string, Buffer>> {
  const zip = new ZipReader(new BlobReader(new Blob([readFileSync(file)])))
  const files = new Map<string, Buffer>()
  for (const entry of await zip.getEntries()) {
    if (entry.directory) continue
    files.set(entry.filename, Buffer.from(await entry.getData(new Uint8ArrayWriter())))
  }
  return files
}

async function repack(file: string, files: ReadonlyMap<string, Buffer>): Promise<void> {
  const zip = new ZipWriter(new Uint8ArrayWriter())
  for (const [name, bytes] of files) await zip.add(name, new Uint8ArrayReader(new Uint8Array(bytes)))
  writeFileSync(file, await zip.close())
}

const json = (files: Map<string, Buffer>, name: string) =>
  (files.get(`${name}.jsonl`)?.toString() ?? '').split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))

for (const kind of await eachStore(clock)) {
  test(`${kind.name}: rights as of a date are those of then, also what was taken back since`, {
    skip: kind.skip,
  }, async (t) => {
    const store = await kind.open(t)
    const people = createPeople(store.records, units, clock)
    const scope = { kind: 'units', units: ['tinh', 'so-tc', 'so-yt'], unattributed: true } as const
    const born = { displayName: 'Người đầu', password: 'x', passwordSet: clock.now(), created: clock.now() }
    const first = { ...born, name: 'truc', grants: [{ role: 'duty-lead' as const, unit: 'tinh' }] }
    await store.records.write([{ kind: accountKind, id: 'truc', document: first, unitIds: ['tinh'], expect: 'absent' }])
    const at = async (name: string) => {
      const { version } = await people.get(scope, name)
      return { scope, name, version }
    }
    await people.invite(lead, scope, { name: 'lan', displayName: '=Lan', unit: 'so-tc', service: false })
    await people.invite(lead, scope, { name: 'minh', displayName: 'Minh', unit: 'so-yt', service: false })
    clock.advance(hour)
    const granted = clock.now()
    const until = clock.now() + 100 * hour
    await people.grant(lead, await at('lan'), { role: 'analyst', unit: 'so-tc', until })
    await people.grant(lead, await at('minh'), { role: 'analyst', unit: 'so-yt' })
    const between = clock.now()
    clock.advance(hour)
    await people.takeBack(lead, await at('lan'), { role: 'analyst', unit: 'so-tc' })
    await people.grant(lead, await at('lan'), {
      role: 'auditor',
      unit: 'so-tc',
      reads: { from: start - 24 * hour, to: start },
      until,
    })
    await people.disable(lead, await at('minh'))
    clock.advance(hour)
    const file = join(folder(t), 'pack.zip')

    await makePack(store, file, { asOf: between })
    const then = await unpack(file)
    assert.deepEqual(
      json(then, 'rights').map(({ account, role, unit, givenAt, givenBy, until: end }) => [
        account,
        role,
        unit,
        givenAt,
        givenBy,
        end,
      ]),
      [
        ['lan', 'analyst', 'so-tc', new Date(granted).toISOString(), 'truc', new Date(until).toISOString()],
        ['minh', 'analyst', 'so-yt', new Date(granted).toISOString(), 'truc', null],
        // It came with the account.
        ['truc', 'duty-lead', 'tinh', null, null, null],
      ],
    )
    assert.deepEqual(
      json(then, 'accounts').map(({ account, state }) => [account, state]),
      [
        ['lan', 'open'],
        ['minh', 'open'],
        ['truc', 'open'],
      ],
    )
    // A name that a spreadsheet would run.
    const csv = then.get('accounts.csv')?.toString() ?? ''
    assert.ok(csv.startsWith('\uFEFF'))
    assert.equal(parseCsv(csv).rows[1]?.cells[1], "'=Lan")

    await makePack(store, file)
    const now = await unpack(file)
    assert.deepEqual(
      json(now, 'rights').map(({ account, role, readsTo }) => [account, role, readsTo]),
      [
        ['lan', 'auditor', new Date(start).toISOString()],
        ['minh', 'analyst', null],
        ['truc', 'duty-lead', null],
      ],
    )
    assert.deepEqual(
      json(now, 'accounts').map(({ state }) => state),
      ['open', 'locked', 'open'],
    )

    await makePack(store, file, { asOf: start - hour })
    assert.deepEqual(json(await unpack(file), 'accounts'), [])

    await makePack(store, file, { scope: { kind: 'units', units: ['so-yt'], unattributed: false } })
    const own = await unpack(file)
    assert.deepEqual(
      json(own, 'rights').map(({ account }) => account),
      ['minh'],
    )
    assert.ok(json(own, 'audit').every(({ units: [unit] }) => unit === 'so-yt'))
    assert.deepEqual((await checkPack(file)).problems, [], 'rows of others are gaps, not faults')
    clock.advance(hour)
  })
}

test('a pack is whole, and shows what was done to it', async (t) => {
  const store = temporaryStore(t, clock)
  const row = (action: string, details = {}) => ({
    actor: 'an',
    action,
    target: 'incident/1',
    unitIds: ['tinh'],
    details,
  })
  await store.audit.append([
    row('incident.detection-time', { old: null, new: '2026-07-01' }),
    row('export.end', { rows: 9 }),
  ])
  await store.audit.append([row('incident.read'), row('alert.close', { note: 'Đã xong; "không" ảnh hưởng' })])
  const path = folder(t)
  const file = join(path, 'pack.zip')
  await makePack(store, file)
  const files = await unpack(file)
  const whole = await checkPack(file)
  assert.deepEqual([whole.problems, whole.rows, whole.joined], [[], 5, 5])
  assert.equal(whole.fingerprint, signer.fingerprint)
  assert.deepEqual(
    ['detection-times', 'exports', 'restricted-reads'].map((name) => json(files, name).length),
    [1, 2, 1],
  )

  const problemsOf = async (change: (files: Map<string, Buffer>) => void, proof = {}) => {
    const changed = new Map(files)
    change(changed)
    const other = join(path, 'other.zip')
    await repack(other, changed)
    return (await checkPack(other, proof)).problems
  }
  const edit = (name: string, from: string, to: string) => (map: Map<string, Buffer>) =>
    void map.set(name, Buffer.from((map.get(name)?.toString() ?? '').replace(from, to)))
  assert.deepEqual(await problemsOf(() => undefined), [])
  assert.deepEqual(await problemsOf(edit('audit.csv', 'alert.close', 'alert.reopen')), ['audit.csv is not as it was'])
  assert.deepEqual(await problemsOf((map) => void map.delete('rights.csv')), ['rights.csv is missing'])
  assert.deepEqual(await problemsOf((map) => void map.set('more.txt', Buffer.from('x'))), [
    'more.txt is in the archive and not in the manifest',
  ])
  assert.match((await problemsOf(edit('manifest.json', 'Đội thử', 'Đội khác'))).join(), /no signature/)
  assert.match((await problemsOf((map) => void map.delete('manifest.sig'))).join(), /no signature/)
  assert.deepEqual(await problemsOf((map) => void map.delete('manifest.json')), ['manifest.json is missing'])
  // Signed anew with another key: it shows once the true key is known.
  const forger = createSigner(newSigningKey())
  const forged = (map: Map<string, Buffer>) => {
    map.set('manifest.sig', forger.sign(map.get('manifest.json') ?? Buffer.alloc(0)))
    map.set('public-key.pem', Buffer.from(forger.publicKey))
  }
  const found = await problemsOf(forged, { publicKey: signer.publicKey })
  assert.ok(found.some((problem) => /no signature/.test(problem)) && found.some((problem) => /another/.test(problem)))

  // Another pack's manifest, signed by the true key.
  await store.audit.append([row('alert.reopen')])
  const later = join(path, 'later.zip')
  await makePack(store, later)
  const others = await unpack(later)
  const swapped = await problemsOf((map) => {
    for (const name of ['manifest.json', 'manifest.sig']) map.set(name, others.get(name) ?? Buffer.alloc(0))
  })
  assert.ok(swapped.includes('audit.csv is not as it was'))

  const rows = await store.audit.follow(systemScope, { after: 0, limit: 10 })
  const hash = rows[1]?.hash ?? ''
  assert.deepEqual((await checkPack(file, { heads: [{ number: 2, hash }] })).problems, [])
  assert.deepEqual(
    (await checkPack(file, { heads: [{ number: 2, hash: hash.replace(/^./, (c) => (c === '0' ? '1' : '0')) }] }))
      .problems,
    ['row 2 is not the one that its head tells of'],
  )
  assert.deepEqual((await checkPack(file, { heads: [{ number: 99, hash }] })).problems, [
    'row 99, of which a head tells, is not in the pack',
  ])
  const wrongKey = await checkPack(file, { chainKey: Buffer.alloc(32) })
  assert.match(wrongKey.problems.join(), /row 1 was edited/)
  writeFileSync(file, 'no archive')
  await assert.rejects(checkPack(file))
})

test('openssl and sha256sum alone say so too', async (t) => {
  const store = temporaryStore(t, clock)
  await store.audit.append([{ actor: 'an', action: 'alert.close', target: 'alert/1', unitIds: [], details: {} }])
  const path = folder(t)
  const file = join(path, 'pack.zip')
  await makePack(store, file)
  const there = join(path, 'unpacked')
  mkdirSync(there)
  for (const [name, bytes] of await unpack(file)) writeFileSync(join(there, name), bytes)
  const run = (line: string) => execFileSync('sh', ['-c', line], { cwd: there, stdio: 'pipe' }).toString()
  const verified = 'openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in manifest.json -sigfile manifest.sig'
  assert.match(run(verified), /Verified Successfully/)
  run('sha256sum -c SHA256SUMS')
  const sums = run('sha256sum SHA256SUMS').split(' ')[0] ?? ''
  assert.ok(readFileSync(join(there, 'manifest.json'), 'utf8').includes(sums))
  const print = run('openssl pkey -pubin -in public-key.pem -outform DER | sha256sum').split(' ')[0]
  assert.equal(print, signer.fingerprint.replaceAll(' ', ''))
  writeFileSync(join(there, 'manifest.json'), '{}')
  assert.throws(() => run(verified))
})
