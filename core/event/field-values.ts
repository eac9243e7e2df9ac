import { compilePath, type Path, type Scalar } from './path.ts'

/** What some fields of an event hold, each as the list of its values; a field without any is left out. */
export type FieldValues = Readonly<Record<string, readonly Scalar[]>>

/** Reads these fields of events. */
export function fieldReader(fields: readonly string[]): (event: object) => FieldValues {
  const paths: readonly Path[] = fields.map(compilePath)
  return (event) => {
    const read: Record<string, readonly Scalar[]> = {}
    for (const path of paths) {
      const values = path.values(event)
      if (values !== undefined) read[path.name] = typeof values === 'object' ? values : [values]
    }
    return read
  }
}
