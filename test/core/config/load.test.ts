import assert from 'node:assert/strict'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadConfig } from '../../../core/config/load.ts'
import { sampleConfig } from '../../../core/config/sample.ts'

function write(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'vonggac-config-')), 'vonggac.yml')
  writeFileSync(file, text)
  return file
}

test('the defaults hold without a file', () => {
  const config = loadConfig(undefined, {})
  assert.ok(config.ok)
  assert.equal(config.value.syslog.port, 5514)
  assert.equal(config.value.console.port, 8080)
})

test('the file, then the environment, override the defaults; paths are relative to the file', () => {
  const file = write('syslog:\n  port: 6000\nstorage:\n  data: ./kho\n')
  const config = loadConfig(file, { VONGGAC_CONSOLE_PORT: '9000', VONGGAC_STORAGE_RETENTION_CLASS: '3m' })
  assert.ok(config.ok)
  assert.equal(config.value.syslog.port, 6000)
  assert.equal(config.value.console.port, 9000)
  assert.equal(config.value.storage.retentionClass, '3m')
  assert.equal(config.value.storage.data, join(file, '..', 'kho'))
})

test('every problem comes at once, with file, line, column and hint', () => {
  const file = write(
    ['syslog:', '  prot: 6000', '  port: abc', 'what: {}', 'installation:', '  timeZone: Mars/Olympus'].join('\n'),
  )
  const config = loadConfig(file, { VONGGAC_LOG_LEVEL: 'loud' })
  assert.ok(!config.ok)
  const found = config.error.map(({ code, line, column }) => [code, line, column])
  assert.deepEqual(found, [
    ['config-unknown-key', 2, 3],
    ['config-value', 3, 9],
    ['config-unknown-key', 4, 1],
    ['config-value', 6, 13],
    ['config-value', undefined, undefined],
  ])
  assert.ok(config.error.every(({ hint }) => hint !== undefined))
  assert.equal(config.error[4]?.file, 'VONGGAC_LOG_LEVEL')
})

test('the number to call keeps its zero: what YAML reads as another value is refused, with what to write', () => {
  const told = loadConfig(write('installation:\n  phone: "0203 3835 000"\n'), {})
  assert.equal(told.ok && told.value.installation.phone, '0203 3835 000')
  const set = loadConfig(undefined, { VONGGAC_INSTALLATION_PHONE: '02033835000' })
  assert.equal(set.ok && set.value.installation.phone, '02033835000')
  const none = loadConfig(undefined, {})
  assert.equal(none.ok && none.value.installation.phone, '')
  for (const wrong of ['912345678', '"gọi anh Nam"', '"1"']) {
    const config = loadConfig(write(`installation:\n  phone: ${wrong}\n`), {})
    assert.ok(!config.ok, wrong)
    assert.deepEqual([config.error[0]?.code, config.error[0]?.line], ['config-value', 2])
    assert.match(config.error[0]?.message ?? '', /in quotes/)
  }
})

test('YAML that is none names line and column', () => {
  const config = loadConfig(write('syslog:\n  port: [1, 2\n'), {})
  assert.ok(!config.ok)
  assert.equal(config.error[0]?.code, 'config-yaml')
  assert.ok((config.error[0]?.line ?? 0) >= 2)
})

test('the sample says every key and loads when its comments are taken off', () => {
  const sample = sampleConfig()
  const bare = sample
    .split('\n')
    .map((line) => line.replace(/^ {2}# /, '  '))
    .filter((line) => !line.startsWith('  ##'))
    .join('\n')
  const config = loadConfig(write(bare), {})
  assert.ok(config.ok, JSON.stringify(config))
  assert.equal(config.value.bulk.port, 9280)
})
