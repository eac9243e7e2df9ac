import { openEventWriter } from '../../core/store/sqlite/open.ts'
import { event, match, start } from '../core/store/fixtures.ts'

/**
 * The process that `store-kill.test.ts` kills: appends batch after batch from the number given, and says `ack N` once
 * batch N is durable. Documents are all alike but for their ids; each batch straddles midnight, so it is two partitions.
 */
const [directory = '', first = '0'] = process.argv.slice(2)
const writer = openEventWriter({ directory })
for (let batch = Number(first); ; batch++) {
  const events = Array.from({ length: 100 }, (_, i) => event(`${batch}-${i}`, i % 2 === 0 ? start : start - 1))
  await writer.append(
    events,
    events.flatMap((one, i) => (i % 3 === 0 ? [match(one)] : [])),
  )
  process.stdout.write(`ack ${batch}\n`)
}
