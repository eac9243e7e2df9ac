import assert from 'node:assert/strict'
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { followFiles } from '../../../collector/inputs/file.ts'
import { systemClock } from '../../../core/lib/clock.ts'
import { CodedError } from '../../../core/lib/errors.ts'
import { memoryPipeline, until } from '../../support/memory-events.ts'
import { sshdLines } from '../../support/syslog-lines.ts'

function folder(t: TestContext) {
  const at = mkdtempSync(join(tmpdir(), 'vonggac-files-'))
  t.after(() => rmSync(at, { recursive: true }))
  return { at, log: join(at, 'app.log'), rotated: join(at, 'app.log.1') }
}

/** Follows, over a store that outlives the follower. */
async function follow(
  t: TestContext,
  at: string,
  { store, signals, pipeline } = memoryPipeline({ clock: systemClock }),
  paths = ['*.log'],
  wholeAfter = 300,
) {
  const files = await followFiles({
    paths: paths.map((path) => join(at, path)),
    pipeline,
    placesFile: join(at, 'places'),
    onSignal: (name) => signals.push(name),
    every: 10,
    wholeAfter,
    goneAfter: 150,
  })
  let closed = false
  const close = async () => {
    if (closed) return
    closed = true
    await files.close()
  }
  t.after(close)
  return { store, signals, pipeline, close, all: { store, signals, pipeline }, places: () => places(at) }
}

/** How far the followed files were taken in, as it is kept. */
function places(at: string): readonly { readonly truncated: number }[] {
  const path = join(at, 'places')
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : []
}

const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `line ${from + i}\n`).join('')

async function settled(size: () => number, expected: number): Promise<void> {
  await until(() => size() >= expected)
  await new Promise((resolve) => setTimeout(resolve, 60))
  assert.equal(size(), expected)
}

test('10,000 lines, 3,000 of them identical; followed again from where it was, or from nothing: each once', async (t) => {
  const { at, log } = folder(t)
  writeFileSync(log, `${sshdLines(10_000, 3000, new Date()).join('\n')}\n`)
  const first = await follow(t, at)
  await settled(() => first.store.events.size, 10_000)
  await first.close()
  appendFileSync(log, lines(0, 5))
  const second = await follow(t, at, first.all)
  await settled(() => first.store.events.size, 10_005)
  await second.close()
  rmSync(join(at, 'places'))
  const third = await follow(t, at, first.all)
  appendFileSync(log, lines(5, 6))
  await settled(() => first.store.events.size, 10_006)
  await third.close()
})

test('renamed, with and without anybody looking: the old file is read to its end, the new one from its beginning', async (t) => {
  const { at, log, rotated } = folder(t)
  writeFileSync(log, lines(0, 10))
  const first = await follow(t, at)
  await settled(() => first.store.events.size, 10)
  renameSync(log, rotated)
  appendFileSync(rotated, lines(10, 12))
  writeFileSync(log, lines(0, 10))
  await settled(() => first.store.events.size, 22)
  await first.close()
  appendFileSync(log, lines(10, 15))
  renameSync(log, join(at, 'app.log.2'))
  writeFileSync(log, lines(0, 3))
  const second = await follow(t, at, first.all)
  await settled(() => first.store.events.size, 30)
  await second.close()
  const paths = [...first.store.events.values()].map(({ document }) => document.vonggac?.source?.id)
  assert.equal(new Set(paths).size, 1, 'one source, whatever the file is called')
})

test('copied and truncated: it begins anew, and equal lines at equal places count again', async (t) => {
  const { at, log, rotated } = folder(t)
  writeFileSync(log, lines(0, 10))
  const { store, close, all, places } = await follow(t, at)
  await settled(() => store.events.size, 10)
  for (let round = 1; round <= 3; round++) {
    copyFileSync(log, rotated)
    truncateSync(log, 0)
    // Equal lines at equal places before anybody looks are no change that can be seen.
    await until(() => places().some(({ truncated }) => truncated === round))
    appendFileSync(log, lines(0, 10))
    await settled(() => store.events.size, 10 + 10 * round)
  }
  await close()
  // Truncated and grown past its place while nobody looked: its first line gives it away.
  writeFileSync(log, lines(50, 90))
  const second = await follow(t, at, all)
  await settled(() => store.events.size, 80)
  await second.close()
})

test('several files, found late too; packed ones are left alone; a removed one is let go of', async (t) => {
  const { at, log } = folder(t)
  const { store } = await follow(t, at, undefined, ['*.log', '*.log.gz', 'gone/*.log'])
  writeFileSync(log, lines(0, 5))
  writeFileSync(join(at, 'other.log'), lines(0, 5))
  writeFileSync(join(at, 'old.log.gz'), lines(0, 5))
  await settled(() => store.events.size, 10)
  appendFileSync(log, lines(5, 7))
  rmSync(log)
  writeFileSync(log, lines(0, 4))
  await until(() => store.events.size >= 14)
})

test('a last line waits for its end, and is taken for whole after a while; CR LF and empty lines', async (t) => {
  const { at, log } = folder(t)
  writeFileSync(log, 'one\r\n\n\ntwo\nthr')
  const waiting = await follow(t, at, undefined, undefined, 600_000)
  const { store } = waiting
  const texts = () => [...store.events.values()].map(({ document }) => document.event.original)
  await settled(() => store.events.size, 2)
  appendFileSync(log, 'ee\nfour')
  await settled(() => store.events.size, 3)
  assert.deepEqual(texts(), ['one', 'two', 'three'])
  await waiting.close()
  await follow(t, at, waiting.all, undefined, 100)
  await settled(() => store.events.size, 4)
  assert.equal(texts()[3], 'four')
})

test('a line longer than a record may be is kept in part and marked, what follows it is whole', async (t) => {
  const { at, log } = folder(t)
  writeFileSync(log, `before\n${'x'.repeat(3 * 1024 * 1024)}\nafter\n`)
  const { store } = await follow(t, at)
  await settled(() => store.events.size, 3)
  const [before, long, after] = [...store.events.values()].map(({ document }) => document)
  assert.deepEqual([before?.event.original, after?.event.original], ['before', 'after'])
  assert.equal(long?.event.original?.length, 1024 * 1024)
  assert.ok(long?.vonggac?.marks?.includes('too_long'))
})

test('while the store refuses, the place stays; a reader that cannot read says so', async (t) => {
  const { at, log } = folder(t)
  const all = memoryPipeline({ clock: systemClock })
  all.store.failing = () => new CodedError('store-full', 'no space')
  writeFileSync(log, lines(0, 10))
  const first = await follow(t, at, all)
  await new Promise((resolve) => setTimeout(resolve, 100))
  assert.equal(all.store.events.size, 0)
  assert.ok(!all.signals.includes('file-unreadable'))
  await first.close()
  all.store.failing = undefined
  const second = await follow(t, at, all)
  await settled(() => all.store.events.size, 10)
  await second.close()
  writeFileSync(join(at, 'places'), 'no JSON')
  await follow(t, at, all, ['missing/*.log', '*.log'])
  await settled(() => all.store.events.size, 10)
})
