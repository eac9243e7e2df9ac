import { CodedError } from '../../core/lib/errors.ts'
import { readZip } from '../../core/lib/read-zip.ts'
import { fail, ok, type Result } from '../../core/lib/result.ts'
import { docxParts, readDocx } from './read-docx.ts'
import type { Piece } from './read-pieces.ts'
import { readXlsx, xlsxParts } from './read-xlsx.ts'
import { XmlFault } from './read-xml.ts'

/** Why a file is not read. */
export const fileRefusals = [
  'pdf',
  'old-office',
  'rtf',
  'archive',
  'binary',
  'damaged',
  'too-large',
  'empty',
  'too-long',
  'too-much-memory',
  'busy',
] as const
export type FileRefusal = (typeof fileRefusals)[number]

/** Bytes of a file as it is handed in, and of what an office file unpacks to. */
const largestFile = 16 * 1024 * 1024
/** Characters of what an office file says: as much as a text file of the largest size. */
const mostCharacters = largestFile
const bounds = { entries: 4_000, fileBytes: 32 * 1024 * 1024, allBytes: 64 * 1024 * 1024 }

/** The lines or cells of a file. What it is shows in its content; its name is not asked. */
export function piecesOfFile(bytes: Uint8Array): Result<Iterable<Piece>, FileRefusal> {
  if (bytes.length === 0) return fail('empty')
  if (bytes.length > largestFile) return fail('too-large')
  if (begins(bytes, '%PDF')) return fail('pdf')
  if (begins(bytes, '{\\rtf')) return fail('rtf')
  if (begins(bytes, '\xd0\xcf\x11\xe0')) return fail('old-office')
  if (begins(bytes, 'PK\x03\x04')) return piecesOfOffice(bytes)
  if (['Rar!', '7z\xbc\xaf', '\x1f\x8b', 'MZ', '\x7fELF', 'PK'].some((mark) => begins(bytes, mark)))
    return fail('archive')
  const text = textOf(bytes)
  return text === undefined ? fail('binary') : ok(piecesOfText(text))
}

/** The lines of a text, counted from 1; one after another, for a text may have millions. */
export function* piecesOfText(text: string): Generator<Piece> {
  let from = 0
  for (let line = 1; from <= text.length; line++) {
    lineEnd.lastIndex = from
    const end = lineEnd.exec(text)
    const piece = text.slice(from, end?.index)
    if (piece.trim() !== '') yield { place: { line }, text: piece }
    from = end === null ? text.length + 1 : end.index + end[0].length
  }
}
const lineEnd = /\r\n?|\n/g

const begins = (bytes: Uint8Array, mark: string) => [...mark].every((sign, at) => bytes[at] === sign.charCodeAt(0))

function piecesOfOffice(bytes: Uint8Array): Result<readonly Piece[], FileRefusal> {
  try {
    const { files } = readZip(bytes, bounds, (path) => docxParts.test(path) || xlsxParts.test(path))
    let left = mostCharacters
    const spend = (characters: number) => {
      left -= characters
      if (left < 0) throw new CodedError('too-large', `it says more than ${mostCharacters} characters`)
    }
    const parts = new Map(files.map((file) => [file.path, file.bytes]))
    if (parts.has('word/document.xml')) {
      return ok([...parts].filter(([path]) => docxParts.test(path)).flatMap(([, part]) => readDocx(part, spend)))
    }
    return parts.has('xl/workbook.xml') ? ok(readXlsx((path) => parts.get(path), spend)) : fail('archive')
  } catch (error) {
    if (error instanceof XmlFault) return fail('damaged')
    if (error instanceof CodedError) return fail(error.code === 'too-large' ? 'too-large' : 'damaged')
    throw error
  }
}

/**
 * UTF-8, UTF-16 with its mark, else Windows-1258: indicators are ASCII, and in the encodings of old Vietnamese files only
 * the words around them are garbled. Undefined for what is no text.
 */
function textOf(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  if (bytes.subarray(0, 65_536).includes(0)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1258').decode(bytes)
  }
}
