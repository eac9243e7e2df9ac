import type { Unit } from '../core/access/unit.ts'
import type { Config } from '../core/config/schema.ts'
import { CodedError, problemText } from '../core/lib/errors.ts'
import { readUnits } from '../response/units/read-units.ts'
import { sampleUnits } from '../response/units/sample-units.ts'

/** The units of the file that the configuration names, else the sample's. Problems throw one `bad-request`, a line each. */
export function configuredUnits(config: Config): readonly Unit[] {
  if (config.units.file === '') return sampleUnits
  const read = readUnits(config.units.file)
  if (!read.ok) throw new CodedError('bad-request', read.error.map(problemText).join('\n'))
  return read.value
}
