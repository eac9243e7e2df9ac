import { globSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { relative } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'

/**
 * Runs every test (or the files named as arguments) and closes with `N passed, N failed, N skipped`. With CI set, a
 * skipped test counts as failed: there the parts that tests need are installed. Only the corpora of public data are
 * nothing that can be installed.
 *
 * Tests under `test/e2e` drive a browser and a whole platform against the clock. Where no more than two of their files
 * fail while two files run at once, these run once more, alone; what passes then is counted as passed and told as
 * unsteady, with what was seen at first above it. All others have one run: what is lost or doubled only sometimes is
 * lost or doubled.
 */
const files = process.argv.length > 2 ? process.argv.slice(2) : globSync('test/**/*.test.ts').sort()
const againAtMost = 2
/** What hangs is ended after so many milliseconds; a file that kills processes takes minutes on a slow machine. */
const mostTime = 600_000

interface Outcome {
  passed: number
  failed: number
  skipped: number
  readonly problems: string[]
}

/**
 * Runs the files, tells each test as it ends, and gives what came of each file, by its path from here. A test says where it
 * is written, which may be a file of `test/support`; that of a whole file comes behind all of its tests, before the next one's.
 */
async function outcomes(paths: readonly string[], concurrency: number): Promise<Map<string, Outcome>> {
  const found = new Map<string, Outcome>()
  let outcome: Outcome = { passed: 0, failed: 0, skipped: 0, problems: [] }
  const stream = run({ files: [...paths], concurrency, timeout: mostTime })
  stream.on('test:pass', ({ name, skip, file, details }) => {
    if (details.type === 'suite') return
    if (skip === undefined || skip === false) outcome.passed++
    else {
      const forbidden = process.env.CI !== undefined && !String(skip).includes('corpus')
      outcome[forbidden ? 'failed' : 'skipped']++
      outcome.problems.push(`skipped: ${name} (${file}): ${skip === true ? 'no reason given' : skip}`)
    }
  })
  stream.on('test:fail', ({ name, file, details }) => {
    if (details.type === 'suite') return
    outcome.failed++
    outcome.problems.push(`failed: ${name} (${file})`)
  })
  stream.on('test:summary', ({ file }) => {
    // That of the whole run has no file; what failed outside all files is kept under none.
    found.set(file === undefined ? '' : relative(process.cwd(), file), outcome)
    outcome = { passed: 0, failed: 0, skipped: 0, problems: [] }
  })
  const report = new spec()
  stream.compose(report).pipe(process.stdout, { end: false })
  await new Promise((resolve) => report.on('end', resolve))
  return found
}

const all = await outcomes(files, availableParallelism())
const failed = [...all].filter(([, outcome]) => outcome.failed > 0).map(([path]) => path)
const unsteady: string[] = []
if (failed.length > 0 && failed.length <= againAtMost && failed.every((path) => path.startsWith('test/e2e/'))) {
  console.log(`\nonce more, alone: ${failed.join(', ')}\n`)
  const again = await outcomes(failed, 1)
  for (const path of failed) {
    const [first, second] = [all.get(path), again.get(path)]
    if (first === undefined || second === undefined || second.failed > 0) continue
    unsteady.push(...first.problems.map((problem) => `unsteady, passed when run alone: ${problem}`))
    all.set(path, second)
  }
}

const sum = (of: 'passed' | 'failed' | 'skipped') =>
  [...all.values()].reduce((total, outcome) => total + outcome[of], 0)
const problems = [...[...all.values()].flatMap((outcome) => outcome.problems), ...unsteady]
if (problems.length > 0) console.log(`\n${problems.join('\n')}`)
const failures = sum('failed') + (sum('passed') === 0 ? 1 : 0)
const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : ''
console.log(`\n${sum('passed')} passed, ${failures} failed${skipped}`)
process.exitCode = failures > 0 ? 1 : 0
