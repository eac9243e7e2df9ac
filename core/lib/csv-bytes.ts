import type { Problem } from './errors.ts'
import { fail, ok, type Result } from './result.ts'

/** The text of a file of comma-separated values: UTF-8, or UTF-16 with its mark as Excel's “Unicode text” has it. */
export function textOfCsv(bytes: Uint8Array, file: string): Result<string, readonly Problem[]> {
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe
  try {
    return ok(new TextDecoder(utf16 ? 'utf-16le' : 'utf-8', { fatal: true }).decode(bytes))
  } catch {
    const hint = 'in Excel save as “CSV UTF-8 (Comma delimited)”'
    return fail([{ code: 'csv-encoding', level: 'error', file, message: 'the file is not in UTF-8', hint }])
  }
}
