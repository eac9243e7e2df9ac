import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ImportPreview, RollBack, RuleCollection } from '../../../api/schemas/rule-collections.ts'
import type { Changed } from '../../../api/schemas/rule-settings.ts'
import { get, send, sendFile } from './client.ts'

/** What to take of an archive, as the API asks for it. */
export interface ImportWish {
  readonly name: string
  readonly file: File
  readonly levels: string | undefined
  readonly logsources: string | undefined
  readonly arrivingOnly: boolean
  readonly enabled: boolean
  readonly preferred: boolean
  readonly prune: boolean
}

const pathOf = (name: string) => `/api/rule-collections/${encodeURIComponent(name)}`

/** The collections of rules that were imported. */
export function useCollections() {
  return useQuery({
    queryKey: ['collections'],
    queryFn: ({ signal }) => get<{ rows: RuleCollection[] }>('/api/rule-collections', {}, signal),
  })
}

export function useImportPreview() {
  return useMutation({
    mutationFn: ({ name, file, ...wish }: ImportWish) =>
      sendFile<ImportPreview>(`${pathOf(name)}/preview`, { ...wish, origin: file.name }, file, 'application/zip'),
  })
}

/** Takes what was previewed; `version` is that of the preview. */
export function useImport() {
  return useChange(({ name, file, version, ...wish }: ImportWish & { version: number | null }) => {
    const query = { ...wish, origin: file.name, version: version ?? undefined }
    return sendFile<Changed>(`${pathOf(name)}/import`, query, file, 'application/zip')
  })
}

export function useRollBack() {
  return useChange(({ name, ...to }: RollBack & { name: string }) =>
    send<Changed>('POST', `${pathOf(name)}/rollback`, to),
  )
}

export function useRemoveCollection() {
  return useChange(({ name, version }: { name: string; version: number }) =>
    send<Changed>('POST', `${pathOf(name)}/remove`, { version }),
  )
}

function useChange<T>(mutationFn: (change: T) => Promise<Changed>) {
  const client = useQueryClient()
  return useMutation({ mutationFn, onSettled: () => client.invalidateQueries({ queryKey: ['collections'] }) })
}
