import { spawn } from 'node:child_process'

/** The checks that need no running platform: types, format and lint, dead code, import directions. */
const bin = (name: string) => `node_modules/.bin/${name}`
const checks: readonly { readonly name: string; readonly command: string; readonly args: readonly string[] }[] = [
  { name: 'types', command: bin('tsc'), args: ['--project', 'tsconfig.json'] },
  { name: 'types of the console', command: bin('tsc'), args: ['--project', 'console/web/tsconfig.json'] },
  { name: 'format and lint', command: bin('biome'), args: ['ci', '--colors=off', '--error-on-warnings', '.'] },
  { name: 'lint for likely mistakes', command: bin('oxlint'), args: ['--deny-warnings', '--quiet'] },
  { name: 'dead code', command: bin('knip'), args: [] },
  { name: 'import directions', command: process.execPath, args: ['test/run.ts', 'test/architecture.test.ts'] },
]

let failed = 0
for (const { name, command, args } of checks) {
  const start = performance.now()
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  child.stderr.on('data', (chunk) => {
    output += chunk
  })
  const code = await new Promise((resolve) => {
    child.on('error', resolve)
    child.on('close', resolve)
  })
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(`${code === 0 ? '✔' : '✖'} ${name} (${seconds} s)`)
  if (code !== 0) {
    failed++
    console.log(output)
  }
}
console.log(failed === 0 ? 'all checks passed' : `${failed} of ${checks.length} checks failed`)
process.exitCode = failed === 0 ? 0 : 1
