import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { CsvImportPlan } from '../../../api/schemas/csv-import.ts'
import type {
  NewSystem,
  SystemChange,
  SystemDetail,
  SystemEnd,
  SystemImport,
  SystemList,
  SystemWritten,
} from '../../../api/schemas/systems.ts'
import { get, send } from './client.ts'

const pathOf = (id: string) => `/api/systems/${encodeURIComponent(id)}`

/** The information systems that the caller sees. */
export function useSystems(enabled = true) {
  return useQuery({
    queryKey: ['systems'],
    queryFn: ({ signal }) => get<SystemList>('/api/systems', {}, signal),
    enabled,
  })
}

export function useItSystem(id: string) {
  return useQuery({ queryKey: ['systems', id], queryFn: ({ signal }) => get<SystemDetail>(pathOf(id), {}, signal) })
}

function useRereadSystems() {
  const client = useQueryClient()
  return () => void client.invalidateQueries({ queryKey: ['systems'] })
}

/** Registers a system, or changes the one with the id. */
export function useKeepSystem(id?: string) {
  const onSettled = useRereadSystems()
  return useMutation({
    mutationFn: (body: NewSystem | SystemChange) =>
      id === undefined
        ? send<SystemWritten>('POST', '/api/systems', body)
        : send<SystemWritten>('PUT', pathOf(id), body),
    onSettled,
  })
}

export function useEndSystem(id: string) {
  const onSettled = useRereadSystems()
  return useMutation({
    mutationFn: (body: SystemEnd) => send<SystemWritten>('POST', `${pathOf(id)}/end`, body),
    onSettled,
  })
}

export function usePreviewSystemImport() {
  return useMutation({
    mutationFn: (wish: SystemImport) => send<CsvImportPlan>('POST', '/api/systems/import/preview', wish),
  })
}

export function useImportSystems() {
  const onSettled = useRereadSystems()
  return useMutation({
    mutationFn: (wish: SystemImport) => send<CsvImportPlan>('POST', '/api/systems/import', wish),
    onSettled,
  })
}
