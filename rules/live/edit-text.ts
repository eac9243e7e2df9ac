import { CodedError, type Problem, problemText, told } from '../../core/lib/errors.ts'
import { randomId } from '../../core/lib/ids.ts'
import type { RecordWrite, StoredRecord } from '../../core/store/store.ts'
import { changedSince, type Edit, type Edited, writeEdit } from './edit.ts'
import {
  collectionOfText,
  fileOfText,
  type RuleText,
  type RuleTextVersion,
  ruleTextKind,
  ruleTextVersionKind,
  versionId,
} from './rule-text.ts'

/** Reads a text as it would be loaded, and tells which of the installation's own texts holds a rule of an id. */
export interface TextCheck {
  read(text: RuleText): { readonly ids: readonly string[]; readonly problems: readonly Problem[] }
  holderOf(rule: string): string | undefined
}

/** Problems that a refusal names. */
const mostTold = 5

/** Keeps a new text of rules. Rejects with `bad-request` and the problems, with their lines, when it cannot be used. */
export async function createText(
  edit: Edit,
  check: TextCheck,
  { text, note }: { text: string; note: string },
): Promise<Edited> {
  const state = { text, note, revision: 1, at: edit.clock.now(), by: edit.actor.id }
  const document: RuleText = { ...state, id: randomId(), origin: { kind: 'console' } }
  const rules = usable(document, check)
  return writeEdit(
    edit,
    { kind: ruleTextKind, id: document.id, document, unitIds: [], expect: 'absent' },
    'rule-text.create',
    { rules, note },
  )
}

/**
 * Changes a text of the installation's own; what it was before is kept. A vendor's text is left as the vendor wrote it: one
 * of one's own with the same rule ids stands in for it. Rejects as `createText` does, and with `not-found` and `conflict`.
 */
export async function changeText(
  edit: Edit,
  check: TextCheck,
  id: string,
  { text, note, version }: { text: string; note: string; version: number },
): Promise<Edited> {
  const before = await textAt(edit, id, version)
  const { at, by, revision } = { at: edit.clock.now(), by: edit.actor.id, revision: before.document.revision + 1 }
  const { origin } = before.document
  const document: RuleText = { id, text, note, revision, at, by, origin }
  const rules = usable(document, check)
  return writeEdit(
    edit,
    { kind: ruleTextKind, id, document, unitIds: [], expect: version },
    'rule-text.change',
    { rules, note, revision },
    [keep(before.document)],
  )
}

/** Takes a text away; its states are kept. Rejects with `not-found` and `conflict`. */
export async function removeText(
  edit: Edit,
  id: string,
  { note, version }: { note: string; version: number },
): Promise<Edited> {
  const before = await textAt(edit, id, version)
  return writeEdit(
    edit,
    { kind: ruleTextKind, id, document: undefined, unitIds: [], expect: version },
    'rule-text.remove',
    { note, revision: before.document.revision },
    [keep(before.document)],
  )
}

async function textAt({ records, scope }: Edit, id: string, version: number): Promise<StoredRecord<RuleText>> {
  const collection = collectionOfText(id)
  if (collection !== undefined) {
    throw new CodedError('bad-request', `this is a text of ${collection}`, {
      hint: 'keep a text of your own with the same id: it stands in for this one',
      ...told('text-of-collection', { collection }),
    })
  }
  const found = await records.get<RuleText>(scope, ruleTextKind, id)
  if (found === undefined) throw new CodedError('not-found', 'there is no such text')
  if (found.version !== version) throw changedSince()
  return found
}

const keep = ({ id, text, revision, at, by, note }: RuleText): RecordWrite => ({
  kind: ruleTextVersionKind,
  id: versionId(id, revision),
  document: { text, revision, at, by, note } satisfies RuleTextVersion,
  unitIds: [],
  expect: 'any',
})

/** The ids of the rules in it; refuses a text with an error, and one whose ids another text has. */
function usable(text: RuleText, check: TextCheck): string[] {
  const { file } = fileOfText(text)
  const { ids, problems } = check.read(text)
  const errors = problems.filter(({ level }) => level === 'error')
  if (errors.length > 0) {
    const lines = errors.slice(0, mostTold).map((problem) => problemText({ ...problem, file: '' }).replace(/^:/, ''))
    const known = told('text-wrong', { n: String(errors.length) })
    throw new CodedError('bad-request', lines.join('\n'), { hint: '/text', ...known })
  }
  for (const id of ids) {
    const holder = check.holderOf(id)
    if (holder !== undefined && holder !== file) {
      throw new CodedError('conflict', `another text holds the rule ${id}`, {
        hint: holder,
        ...told('text-same-rule', { rule: id }),
      })
    }
  }
  return [...ids]
}
