import {
  AlignmentType,
  BorderStyle,
  Document,
  HeadingLevel,
  Packer,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx'
import type { Translator } from '../../core/i18n/translate.ts'
import { type AnswerState, type IndicatorList, searchedItems } from './indicator-list.ts'
import type { IndicatorHit, LookBack } from './look-back.ts'

/** What stands in the report on a list: by which search, what it found, and names. */
export interface ReportParts {
  readonly list: IndicatorList
  readonly state: AnswerState
  readonly search: LookBack
  readonly hits: readonly IndicatorHit[]
  /** How many pairs of indicator and unit there are in all. */
  readonly total: number
  readonly installation: string
  /** The day of the answer, or today, epoch milliseconds. */
  readonly at: number
  unitName(id: string): string
}

/** Characters that XML 1.0 §2.2 has no room for: a log can hold them. */
const unwritable = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu
const clean = (text: string) => text.toWellFormed().replace(unwritable, '\ufffd')
const dayWords = (day: string) => day.split('-').reverse().join('/')
const font = 'Times New Roman'
/** Half points: 13 pt, as administrative texts are written (Decree 30/2020/NĐ-CP, annex I). */
const size = 26

/** The report as a Word document, to be numbered, signed and sent. */
export async function reportDocx(parts: ReportParts, words: Translator): Promise<Uint8Array> {
  const { t, day } = words
  const { list, hits } = parts
  const centred = (text: string, bold = false) =>
    new Paragraph({ alignment: AlignmentType.CENTER, children: [new TextRun({ text: clean(text), bold })] })
  const about = list.reference === '' ? list.title : t('indicators.report.about', { reference: list.reference })
  const document = new Document({
    styles: { default: { document: { run: { font, size } } } },
    sections: [
      {
        children: [
          centred(parts.installation, true),
          centred([list.answer?.reference ?? '', day(parts.at)].filter((part) => part !== '').join(' · ')),
          new Paragraph(''),
          new Paragraph({
            heading: HeadingLevel.HEADING_1,
            alignment: AlignmentType.CENTER,
            children: [
              new TextRun({ text: t('indicators.report.heading'), bold: true, font, size: 28, color: '000000' }),
            ],
          }),
          centred(about),
          new Paragraph(''),
          ...facts(parts, words).map(
            ([name, value]) =>
              new Paragraph({
                spacing: { after: 80 },
                children: [new TextRun({ text: `${name}: `, bold: true }), new TextRun(clean(value))],
              }),
          ),
          ...byUnit(hits).flatMap(([unit, rows]) => [
            new Paragraph({
              spacing: { before: 200, after: 80 },
              children: [
                new TextRun({
                  text: clean(unit === null ? t('indicators.hits.unattributed') : parts.unitName(unit)),
                  bold: true,
                }),
              ],
            }),
            table(rows, words),
          ]),
          ...(parts.total > hits.length
            ? [new Paragraph(t('indicators.hits.more', { n: hits.length, total: parts.total }))]
            : []),
          new Paragraph(''),
          signatures(words),
        ],
      },
    ],
  })
  return Packer.toBuffer(document)
}

function facts(
  { list, state, search, hits, unitName }: ReportParts,
  { t, dateTime }: Translator,
): readonly (readonly [string, string])[] {
  const dated = list.dated === null ? '' : t('indicators.report.dated', { day: dayWords(list.dated) })
  const due = list.due === null ? t('indicators.due.none') : dayWords(list.due)
  const searched = t('indicators.report.looked.text', {
    n: searchedItems(list),
    from: dateTime(search.from),
    to: dateTime(search.to),
    events: search.scanned,
  })
  const looked = [
    search.raw === true ? `${searched}, ${t('indicators.back.raw.was')}` : searched,
    search.logsFrom === null
      ? t('indicators.back.logs.none')
      : t('indicators.back.logs', { day: dayWords(search.logsFrom) }),
    ...(search.missing.length === 0
      ? []
      : [
          t('indicators.back.missing', {
            n: search.missing.length,
            days: search.missing.map(dayWords).join(', '),
          }),
        ]),
  ]
  const indicators = new Set(hits.map(({ type, value }) => `${type} ${value}`)).size
  const units = new Set(hits.map(({ unit }) => unit)).size
  const result =
    hits.length === 0
      ? t('indicators.report.nil')
      : t('indicators.report.some', { indicators, units, events: search.matched })
  const note = list.answer?.note ?? ''
  return [
    [t('indicators.report.reply'), [list.reference, dated].filter((part) => part !== '').join(' ') || list.title],
    [t('indicators.report.sender'), list.sender || '—'],
    [t('indicators.report.due'), `${due} (${t(`indicators.state.${state}`)})`],
    [t('indicators.report.unit'), unitName(list.unit)],
    [t('indicators.report.looked'), looked.join('. ')],
    [t('indicators.report.by'), `${search.by.name}, ${dateTime(search.asked)}`],
    [t('indicators.report.result'), result],
    ...(note === '' ? [] : ([[t('indicators.report.note'), note]] as const)),
  ]
}

function byUnit(hits: readonly IndicatorHit[]): readonly (readonly [string | null, readonly IndicatorHit[]])[] {
  return [...Map.groupBy(hits, ({ unit }) => unit)]
}

function table(rows: readonly IndicatorHit[], { t, dateTime, number }: Translator): Table {
  const row = (texts: readonly string[], bold = false) =>
    new TableRow({
      tableHeader: bold,
      children: texts.map(
        (text) =>
          new TableCell({
            children: [new Paragraph({ children: [new TextRun({ text: clean(text), bold, size: 22 })] })],
          }),
      ),
    })
  const head = [
    t('indicators.col.items'),
    t('indicators.nav.events'),
    t('indicators.hits.first'),
    t('indicators.hits.last'),
    t('indicators.hits.hosts'),
  ]
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: [
      row(head, true),
      ...rows.map(({ value, count, first, last, hosts, moreHosts }) =>
        row([
          value,
          number(count),
          dateTime(first),
          dateTime(last),
          `${hosts.join(', ')}${moreHosts ? ` ${t('indicators.hits.hosts.more')}` : ''}`,
        ]),
      ),
    ],
  })
}

function signatures({ t }: Translator): Table {
  const none = { style: BorderStyle.NONE, size: 0, color: 'auto' }
  const borders = { top: none, bottom: none, left: none, right: none, insideHorizontal: none, insideVertical: none }
  const cell = (text: string) =>
    new TableCell({
      borders: { top: none, bottom: none, left: none, right: none },
      children: [new Paragraph({ alignment: AlignmentType.CENTER, children: [new TextRun({ text, bold: true })] })],
    })
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    borders,
    rows: [new TableRow({ children: [cell(t('indicators.report.sign')), cell(t('indicators.report.leader'))] })],
  })
}
