import type { Unit } from '../core/access/unit.ts'
import type { Config } from '../core/config/schema.ts'
import type { Clock } from '../core/lib/clock.ts'
import { CodedError, problemText } from '../core/lib/errors.ts'
import type { RecordStore } from '../core/store/store.ts'
import type { Signal } from '../core/telemetry/signals.ts'
import { type LiveUnits, openLiveUnits } from '../response/units/live-units.ts'
import { readUnits } from '../response/units/read-units.ts'
import { sampleUnits } from '../response/units/sample-units.ts'
import { type HeldUnits, unitsFrom } from '../response/units/unit-records.ts'

/** The units of the file that the configuration names, else the sample's. Problems throw one `bad-request`, a line each. */
export function configuredUnits(config: Config): readonly Unit[] {
  if (config.units.file === '') return sampleUnits
  const read = readUnits(config.units.file)
  if (!read.ok) throw new CodedError('bad-request', read.error.map(problemText).join('\n'))
  return read.value
}

/** The units of the installation; before its first start those of the configuration, which then become records. */
export const installedUnits = (config: Config, records: RecordStore, clock: Clock): Promise<HeldUnits> =>
  unitsFrom(records, () => configuredUnits(config), clock)

/** The units of the installation as they stand, followed. */
export async function liveUnits(
  config: Config,
  records: RecordStore,
  clock: Clock,
  signal: Signal,
): Promise<LiveUnits> {
  await installedUnits(config, records, clock)
  return openLiveUnits({
    records,
    clock,
    timeZone: config.installation.timeZone,
    onError: (error) => signal('units-behind', { cause: String(error) }),
  })
}
