import { globSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'

/**
 * Runs every test (or the files named as arguments) and closes with `N passed, N failed, N skipped`. With CI set, a
 * skipped test counts as failed: there the parts that tests need are installed. Only the corpora of public data are
 * nothing that can be installed.
 */
const files = process.argv.length > 2 ? process.argv.slice(2) : globSync('test/**/*.test.ts').sort()
const count = { passed: 0, failed: 0, skipped: 0 }
let forbidden = 0
const problems: string[] = []

const stream = run({ files, concurrency: availableParallelism(), timeout: 300_000 })
stream.on('test:pass', ({ name, skip, file, details }) => {
  if (details.type === 'suite') return
  if (skip === undefined || skip === false) count.passed++
  else {
    count.skipped++
    if (process.env.CI !== undefined && !String(skip).includes('corpus')) forbidden++
    problems.push(`skipped: ${name} (${file}): ${skip === true ? 'no reason given' : skip}`)
  }
})
stream.on('test:fail', ({ name, file, details }) => {
  if (details.type === 'suite') return
  count.failed++
  problems.push(`failed: ${name} (${file})`)
})
const report = new spec()
stream.compose(report).pipe(process.stdout)
report.on('end', () => {
  count.failed += forbidden
  count.skipped -= forbidden
  if (count.passed === 0) count.failed++
  if (problems.length > 0) console.log(`\n${problems.join('\n')}`)
  const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : ''
  console.log(`\n${count.passed} passed, ${count.failed} failed${skipped}`)
  process.exitCode = count.failed > 0 ? 1 : 0
})
