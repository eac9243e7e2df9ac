import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What the other engine came to: events a second by the clock and by processor time, in its best round. */
export interface Comparison {
  readonly what: 'routed' | 'all'
  readonly rules: number
  /** Seconds to load the rules. */
  readonly load: number
  readonly clock: number
  readonly cpu: number
  readonly matches: number
}

const project = join(import.meta.dirname, 'rsigma')
const minutes = 60_000

/** Builds the comparison with rsigma-eval, once; its program, or why there is none. */
export function buildComparison(): { readonly program: string } | { readonly missing: string } {
  const target = process.env.CARGO_TARGET_DIR ?? join(tmpdir(), 'vonggac-bench-rsigma')
  mkdirSync(target, { recursive: true })
  // Its crates ask for a newer compiler than they need.
  const build = ['build', '--release', '--locked', '--ignore-rust-version', '--target-dir', target]
  const { error, status, stderr } = spawnSync('cargo', build, { cwd: project, encoding: 'utf8', timeout: 20 * minutes })
  if (error !== undefined) return { missing: `no comparison with rsigma-eval: cargo: ${error.message}` }
  if (status !== 0) return { missing: `no comparison with rsigma-eval: ${stderr.trim().split('\n').at(-1)}` }
  return { program: join(target, 'release/rsigma-bench') }
}

/** Runs it on these events, each with its log sources. */
export function runComparison(
  program: string,
  rules: string,
  events: readonly { readonly sources: readonly string[]; readonly line: string }[],
  seconds: number,
): readonly Comparison[] {
  const folder = mkdtempSync(join(tmpdir(), 'vonggac-bench-'))
  try {
    const file = join(folder, 'events')
    writeFileSync(file, events.map(({ sources, line }) => `${sources.join(',')}\t${line}`).join('\n'))
    const { stdout } = spawnSync(program, [rules, file, String(seconds)], { encoding: 'utf8', timeout: 5 * minutes })
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line): Comparison => JSON.parse(line))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
