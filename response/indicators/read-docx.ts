import type { Piece } from './read-pieces.ts'
import { readXml } from './read-xml.ts'

/** Parts of a WordprocessingML file (ECMA-376 Part 1 §11.3) in which people write. */
export const docxParts = /^word\/(?:document|footnotes|endnotes)\.xml$/

/**
 * The paragraphs of a part, counted from 1, and the cells of its tables as `T1!B3` (first table, second column, third row).
 * What was deleted under revision control is not read. `spend` is told of the characters that are, and throws when it has
 * had enough.
 */
export function readDocx(bytes: Uint8Array, spend: (characters: number) => void): readonly Piece[] {
  const pieces: Piece[] = []
  const tables: { number: number; row: number; column: number; text: string }[] = []
  const paragraphs: string[] = []
  let [seenTables, seenParagraphs] = [0, 0]
  let isText = false
  const add = (text: string) => {
    if (paragraphs.length > 0) paragraphs[paragraphs.length - 1] += text
  }
  readXml(bytes, {
    open(name) {
      const table = tables.at(-1)
      if (name === 'p') paragraphs.push('')
      else if (name === 't') isText = true
      else if (name === 'tab') add('\t')
      else if (name === 'br' || name === 'cr') add('\n')
      else if (name === 'noBreakHyphen') add('-')
      else if (name === 'tbl') tables.push({ number: ++seenTables, row: 0, column: 0, text: '' })
      else if (name === 'tr' && table !== undefined) {
        table.row++
        table.column = 0
      } else if (name === 'tc' && table !== undefined) {
        table.column++
        table.text = ''
      }
    },
    close(name) {
      const table = tables.at(-1)
      if (name === 't') isText = false
      else if (name === 'tbl') tables.pop()
      else if (name === 'tc' && table !== undefined) {
        const cell = `T${table.number}!${columnName(table.column)}${table.row}`
        for (const text of lines(table.text)) pieces.push({ place: { cell }, text })
      } else if (name === 'p') {
        const text = paragraphs.pop() ?? ''
        if (table !== undefined) table.text += `${text}\n`
        else {
          const place = { line: ++seenParagraphs }
          for (const line of lines(text)) pieces.push({ place, text: line })
        }
      }
    },
    text(text) {
      if (!isText) return
      spend(text.length)
      add(text)
    },
  })
  return pieces
}

const lines = (text: string) => text.split('\n').filter((line) => line.trim() !== '')

/** The letters of a spreadsheet's column, from 1. */
function columnName(column: number): string {
  let name = ''
  for (let left = column; left > 0; left = Math.floor((left - 1) / 26)) {
    name = String.fromCharCode(65 + ((left - 1) % 26)) + name
  }
  return name
}
