import type { Actor } from '../../core/access/actor.ts'
import type { Scope } from '../../core/access/scope.ts'
import type { Coverage } from './schemas/coverage.ts'
import type { NewRuleBackfill, RuleBackfill, RuleBackfills } from './schemas/rule-backfills.ts'
import type { ImportPreview, ImportQuery, RollBack, RuleCollection } from './schemas/rule-collections.ts'
import type {
  ExceptionPreview,
  ExceptionPreviewRequest,
  ExceptionProposal,
  NewRuleException,
  Proposed,
  RuleException,
  RuleExceptionChange,
} from './schemas/rule-exceptions.ts'
import type { Changed, RuleSettingChange } from './schemas/rule-settings.ts'
import type { NewRuleText, RuleText, RuleTextChange, RuleTextRemoval, RuleVersions } from './schemas/rule-texts.ts'
import type {
  PreviewRequest,
  RuleHistory,
  RulePreview,
  RuleStatisticsList,
  RuleTestResults,
  RuleVerdict,
} from './schemas/rules.ts'
import type {
  ValueListChange,
  ValueListDetail,
  ValueListDraft,
  ValueListRow,
  ValueListVerdict,
} from './schemas/value-lists.ts'

/** Who changes or asks, and what of it he may reach or see. */
export interface By {
  readonly actor: Actor
  readonly scope: Scope
}

/** What people do with rules; refusals reject with CodedError. Changes are audited and take effect on the next batch. */
export interface RuleDesk {
  /** Kinds of the records whose change a browser hears of: those that all readers of rules see, and those within a scope. */
  readonly recordKinds: { readonly shown: readonly string[]; readonly scoped: readonly string[] }
  /** What is wrong with a text, told while it is being written. */
  validate(text: string): RuleVerdict
  /** What a text or a rule finds in the last days, of the events within the scope. */
  preview(scope: Scope, ask: PreviewRequest): Promise<RulePreview>
  test(ask: { readonly text?: string; readonly rule?: string }): RuleTestResults
  statistics(scope: Scope, days: number): Promise<RuleStatisticsList>
  versions(rule: string): Promise<RuleVersions>
  history(scope: Scope, rule: string): Promise<RuleHistory>
  coverage(): Coverage
  navigatorLayer(): Readonly<Record<string, unknown>>

  backfills(scope: Scope, rule: string): Promise<RuleBackfills>
  backfill(by: By, rule: string, ask: NewRuleBackfill): Promise<RuleBackfill>
  cancelBackfill(by: By, rule: string, id: string): Promise<RuleBackfill>

  setSetting(by: By, rule: string, change: RuleSettingChange): Promise<Changed>

  text(id: string): RuleText
  createText(by: By, text: NewRuleText): Promise<Changed>
  changeText(by: By, id: string, change: RuleTextChange): Promise<Changed>
  removeText(by: By, id: string, removal: RuleTextRemoval): Promise<Changed>

  collections(scope: Scope): Promise<readonly RuleCollection[]>
  collection(scope: Scope, name: string): Promise<RuleCollection>
  previewImport(by: By, name: string, query: ImportQuery, archive: Uint8Array): Promise<ImportPreview>
  /** `version`: that of the record on the screen; null for a new collection. */
  importCollection(
    by: By,
    name: string,
    query: ImportQuery,
    archive: Uint8Array,
    version: number | null,
  ): Promise<Changed>
  rollBackCollection(by: By, name: string, to: RollBack): Promise<Changed>
  removeCollection(by: By, name: string, version: number): Promise<Changed>

  exceptions(scope: Scope, rule: string | undefined): Promise<readonly RuleException[]>
  createException(by: By, words: NewRuleException): Promise<Changed>
  changeException(by: By, id: string, change: RuleExceptionChange): Promise<Changed>
  endException(by: By, id: string, version: number): Promise<Changed>
  previewException(scope: Scope, ask: ExceptionPreviewRequest): Promise<ExceptionPreview>
  proposals(scope: Scope, rule: string | undefined): Promise<readonly ExceptionProposal[]>
  proposeException(by: By, words: NewRuleException): Promise<Proposed>
  acceptProposal(by: By, id: string, version: number): Promise<Changed>
  refuseProposal(by: By, id: string, version: number, reason: string): Promise<Proposed>
  withdrawProposal(by: By, id: string, version: number): Promise<Proposed>

  lists(scope: Scope): Promise<readonly ValueListRow[]>
  list(scope: Scope, name: string): Promise<ValueListDetail>
  checkList(draft: ValueListDraft): ValueListVerdict
  putList(by: By, name: string, change: ValueListChange): Promise<Changed>
  removeList(by: By, name: string, version: number): Promise<Changed>
}
