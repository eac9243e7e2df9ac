import type { SystemDetail, SystemWords } from '../../../../api/schemas/systems.ts'

/** A system as it stands in its form: lists as texts, an entry a line. */
export interface SystemDraft {
  readonly code: string
  readonly name: string
  readonly level: number
  readonly owner: string
  readonly operatorUnit: string
  readonly operatorName: string
  readonly number: string
  readonly date: string
  readonly issuer: string
  readonly supplier: SystemWords['supplier']
  readonly hosts: string
  readonly networks: string
  readonly domains: string
  readonly sources: string
  readonly months: string
  readonly reason: string
  readonly notes: string
}

export function blankSystem(owner: string): SystemDraft {
  return {
    code: '',
    name: '',
    level: 2,
    owner,
    operatorUnit: '',
    operatorName: '',
    number: '',
    date: '',
    issuer: '',
    supplier: { name: '', contact: '', phone: '', mail: '' },
    hosts: '',
    networks: '',
    domains: '',
    sources: '',
    months: '',
    reason: '',
    notes: '',
  }
}

export function draftOf({ code, words }: Pick<SystemDetail, 'code' | 'words'>): SystemDraft {
  const lines = (list: readonly string[]) => list.join('\n')
  return {
    code,
    name: words.name,
    level: words.level,
    owner: words.owner,
    operatorUnit: words.operator.unit ?? '',
    operatorName: words.operator.name,
    number: words.decision?.number ?? '',
    date: words.decision?.date ?? '',
    issuer: words.decision?.issuer ?? '',
    supplier: words.supplier,
    hosts: lines(words.hosts),
    networks: lines(words.networks),
    domains: lines(words.domains),
    sources: lines(words.sources),
    months: words.logMonths === null ? '' : String(words.logMonths.months),
    reason: words.logMonths?.reason ?? '',
    notes: words.notes,
  }
}

/** Entries of a text apart by lines, and by what else `by` names. */
const entries = (text: string, by: RegExp): string[] => [
  ...new Set(
    text
      .split(by)
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  ),
]

/** What the draft says, as the API takes it; what is wrong with it the API tells. */
export function wordsOf(draft: SystemDraft): SystemWords {
  const { number, date, issuer, months } = draft
  const decided = [number, date, issuer].some((text) => text.trim() !== '')
  const level = ([1, 2, 3, 4, 5] as const).find((one) => one === draft.level) ?? 1
  return {
    name: draft.name.trim(),
    level,
    owner: draft.owner,
    operator: {
      unit: draft.operatorUnit === '' ? null : draft.operatorUnit,
      name: draft.operatorUnit === '' ? draft.operatorName.trim() : '',
    },
    decision: decided ? { number: number.trim(), date, issuer: issuer.trim() } : null,
    supplier: draft.supplier,
    hosts: entries(draft.hosts, /[\s,;]+/),
    networks: entries(draft.networks, /[\s,;]+/),
    domains: entries(draft.domains, /[\s,;]+/),
    // Names of sources may hold spaces and commas.
    sources: entries(draft.sources, /[\n;]+/),
    logMonths: months.trim() === '' ? null : { months: Math.trunc(Number(months)) || 0, reason: draft.reason.trim() },
    notes: draft.notes.trim(),
  }
}
