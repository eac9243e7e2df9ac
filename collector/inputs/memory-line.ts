/**
 * A line of an input's memory file, a JSON array whose layout is the file's own; undefined for one that was being written
 * when the process died.
 */
export function memoryLine<L extends readonly unknown[]>(line: string): L | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return Array.isArray(value) ? (value as unknown as L) : undefined
  } catch {
    return undefined
  }
}
