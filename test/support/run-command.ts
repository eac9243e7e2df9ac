import { Readable, Writable } from 'node:stream'
import type { Command } from '../../console/cli/command.ts'
import { dispatch } from '../../console/cli/dispatch.ts'

/** Runs a verb of the command line in process: its exit code and what it wrote. */
export async function runCommand(
  command: Command,
  argv: readonly string[],
  stdin = '',
): Promise<{ code: number; stdout: string; stderr: string }> {
  const out = { stdout: '', stderr: '' }
  const sink = (name: keyof typeof out) =>
    new Writable({
      write(chunk, _encoding, done) {
        out[name] += String(chunk)
        done()
      },
    })
  const io = { stdin: Readable.from([Buffer.from(stdin)]), stdout: sink('stdout'), stderr: sink('stderr') }
  const verb = { name: command.name, summary: command.summary, load: async () => command }
  return { code: await dispatch([verb], [command.name, ...argv], io), ...out }
}
