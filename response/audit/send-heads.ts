import { systemScope } from '../../core/access/scope.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { localDay } from '../../core/lib/local-day.ts'
import type { AuditLog, RecordStore, StoredRecord } from '../../core/store/store.ts'
import { headKind, headWords, type SentHead, sentHeads } from './head.ts'
import type { HeadSender } from './head-senders.ts'
import type { Signer } from './signer.ts'

/** Heads that are still tried, in days. */
const triedDays = 30
/** Milliseconds until a way that failed is tried again: doubled each time, up to an hour. */
const firstPause = 60_000
const longestPause = 3_600_000

export interface HeadParts {
  readonly records: RecordStore
  readonly audit: AuditLog
  readonly clock: Clock
  readonly timeZone: string
  readonly installation: string
  readonly signer: Pick<Signer, 'sign'>
  readonly senders: readonly HeadSender[]
}

/** What could not be sent, and why. */
export interface Unsent {
  readonly since: number
  readonly detail: string
}

/**
 * Takes the head once a day, keeps it as a record, and sends it by every way; what fails is tried again. Answers what is
 * still not there.
 */
export async function sendHeads(parts: HeadParts): Promise<readonly Unsent[]> {
  await takeHead(parts)
  const unsent: Unsent[] = []
  for (const record of await sentHeads(parts.records, triedDays)) {
    const { deliveries, time } = await deliver(parts, record)
    for (const { way, state, error } of deliveries) {
      if (state === 'failed') unsent.push({ since: time, detail: `${way}: ${error}` })
    }
  }
  return unsent
}

/** Keeps the head of today, unless that was done, or the log is empty. */
async function takeHead({ records, audit, clock, timeZone, installation, signer, senders }: HeadParts): Promise<void> {
  const time = clock.now()
  const id = localDay(time, timeZone)
  if (senders.length === 0 || (await records.get(systemScope, headKind, id)) !== undefined) return
  const [newest] = await audit.list(systemScope, { limit: 1 })
  if (newest === undefined) return
  const [before] = await sentHeads(records, 1)
  const previous = before === undefined ? null : { number: before.document.number, hash: before.document.hash }
  const words = { installation, number: newest.number, hash: newest.hash, time, previous }
  const head: SentHead = {
    ...words,
    signature: signer.sign(Buffer.from(headWords(words))).toString('base64'),
    deliveries: senders.map(({ way }) => ({ way, state: 'waiting', at: null, tries: 0, error: null })),
  }
  const details = { number: head.number, ways: senders.map(({ way }) => way) }
  await records.write(
    [{ kind: headKind, id, document: head, unitIds: [], expect: 'absent' }],
    [{ actor: 'platform', action: 'audit.head', target: `${headKind}/${id}`, unitIds: [], details }],
  )
}

/** Tries every way that is due, and writes down how it went. */
async function deliver(
  { records, clock, senders }: HeadParts,
  { id, version, document }: StoredRecord<SentHead>,
): Promise<SentHead> {
  let tried = false
  const deliveries: SentHead['deliveries'][number][] = []
  for (const delivery of document.deliveries) {
    const sender = senders.find(({ way }) => way === delivery.way)
    const pause = Math.min(longestPause, firstPause * 2 ** Math.max(0, delivery.tries - 1))
    const due = delivery.at === null || clock.now() - delivery.at >= pause
    // A way that was taken out of the configuration is not waited for.
    if (sender === undefined || delivery.state === 'sent' || !due) {
      deliveries.push(
        sender === undefined && delivery.state === 'failed' ? { ...delivery, state: 'waiting' } : delivery,
      )
      continue
    }
    tried = true
    const error = await sender.send(document).then(
      () => null,
      (cause: unknown) => (cause instanceof Error ? cause.message : String(cause)),
    )
    const { way, tries } = delivery
    deliveries.push({ way, state: error === null ? 'sent' : 'failed', at: clock.now(), tries: tries + 1, error })
  }
  const next = { ...document, deliveries }
  if (tried) await records.write([{ kind: headKind, id, document: next, unitIds: [], expect: version }])
  return next
}
