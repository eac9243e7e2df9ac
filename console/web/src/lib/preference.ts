/** Reads what this browser remembers; a value that is not allowed (or a browser that remembers nothing) gives the default. */
export function recall<T extends string>(name: string, allowed: readonly T[], otherwise: T): T {
  try {
    const kept = localStorage.getItem(`vonggac.${name}`)
    return allowed.find((value) => value === kept) ?? otherwise
  } catch {
    return otherwise
  }
}

/** Remembers a value in this browser; does nothing where storage is forbidden. */
export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(`vonggac.${name}`, value)
  } catch {
    // Private windows may forbid storage: the choice then lasts as long as the page.
  }
}
