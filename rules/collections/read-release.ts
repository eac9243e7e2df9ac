import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { CodedError } from '../../core/lib/errors.ts'
import { readZip } from '../../core/lib/read-zip.ts'
import { gitCommit } from './git-commit.ts'
import { belowCommonFolder, bounds, mayHoldRules, type Release, type SourceFile } from './source-file.ts'

/** Reads a release from a folder, a git checkout or an archive. Rejects with `bad-request`, `not-found` or `too-large`. */
export function readRelease(path: string, day: string): Release {
  let isFolder: boolean
  try {
    isFolder = statSync(path).isDirectory()
  } catch (cause) {
    throw new CodedError('not-found', `${path} cannot be read`, { cause, hint: 'name a folder or a zip file' })
  }
  return isFolder ? readFolder(path, day) : readArchive(readFileSync(path))
}

/** Reads a release from the bytes of an archive. Rejects as `readZip` does. */
export function readArchive(bytes: Uint8Array): Release {
  const { files, comment } = readZip(bytes, bounds, mayHoldRules)
  // Archives of git repositories carry the commit as their comment (git archive).
  const release = /^[0-9a-f]{40}$/.test(comment) ? comment : createHash('sha256').update(bytes).digest('hex')
  return { kind: 'zip', release, files: belowCommonFolder(files) }
}

function readFolder(folder: string, day: string): Release {
  const files: SourceFile[] = []
  let total = 0
  for (const path of filesBelow(folder, '')) {
    if (files.length >= bounds.entries) throw tooLarge(`more than ${bounds.entries} files`)
    const bytes = readFileSync(join(folder, path))
    total += bytes.length
    if (total > bounds.allBytes) throw tooLarge(`more than ${bounds.allBytes} bytes`)
    files.push({ path, bytes })
  }
  const commit = gitCommit(folder)
  return { kind: commit === undefined ? 'folder' : 'git', release: commit ?? day, files: belowCommonFolder(files) }
}

/** What may hold rules below a folder. Links are not followed: what they lead to may lie outside, or above. */
function* filesBelow(folder: string, below: string): Generator<string> {
  for (const name of readdirSync(join(folder, below)).sort()) {
    const path = below === '' ? name : `${below}/${name}`
    const kind = lstatSync(join(folder, path))
    if (kind.isDirectory() && !name.startsWith('.')) yield* filesBelow(folder, path)
    else if (kind.isFile() && mayHoldRules(path)) yield path
  }
}

const tooLarge = (what: string) =>
  new CodedError('too-large', `the folder holds ${what}`, { hint: 'name a folder of rules alone' })
