/**
 * A lineage as one column: ids between bars, `|xa-1|tinh-1|`, so that one id is found by `instr` with its bars and
 * `xa-1` is not found in `xa-10`. Null while it belongs to no unit.
 */
export function columnOfUnits(unitIds: readonly string[]): string | null {
  if (unitIds.length === 0) return null
  for (const id of unitIds) if (id === '' || id.includes('|')) throw new Error(`"${id}" is no unit id`)
  return `|${unitIds.join('|')}|`
}

/** The reverse of `columnOfUnits`. */
export function unitsOfColumn(column: unknown): readonly string[] {
  return typeof column === 'string' ? column.slice(1, -1).split('|') : []
}
