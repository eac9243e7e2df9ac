/** A file of a vendor's release: its path below the release's folder, with `/`. */
export interface SourceFile {
  readonly path: string
  readonly bytes: Uint8Array
}

/** A release as it was handed in. */
export interface Release {
  readonly kind: 'folder' | 'git' | 'zip'
  /** What names it: the commit, the archive's SHA-256, or the day on which a folder was read. */
  readonly release: string
  readonly files: readonly SourceFile[]
}

/** How much a release may hold; the public Sigma repository has some 9,000 files of 25 MB. */
export const bounds = { entries: 40_000, fileBytes: 4 * 1024 * 1024, allBytes: 128 * 1024 * 1024 }

/** True for what may hold rules: YAML, and in no hidden folder (`.git`, `.github`). */
export const mayHoldRules = (path: string): boolean =>
  /\.ya?ml$/i.test(path) && !path.split('/').some((part) => part.startsWith('.'))

/** The files below the one folder that all of them lie in, as archives of repositories have it; in the order of their paths. */
export function belowCommonFolder(files: readonly SourceFile[]): readonly SourceFile[] {
  const [first] = files
  const top = first?.path.includes('/') ? first.path.slice(0, first.path.indexOf('/') + 1) : ''
  const below = top !== '' && files.every(({ path }) => path.startsWith(top)) ? top.length : 0
  return files.map(({ path, bytes }) => ({ path: path.slice(below), bytes })).sort((a, b) => (a.path < b.path ? -1 : 1))
}
