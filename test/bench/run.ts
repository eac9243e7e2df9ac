import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { basename, join } from 'node:path'

/**
 * Runs the benchmarks, each in a process of its own, one after another: all of them, or those whose name holds one of
 * the arguments. Figures of one run compare with each other; those of two machines do not.
 */
const wanted = process.argv.slice(2)
const files = globSync(join(import.meta.dirname, '*.bench.ts')).sort()
const chosen = files.filter((file) => wanted.length === 0 || wanted.some((name) => basename(file).includes(name)))
for (const file of chosen) {
  console.log(`\n── ${basename(file, '.bench.ts')}`)
  const { status } = spawnSync(process.execPath, ['--expose-gc', file], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
if (chosen.length === 0) {
  console.error(`no benchmark is named so; there are ${files.map((file) => basename(file, '.bench.ts')).join(', ')}`)
  process.exitCode = 2
}
