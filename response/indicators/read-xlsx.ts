import type { Piece } from './read-pieces.ts'
import { readXml } from './read-xml.ts'

/** Parts of a SpreadsheetML file (ECMA-376 Part 1 §12.3) that hold its cells. */
export const xlsxParts = /^xl\/(?:workbook\.xml|_rels\/workbook\.xml\.rels|sharedStrings\.xml|worksheets\/[^/]+\.xml)$/

/**
 * The cells of all sheets, hidden ones too, each as `Sheet!B7`. Plain numbers and dates are passed over: none is an indicator.
 * `spend` is told of the characters of each cell before they are read, and throws when it has had enough: a text that is
 * kept once may stand in every cell.
 */
export function readXlsx(
  part: (path: string) => Uint8Array | undefined,
  spend: (characters: number) => void,
): readonly Piece[] {
  const book = part('xl/workbook.xml')
  if (book === undefined) return []
  const shared = readShared(part('xl/sharedStrings.xml'))
  const targets = readTargets(part('xl/_rels/workbook.xml.rels'))
  return sheetsOf(book).flatMap(({ name, id }) => {
    const target = targets.get(id)
    const sheet = target === undefined ? undefined : part(target)
    return sheet === undefined ? [] : readSheet(sheet, { sheet: name, shared, spend })
  })
}

function sheetsOf(bytes: Uint8Array): readonly { readonly name: string; readonly id: string }[] {
  const sheets: { name: string; id: string }[] = []
  readXml(bytes, {
    open(name, attributes) {
      if (name !== 'sheet') return
      const id = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? ''
      sheets.push({ name: attributes.name ?? '', id })
    },
    close() {},
    text() {},
  })
  return sheets
}

/** Relationship id → path of the part (ECMA-376 Part 2 §9.3). */
function readTargets(bytes: Uint8Array | undefined): ReadonlyMap<string, string> {
  const targets = new Map<string, string>()
  if (bytes === undefined) return targets
  readXml(bytes, {
    open(name, { Id, Target }) {
      if (name !== 'Relationship' || Id === undefined || Target === undefined) return
      targets.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`)
    },
    close() {},
    text() {},
  })
  return targets
}

function readShared(bytes: Uint8Array | undefined): readonly string[] {
  const shared: string[] = []
  if (bytes === undefined) return shared
  let text = ''
  let [isText, phonetic] = [false, false]
  readXml(bytes, {
    open(name) {
      if (name === 'si') text = ''
      else if (name === 't') isText = true
      else if (name === 'rPh') phonetic = true
    },
    close(name) {
      if (name === 'si') shared.push(text)
      else if (name === 't') isText = false
      else if (name === 'rPh') phonetic = false
    },
    text(more) {
      if (isText && !phonetic) text += more
    },
  })
  return shared
}

interface Within {
  readonly sheet: string
  readonly shared: readonly string[]
  readonly spend: (characters: number) => void
}

function readSheet(bytes: Uint8Array, { sheet, shared, spend }: Within): readonly Piece[] {
  const pieces: Piece[] = []
  let [type, place, text] = ['n', '', '']
  let isValue = false
  readXml(bytes, {
    open(name, attributes) {
      if (name === 'c') [type, place, text] = [attributes.t ?? 'n', attributes.r ?? '?', '']
      else if (name === 'v' || name === 't') isValue = true
    },
    close(name) {
      if (name === 'v' || name === 't') isValue = false
      if (name !== 'c' || text.trim() === '') return
      const value = type === 's' ? (shared[Number(text)] ?? '') : text
      // A digest that the program took for a number stands there with an exponent: it is told, not passed over.
      if ((type === 'n' && !/e\+/i.test(value)) || type === 'b' || type === 'e') return
      spend(value.length)
      const cell = `${sheet}!${place}`
      for (const line of value.split(/\r?\n/)) if (line.trim() !== '') pieces.push({ place: { cell }, text: line })
    },
    text(more) {
      if (isValue) text += more
    },
  })
  return pieces
}
