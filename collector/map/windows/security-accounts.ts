import type { EventDocument } from '../../../core/event/event.ts'
import type { JsonObject } from '../../../core/lib/json.ts'
import { part } from '../write-facts.ts'
import { addRelated, inside } from './ecs-parts.ts'
import { said } from './values.ts'

const set = (codes: string): ReadonlySet<string> => new Set(codes.split(' '))

/** Events whose target is the one who logs on or off: the user of the event. */
const loggingOn = set('4624 4625 4634 4647 4768 4769 4770 4771 4772 4773 4776 4777 4964 4800 4801 4802 4803')
/** Events whose target is the account that is acted upon. */
const actedUpon = set(
  '4627 4670 4675 4704 4705 4717 4718 4720 4722 4723 4724 4725 4726 4738 4740 4765 4766 4767 4797 4798 4817 4907',
)
/** Events whose target is the account that is acted as. */
const actedAs = set('4648 4688')
/** Events whose target is a group. */
const groups = set(
  '4727 4728 4729 4730 4731 4732 4733 4734 4735 4737 4744 4745 4746 4747 4748 4749 4750 4751 4752 4753 4754 4755 4756 4757 4758 4759 4760 4761 4762 4763 4764 4799',
)
/** Events whose target is a computer's account. */
const computers = set('4741 4742 4743')

interface Account {
  readonly id: string | undefined
  readonly name: string | undefined
  readonly domain: string | undefined
}

/** Who did it and to whom: user, user.target, user.effective, user.changes, group, winlog.computerObject. */
export function setAccounts(document: EventDocument, code: string, winlog: JsonObject, data: JsonObject): void {
  const subject: Account = {
    id: said(data, 'SubjectUserSid'),
    name: said(data, 'SubjectUserName'),
    domain: said(data, 'SubjectDomainName'),
  }
  const target: Account = {
    id: said(data, 'TargetUserSid') ?? said(data, 'TargetSid'),
    name: said(data, 'TargetUserName')?.split('@', 1)[0],
    domain: said(data, 'TargetDomainName'),
  }
  const related: (string | undefined)[] = []
  if (loggingOn.has(code)) {
    write(document, undefined, target)
    related.push(target.name)
    if (code === '4624') related.push(subject.name)
  } else {
    write(document, undefined, subject)
    related.push(subject.name)
  }
  if (actedUpon.has(code)) write(document, 'target', target)
  if (actedAs.has(code)) write(document, 'effective', target)
  if (actedUpon.has(code) || actedAs.has(code)) related.push(target.name)
  if (computers.has(code)) fill(inside(winlog, 'computerObject'), target)
  if (groups.has(code)) {
    fill(part(document, 'group'), target)
    member(document, data, target, related)
  }
  session(document, code, data, related)
  directoryObject(document, code, data, related)
  renamed(document, data, related)
  addRelated(
    document,
    'user',
    related.filter((name) => name !== undefined),
  )
}

function write(document: EventDocument, below: 'target' | 'effective' | undefined, account: Account): void {
  if (account.id === undefined && account.name === undefined && account.domain === undefined) return
  const user = part(document, 'user')
  fill(below === undefined ? user : inside(user, below), account)
}

function fill(holder: JsonObject, { id, name, domain }: Account): void {
  if (id !== undefined) holder.id ??= id
  if (name !== undefined) holder.name ??= name
  if (domain !== undefined) holder.domain ??= domain
}

/** The member of a group is written as a distinguished name (`CN=An,OU=…,DC=…`), or by its SID alone. */
function member(document: EventDocument, data: JsonObject, group: Account, related: (string | undefined)[]): void {
  const name = said(data, 'MemberName')
  const id = said(data, 'MemberSid')
  if (name === undefined && id === undefined) return
  const common = commonName(name) ?? name?.split(',', 1)[0]
  const domain = name === undefined ? undefined : /(?:^|,)DC=([^,]+)/i.exec(name)?.[1]
  const target = inside(part(document, 'user'), 'target')
  fill(target, { id, name: common, domain })
  fill(inside(target, 'group'), group)
  related.push(common)
}

function session(document: EventDocument, code: string, data: JsonObject, related: (string | undefined)[]): void {
  if (code !== '4778' && code !== '4779') return
  const account = { id: undefined, name: said(data, 'AccountName'), domain: said(data, 'AccountDomain') }
  write(document, undefined, account)
  related.push(account.name)
}

/** Users and groups in the directory that are changed, made or deleted stand as distinguished names (5136 to 5141). */
function directoryObject(
  document: EventDocument,
  code: string,
  data: JsonObject,
  related: (string | undefined)[],
): void {
  if (!code.startsWith('513') && code !== '5141') return
  const common = commonName(said(data, 'ObjectDN') ?? said(data, 'NewObjectDN'))
  const kind = said(data, 'ObjectClass')
  if (common !== undefined && kind === 'user') {
    inside(part(document, 'user'), 'target').name ??= common
    related.push(common)
  }
  if (common !== undefined && kind === 'group') part(document, 'group').name ??= common
  const operation = said(data, 'OperationType')
  if (operation === '%%14674') document.event.reason ??= 'Value Added'
  if (operation === '%%14675') document.event.reason ??= 'Value Deleted'
}

/** The first name of a distinguished name (RFC 4514): `CN=Nguyễn\\, An,OU=…` gives `Nguyễn, An`. */
function commonName(name: string | undefined): string | undefined {
  const first = name === undefined ? undefined : /^CN=((?:\\.|[^\\,]){1,256})(?:,|$)/i.exec(name)?.[1]
  return first?.replace(/\\(.)/g, '$1')
}

function renamed(document: EventDocument, data: JsonObject, related: (string | undefined)[]): void {
  const before = said(data, 'OldTargetUserName')
  const after = said(data, 'NewTargetUserName')
  if (before === undefined && after === undefined) return
  const user = part(document, 'user')
  if (before !== undefined) inside(user, 'target').name ??= before
  if (after !== undefined) inside(user, 'changes').name ??= after
  related.push(before, after)
}
