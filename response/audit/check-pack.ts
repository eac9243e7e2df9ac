import { createHash, createPublicKey, verify } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { BlobReader, type FileEntry, ZipReader } from '@zip.js/zip.js'
import { isObject } from '../../core/lib/json.ts'
import { chainHash } from '../../core/store/audit-chain.ts'
import type { AuditHead } from '../../core/store/store.ts'
import { type PackManifest, packFormat } from './pack.ts'
import { manifestPath, signaturePath } from './pack-archive.ts'
import { keyFingerprint } from './signer.ts'

/** Bytes of the manifest and other small files, at most: what is larger is none of ours. */
const largestSmall = 4_000_000
const mostProblems = 20

/** What is wrong with a pack, in the words of the one who checks. */
export interface PackVerdict {
  readonly problems: readonly string[]
  /** Absent when there is none that could be read. */
  readonly manifest: PackManifest | undefined
  /** SHA-256 of the key in the pack; undefined without one. */
  readonly fingerprint: string | undefined
  /** Rows of the log in the pack, and how many of them join the row before them in it. */
  readonly rows: number
  readonly joined: number
}

/** What is known from outside the pack. */
export interface PackProof {
  /** The installation's key as it was handed over before, PEM; absent: the one in the pack is believed. */
  readonly publicKey?: string
  /** Heads that were received. */
  readonly heads?: readonly AuditHead[]
  /** The key of the chain: every row is then checked with it. */
  readonly chainKey?: Buffer
}

/**
 * Checks a pack without the installation: that the manifest is signed, that the files are those that it lists, each as it
 * was, none more and none less, and that the rows of the log join one another and the heads. Rejects when the file is no archive.
 */
export async function checkPack(file: string, proof: PackProof = {}): Promise<PackVerdict> {
  const zip = new ZipReader(new BlobReader(await openAsBlob(file)))
  try {
    return await checkEntries((await zip.getEntries()) as readonly FileEntry[], proof)
  } finally {
    await zip.close()
  }
}

async function checkEntries(entries: readonly FileEntry[], proof: PackProof): Promise<PackVerdict> {
  const problems: string[] = []
  const byName = new Map(entries.map((entry) => [entry.filename, entry]))
  if (byName.size < entries.length) problems.push('a file is in the archive twice')
  const small = async (name: string) => {
    const entry = byName.get(name)
    if (entry === undefined || entry.uncompressedSize > largestSmall) return undefined
    const chunks: Uint8Array[] = []
    for await (const chunk of contents(entry)) chunks.push(chunk)
    return Buffer.concat(chunks)
  }
  const [bytes, signature, key] = [
    await small(manifestPath),
    await small(signaturePath),
    (await small('public-key.pem'))?.toString(),
  ]
  const nothing = { problems, manifest: undefined, fingerprint: undefined, rows: 0, joined: 0 }
  if (bytes === undefined) return { ...nothing, problems: [...problems, `${manifestPath} is missing`] }
  const manifest = readManifest(bytes)
  if (manifest === undefined) return { ...nothing, problems: [...problems, `${manifestPath} is none of ours`] }
  const fingerprint = key === undefined ? undefined : fingerprintOf(key)
  const believed = proof.publicKey ?? key
  if (believed === undefined || fingerprintOf(believed) === undefined) problems.push('there is no key to check with')
  else if (signature === undefined || !signed(bytes, signature, believed)) {
    problems.push(`${signaturePath} is no signature of ${manifestPath} by the key`)
  }
  if (proof.publicKey !== undefined && fingerprintOf(proof.publicKey) !== fingerprint) {
    problems.push('the key in the pack is another than the one given')
  }
  problems.push(...(await checkFiles(byName, manifest)))
  const chain = await checkRows(byName, proof, manifest.head)
  problems.push(...chain.problems)
  return { problems, manifest, fingerprint, rows: chain.rows, joined: chain.joined }
}

/** The files are those of the manifest, each as it was. */
async function checkFiles(byName: ReadonlyMap<string, FileEntry>, { files }: PackManifest): Promise<readonly string[]> {
  const problems: string[] = []
  const listed = new Set([manifestPath, signaturePath, ...files.map(({ path }) => path)])
  for (const name of byName.keys())
    if (!listed.has(name)) problems.push(`${name} is in the archive and not in the manifest`)
  for (const { path, bytes, sha256 } of files) {
    const entry = byName.get(path)
    if (entry === undefined) {
      problems.push(`${path} is missing`)
      continue
    }
    const digest = createHash('sha256')
    let size = 0
    try {
      for await (const chunk of contents(entry)) {
        digest.update(chunk)
        size += chunk.length
        if (size > bytes) break
      }
    } catch {
      problems.push(`${path} is damaged`)
      continue
    }
    if (size !== bytes || digest.digest('hex') !== sha256) problems.push(`${path} is not as it was`)
  }
  return problems
}

/** The rows of the log: each after the one before, joined where both are there, and as the heads tell that were sent. */
async function checkRows(
  byName: ReadonlyMap<string, FileEntry>,
  { heads = [], chainKey }: PackProof,
  newest: AuditHead | null,
): Promise<{ problems: readonly string[]; rows: number; joined: number }> {
  const problems: string[] = []
  const known = new Map<number, string>()
  for (const { number, hash } of [...(newest === null ? [] : [newest]), ...(await headsIn(byName)), ...heads]) {
    if ((known.get(number) ?? hash) !== hash) problems.push(`two heads tell otherwise of row ${number}`)
    known.set(number, hash)
  }
  const missing = new Set(heads.map(({ number }) => number))
  let [rows, joined] = [0, 0]
  let last: AuditHead = { number: 0, hash: '' }
  for await (const line of linesOf(byName.get('audit.jsonl'))) {
    const row = rowOf(line)
    if (row === undefined) {
      problems.push(`audit.jsonl line ${rows + 1} is no row`)
      break
    }
    rows += 1
    missing.delete(row.number)
    if (row.number <= last.number) problems.push(`row ${row.number} stands behind row ${last.number}`)
    else if (row.number === last.number + 1) {
      if (row.previous === last.hash) joined += 1
      else problems.push(`row ${row.number} does not join row ${last.number}`)
    }
    if ((known.get(row.number) ?? row.hash) !== row.hash)
      problems.push(`row ${row.number} is not the one that its head tells of`)
    if (chainKey !== undefined && !fits(row, chainKey)) problems.push(`row ${row.number} was edited`)
    last = row
    if (problems.length > mostProblems) break
  }
  for (const number of missing) problems.push(`row ${number}, of which a head tells, is not in the pack`)
  return { problems, rows, joined }
}

/** The heads that the pack says were sent. */
async function headsIn(byName: ReadonlyMap<string, FileEntry>): Promise<readonly AuditHead[]> {
  const heads: AuditHead[] = []
  for await (const line of linesOf(byName.get('heads.jsonl'))) {
    const head = rowOf(line)
    if (head !== undefined) heads.push(head)
  }
  return heads
}

interface PackedRow extends AuditHead {
  readonly time: number
  readonly actor: string
  readonly action: string
  readonly target: string
  readonly units: readonly string[]
  readonly details: string
  readonly previous: string
}

function rowOf(line: string): PackedRow | undefined {
  try {
    const row: unknown = JSON.parse(line)
    if (!isObject(row) || typeof row.number !== 'number' || typeof row.hash !== 'string') return undefined
    const units = Array.isArray(row.units) ? row.units.map(String) : []
    const text = (name: string) => String(row[name] ?? '')
    return {
      number: row.number,
      hash: row.hash,
      time: Date.parse(text('time')),
      actor: text('actor'),
      action: text('action'),
      target: text('target'),
      units,
      details: JSON.stringify(row.details),
      previous: text('previous'),
    }
  } catch {
    return undefined
  }
}

/** The row's hash under the key; the lineage stands in it as either store has it. */
function fits({ units, hash, previous, ...row }: PackedRow, key: Buffer): boolean {
  const cells = units.length === 0 ? [null] : [JSON.stringify(units), `|${units.join('|')}|`]
  return cells.some((unitIds) => chainHash(key, previous, { ...row, unit_ids: unitIds }) === hash)
}

function readManifest(bytes: Buffer): PackManifest | undefined {
  try {
    const manifest = JSON.parse(bytes.toString()) as PackManifest
    return isObject(manifest) && manifest.format === packFormat && Array.isArray(manifest.files) ? manifest : undefined
  } catch {
    return undefined
  }
}

function signed(bytes: Buffer, signature: Buffer, key: string): boolean {
  try {
    return verify(null, bytes, createPublicKey(key), signature)
  } catch {
    return false
  }
}

function fingerprintOf(key: string): string | undefined {
  try {
    return keyFingerprint(key)
  } catch {
    return undefined
  }
}

/** What is in the file, unpacked, piece by piece. */
async function* contents(entry: FileEntry): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const written = entry.getData(writable).catch(async (error: unknown) => {
    await writable.abort(error).catch(() => undefined)
  })
  yield* readable
  await written
}

/** The lines of a file; none of one that is missing, and those before the damage of one that is damaged. */
async function* linesOf(entry: FileEntry | undefined): AsyncGenerator<string> {
  if (entry === undefined) return
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for await (const chunk of contents(entry)) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
  } catch {
    // That it is damaged is said of the file.
    return
  }
  if (rest !== '') yield rest
}
