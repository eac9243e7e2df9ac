import { readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

const commit = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/
/** A branch or tag (git check-ref-format), without ways up. */
const reference = /^ref: (refs\/[\w./+@-]{1,200})$/

/**
 * The commit that a checkout stands at, from its files: git is not run, for a repository of others could have it run what
 * it likes. Undefined for a folder that is no checkout, or one that stands at none.
 */
export function gitCommit(folder: string): string | undefined {
  const git = gitFolder(folder)
  if (git === undefined) return undefined
  const head = firstLine(join(git, 'HEAD'))
  if (head === undefined || commit.test(head)) return head
  const name = reference.exec(head)?.[1]
  if (name === undefined || name.includes('..')) return undefined
  // A worktree keeps its HEAD apart; its branches are those of the repository.
  const common = firstLine(join(git, 'commondir'))
  for (const place of common === undefined ? [git] : [git, resolve(git, common)]) {
    const found = firstLine(join(place, name)) ?? packed(place, name)
    if (found !== undefined && commit.test(found)) return found
  }
  return undefined
}

/** `.git`, or where the file of that name in a worktree or submodule says. */
function gitFolder(folder: string): string | undefined {
  const path = join(folder, '.git')
  try {
    if (statSync(path).isDirectory()) return path
  } catch {
    return undefined
  }
  const elsewhere = /^gitdir: (.+)$/.exec(firstLine(path) ?? '')?.[1]
  return elsewhere === undefined ? undefined : resolve(folder, elsewhere)
}

function packed(git: string, name: string): string | undefined {
  const lines = contents(join(git, 'packed-refs'))?.split('\n') ?? []
  return lines.find((line) => line.endsWith(` ${name}`))?.split(' ')[0]
}

const firstLine = (path: string) => contents(path)?.split('\n')[0]?.trim()

function contents(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
