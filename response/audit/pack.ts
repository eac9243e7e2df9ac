import type { Actor } from '../../core/access/actor.ts'
import { type Scope, systemScope } from '../../core/access/scope.ts'
import type { UnitTree } from '../../core/access/unit.ts'
import type { Clock } from '../../core/lib/clock.ts'
import { CodedError, told } from '../../core/lib/errors.ts'
import { randomId } from '../../core/lib/ids.ts'
import type { AuditHead, AuditLog, RecordStore } from '../../core/store/store.ts'
import { type DownloadEnd, endBy } from '../exports/download-end.ts'
import { manifestPath, PackArchive, signaturePath, sumsPath } from './pack-archive.ts'
import { packReadme } from './pack-readme.ts'
import { unwindowed } from './pack-rows.ts'
import { csvOf, jsonLinesOf, moment, type PackTable } from './pack-table.ts'
import { logTables, rightTables } from './pack-tables.ts'
import type { Signer } from './signer.ts'

/** The format of the pack; a reader refuses one that it does not know. */
export const packFormat = 'vonggac-inspector-pack/1'

/** What a pack is to hold. */
export interface PackWish {
  readonly scope: Scope
  /** Where the making of it is kept in the log. */
  readonly unitIds: readonly string[]
  /** The window, epoch milliseconds, `to` exclusive. */
  readonly from: number
  readonly to: number
  /** The moment that accounts and rights are told of. */
  readonly asOf: number
}

/** What other rooms add to the pack: systems, sources, retention. */
export type PackSections = (asked: {
  readonly scope: Scope
  readonly from: number
  readonly to: number
  readonly asOf: number
}) => Promise<readonly PackTable[]>

/** The manifest of a pack, which its signature covers. */
export interface PackManifest {
  readonly format: string
  readonly id: string
  readonly installation: string
  readonly madeBy: { readonly id: string; readonly name: string }
  readonly madeAt: string
  readonly window: { readonly from: string; readonly to: string }
  readonly asOf: string
  /** Ids of the units; `unattributed` where what is no unit's belongs to it. */
  readonly scope: { readonly units: readonly string[]; readonly unattributed: boolean }
  /** The newest row of the log when it was made; null for an empty log. */
  readonly head: AuditHead | null
  readonly keyFingerprint: string
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[]
}

export interface Packs {
  /**
   * Checks the wish and writes the audit row; then `write` makes the pack and writes a row of how that ended. Rejects with `bad-request` for a window or a
   * date that is none, or lies outside what the actor may read of.
   */
  prepare(
    actor: Actor,
    wish: PackWish,
  ): Promise<{ readonly name: string; write(out: WritableStream<Uint8Array>): Promise<void> }>
}

/** Makes inspectors' packs. `records` and `audit` are held to the scope by its units; the window is held to here. */
export function createPacks(parts: {
  readonly records: RecordStore
  readonly audit: AuditLog
  readonly units: UnitTree
  readonly clock: Clock
  readonly signer: Signer
  readonly installation: string
  readonly sections: PackSections
}): Packs {
  const { audit, clock, signer, installation } = parts

  async function write(id: string, actor: Actor, wish: PackWish, out: WritableStream<Uint8Array>): Promise<void> {
    const madeAt = clock.now()
    const [newest] = await audit.list(systemScope, { limit: 1 })
    const head = newest === undefined ? null : { number: newest.number, hash: newest.hash }
    const archive = new PackArchive(out, madeAt)
    const asked = { ...wish, upTo: head?.number ?? 0 }
    const scope = scopeWords(wish.scope)
    const facts = { installation, id, from: iso(wish.from), to: iso(wish.to), asOf: iso(wish.asOf) }
    await archive.add('README.txt', [
      packReadme({
        ...facts,
        scope: unitNames(wish.scope, parts.units),
        madeBy: `${actor.name} (${actor.id})`,
        madeAt: iso(madeAt),
        head: head === null ? '-' : `${head.number}:${head.hash}`,
        fingerprint: signer.fingerprint,
      }),
    ])
    await archive.add('public-key.pem', [signer.publicKey])
    const tables = [
      ...(await rightTables(parts, asked)),
      ...(await parts.sections({ ...asked, scope: unwindowed(wish.scope) })),
      ...(await logTables(parts, asked)),
    ]
    for (const table of tables) {
      await archive.add(`${table.name}.csv`, csvOf(table))
      await archive.add(`${table.name}.jsonl`, jsonLinesOf(table))
    }
    const sums = archive.files.map(({ path, sha256 }) => `${sha256}  ${path}\n`)
    await archive.add(sumsPath, sums)
    const manifest: PackManifest = {
      format: packFormat,
      id,
      installation,
      madeBy: { id: actor.id, name: actor.name },
      madeAt: iso(madeAt),
      window: { from: iso(wish.from), to: iso(wish.to) },
      asOf: iso(wish.asOf),
      scope,
      head,
      keyFingerprint: signer.fingerprint,
      files: archive.files,
    }
    const bytes = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)
    await archive.add(manifestPath, [bytes])
    await archive.add(signaturePath, [signer.sign(bytes)])
    await archive.close()
  }

  return {
    async prepare(actor, wish) {
      check(wish, clock.now())
      const id = randomId()
      const { from, to, asOf, unitIds } = wish
      const details = { from: iso(from), to: iso(to), asOf: iso(asOf), scope: { ...scopeWords(wish.scope) } }
      const said = { actor: actor.id, target: `audit-pack/${id}`, unitIds }
      await audit.append([{ ...said, action: 'audit.pack', details }])
      return {
        name: `goi-thanh-tra-${iso(from).slice(0, 10)}-${iso(to).slice(0, 10)}.zip`,
        async write(out) {
          let state: DownloadEnd = 'done'
          try {
            await write(id, actor, wish, out)
          } catch (error) {
            state = endBy(error)
            throw error
          } finally {
            await audit.append([{ ...said, action: 'audit.pack-end', details: { state } }])
          }
        },
      }
    },
  }
}

/** Throws unless the window is one, has begun, and lies with the date in what may be read of. */
function check({ scope, from, to, asOf }: PackWish, now: number): void {
  if (from >= to)
    throw new CodedError('bad-request', 'the window ends before it begins', {
      hint: 'window-empty',
      ...told('pack-window-empty'),
    })
  if (asOf > now)
    throw new CodedError('bad-request', 'rights of a day to come are not known', {
      hint: 'as-of-future',
      ...told('pack-as-of-future'),
    })
  const window = scope.kind === 'units' ? scope.window : undefined
  if (window === undefined) return
  if (from < window.from || to > window.to || asOf < window.from || asOf > window.to) {
    throw new CodedError('bad-request', `you may read from ${iso(window.from)} up to ${iso(window.to)}`, {
      hint: 'outside-window',
      ...told('pack-outside-window'),
    })
  }
}

const iso = (time: number): string => moment(time) ?? ''

const scopeWords = (scope: Scope): { units: string[]; unattributed: boolean } =>
  scope.kind === 'system'
    ? { units: [], unattributed: true }
    : { units: [...scope.units], unattributed: scope.unattributed }

/** The topmost units of the scope by name. */
function unitNames(scope: Scope, units: UnitTree): string {
  if (scope.kind === 'system') return units.get(units.root)?.name ?? units.root
  const tops = scope.units.filter(
    (id) =>
      !units
        .lineage(id)
        .slice(1)
        .some((above) => scope.units.includes(above)),
  )
  return tops.map((id) => units.get(id)?.name ?? id).join('; ')
}
