import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { readZip } from '../../../core/lib/read-zip.ts'
import { readArchive, readRelease } from '../../../rules/collections/read-release.ts'
import { zipFile } from '../../support/zip-file.ts'

function folder(t: TestContext, files: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(tmpdir(), 'vonggac-release-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(path, dirname(name)), { recursive: true })
    writeFileSync(join(path, name), text)
  }
  return path
}
const pathsOf = (release: { readonly files: readonly { readonly path: string }[] }) =>
  release.files.map(({ path }) => path)
const bounds = { entries: 10, fileBytes: 1000, allBytes: 2000 }
const all = () => true
const day = '2026-01-02'

test('a folder is named by the day; hidden folders and links are passed over, within and outside', (t) => {
  const outside = folder(t, { 'secret.yml': 'x' })
  const path = folder(t, { 'b/1.yml': '1', 'a/2.YAML': '2', '.github/w.yml': 'w', 'a/readme.md': '#', 'a/.x.yml': 'x' })
  symlinkSync(join(outside, 'secret.yml'), join(path, 'a/link.yml'))
  symlinkSync(outside, join(path, 'a/linked'))
  symlinkSync(path, join(path, 'a/above'))
  const release = readRelease(path, day)
  assert.deepEqual([release.kind, release.release, pathsOf(release)], ['folder', day, ['a/2.YAML', 'b/1.yml']])
  assert.throws(() => readRelease(join(path, 'none'), day), { code: 'not-found' })
})

test('a checkout is named by its commit, from branches, packed branches, a bare commit and worktrees', (t) => {
  const commit = 'a'.repeat(40)
  const other = 'b'.repeat(40)
  const kinds: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    loose: { '.git/HEAD': 'ref: refs/heads/main\n', '.git/refs/heads/main': `${commit}\n` },
    packed: {
      '.git/HEAD': 'ref: refs/heads/main\n',
      '.git/packed-refs': `# pack-refs with: peeled\n${other} refs/heads/other-refs/heads/main\n${commit} refs/heads/main\n`,
    },
    bare: { '.git/HEAD': `${commit}\n` },
  }
  for (const [name, files] of Object.entries(kinds)) {
    const release = readRelease(folder(t, { ...files, 'r/1.yml': '1' }), day)
    assert.deepEqual([release.kind, release.release, pathsOf(release)], ['git', commit, ['1.yml']], name)
  }
  const main = folder(t, { '.git/worktrees/w/HEAD': 'ref: refs/heads/w', '.git/worktrees/w/commondir': '../..' })
  mkdirSync(join(main, '.git/refs/heads'), { recursive: true })
  writeFileSync(join(main, '.git/refs/heads/w'), commit)
  const tree = folder(t, { '.git': `gitdir: ${join(main, '.git/worktrees/w')}\n`, '1.yml': '1' })
  assert.equal(readRelease(tree, day).release, commit)
  for (const head of ['ref: refs/../../../etc/passwd', 'ref: refs/heads/none', 'nonsense']) {
    const release = readRelease(folder(t, { '.git/HEAD': head, '1.yml': '1' }), day)
    assert.equal(release.kind, 'folder', head)
  }
})

test('an archive is named by the commit that it carries, else by its hash; one folder around all is taken off', () => {
  const entries = [
    { name: 'sigma-master/', text: '', mode: 0o40755 },
    { name: 'sigma-master/rules/b.yml', text: 'b' },
    { name: 'sigma-master/rules/a.yml', text: 'a', stored: true },
    { name: 'sigma-master/link.yml', text: '/etc/passwd', mode: 0o120777 },
    { name: 'sigma-master/.github/w.yml', text: 'w' },
  ]
  const release = readArchive(zipFile(entries, 'c'.repeat(40)))
  assert.deepEqual([release.kind, release.release], ['zip', 'c'.repeat(40)])
  assert.deepEqual(pathsOf(release), ['rules/a.yml', 'rules/b.yml'])
  assert.equal(Buffer.from(release.files[0]?.bytes ?? []).toString(), 'a')
  assert.match(readArchive(zipFile(entries, 'x')).release, /^[0-9a-f]{64}$/)
})

test('an archive of a common tool is read', { skip: !hasZip() && 'there is no zip here' }, (t) => {
  const path = folder(t, { 'r/1.yml': 'x'.repeat(5000), 'r/2.yml': 'y' })
  execFileSync('zip', ['-qr', 'out.zip', 'r'], { cwd: path })
  assert.deepEqual(pathsOf(readRelease(join(path, 'out.zip'), day)), ['1.yml', '2.yml'])
})

function hasZip(): boolean {
  try {
    execFileSync('zip', ['-v'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

test('what is cut short, leads outside, has a password or unpacks to too much is refused', () => {
  const fine = zipFile([{ name: 'a.yml', text: 'a'.repeat(500) }])
  for (let length = 0; length < fine.length; length++) {
    assert.throws(() => readZip(fine.subarray(0, length), bounds, all), { code: 'bad-request' }, `cut at ${length}`)
  }
  for (const name of ['../a.yml', 'a/../../b.yml', '/etc/a.yml', 'C:/a.yml', 'a\\..\\b.yml', 'a\0.yml']) {
    assert.throws(() => readZip(zipFile([{ name, text: 'x' }]), bounds, all), { code: 'bad-request' }, name)
  }
  const locked = zipFile([{ name: 'a.yml', text: 'x', encrypted: true }])
  assert.throws(() => readZip(locked, bounds, all), { code: 'bad-request', message: /password/ })
  const bomb = (claims?: number) => zipFile([{ name: 'a.yml', text: '0'.repeat(5_000_000), claims }])
  assert.throws(() => readZip(bomb(), bounds, all), { code: 'too-large' })
  assert.throws(() => readZip(bomb(900), bounds, all), { code: 'bad-request' }, 'it lies about its size')
  const many = zipFile(Array.from({ length: 3 }, (_, at) => ({ name: `${at}.yml`, text: '0'.repeat(900) })))
  assert.throws(() => readZip(many, bounds, all), { code: 'too-large' })
  const entries = zipFile(Array.from({ length: 11 }, (_, at) => ({ name: `${at}.yml`, text: '' })))
  assert.throws(() => readZip(entries, bounds, all), { code: 'too-large' })
  assert.deepEqual(readZip(zipFile([]), bounds, all).files, [])
})

test('whatever bytes come, they are read or refused', () => {
  const fine = zipFile([
    { name: 'a.yml', text: 'abc'.repeat(50) },
    { name: 'b.yml', text: 'b', stored: true },
  ])
  const spoilt = fc.array(fc.tuple(fc.nat(fine.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(spoilt, (edits) => {
      const bytes = Buffer.from(fine)
      for (const [at, value] of edits) bytes[at] = value
      try {
        readZip(bytes, bounds, all)
      } catch (error) {
        assert.ok(
          error instanceof Error && 'code' in error && ['bad-request', 'too-large'].includes(String(error.code)),
          String(error),
        )
      }
    }),
    { numRuns: 2000 },
  )
})
