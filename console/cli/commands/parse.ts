import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { parseArgs } from 'node:util'
import type { CustomMappings } from '../../../collector/map/custom/load-mappings.ts'
import { loadMappings } from '../../../collector/map/custom/load-mappings.ts'
import { toEvent } from '../../../collector/map/to-event.ts'
import { type Command, type CommandIo, UsageError } from '../command.ts'
import { type EventFormat, eventFormats, eventReader, formatList, localZone } from '../event-reader.ts'
import { plainText } from '../plain-text.ts'
import { problemLine } from '../rule-paths.ts'
import { isSystemError, ReaderGone, write } from '../streams.ts'

/** `parse`: what the collector makes of raw lines, without a platform. */
export const parseCommand: Command = {
  name: 'parse',
  summary: 'turn raw lines into ECS documents, one a line',
  usage: [
    'vonggac parse [--format FORMAT] [--mapping FILE]… [FILE…|-]',
    'vonggac parse --list',
    '',
    '--list names the formats. --mapping tries a mapping without code (a YAML file, or a folder of them) before the',
    'products that are built in; its problems are told at once, and so is a mapping that matched nothing.',
    'Reads standard input without FILE, and for -. Prints one ECS document a line, in the order of the input. What cannot',
    'be decoded becomes an event of kind pipeline_error and is told on standard error with its file and line.',
    'Exit code 1 if the input cannot be read, a log file is damaged, or a mapping is wrong or matched nothing; 2 for wrong use.',
  ].join('\n'),
  async run(argv, io) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        format: { type: 'string', default: 'auto' },
        list: { type: 'boolean', default: false },
        mapping: { type: 'string', multiple: true, default: [] },
      },
    })
    if (values.list) {
      await write(io.stdout, formatList())
      return 0
    }
    const format = eventFormats.find((known) => known === values.format)
    if (format === undefined) throw new UsageError(`--format needs one of ${eventFormats.join(', ')}`)
    const mappings = values.mapping.length === 0 ? undefined : loadMappings(values.mapping)
    for (const problem of mappings?.problems ?? []) await write(io.stderr, `${problemLine(problem)}\n`)
    let code = mappings?.problems.some(({ level }) => level === 'error') ? 1 : 0
    try {
      for (const file of positionals.length === 0 ? ['-'] : positionals) {
        code = Math.max(code, await parse(file, format, io, mappings))
      }
      for (const [name, count] of mappings?.counts() ?? []) {
        await write(io.stderr, count > 0 ? `${name}: ${count} lines\n` : `${name}: matched nothing\n`)
        if (count === 0) code = Math.max(code, 1)
      }
    } catch (error) {
      if (!(error instanceof ReaderGone)) throw error
    }
    return code
  },
}

/** Parses one file. Answers the exit code that it asks for. */
async function parse(
  file: string,
  format: EventFormat,
  { stdin, stdout, stderr }: CommandIo,
  mappings: CustomMappings | undefined,
): Promise<number> {
  const name = file === '-' ? 'standard input' : file
  let code = 0
  const reader = eventReader(format, mappings?.map)
  const step = async (chunk: Uint8Array | undefined) => {
    let lines = ''
    let told = ''
    for (const { event, line, problem, ofFile } of chunk === undefined ? reader.end() : reader.push(chunk)) {
      if (ofFile === true) code = 1
      if (problem !== undefined) told += `${name}:${line}: ${plainText(problem)}\n`
      if (event !== undefined) lines += `${JSON.stringify(format === 'json' ? asEvent(event) : event)}\n`
    }
    if (told !== '') await write(stderr, told)
    if (lines !== '') await write(stdout, lines)
  }
  try {
    const source: Readable = file === '-' ? stdin : createReadStream(file, { highWaterMark: 1024 * 1024 })
    for await (const chunk of source) await step(typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array))
  } catch (error) {
    if (!isSystemError(error)) throw error
    await write(stderr, `${name}: ${error.message}\n`)
    code = 1
  }
  await step(undefined)
  return code
}

/** `json` reads objects however they are laid out; what the collector would make of each stands on a line of its own. */
const asEvent = (object: object) =>
  toEvent({ bytes: JSON.stringify(object) }, 'json', { receivedAt: Date.now(), zone: localZone })
