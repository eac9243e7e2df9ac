import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { CsvImportPlan } from '../../../api/schemas/csv-import.ts'
import type {
  UnitChange,
  UnitContact,
  UnitDetail,
  UnitImport,
  UnitList,
  UnitPreview,
} from '../../../api/schemas/units.ts'
import { get, send } from './client.ts'

const pathOf = (id: string) => `/api/units/${encodeURIComponent(id)}`

/** The tree of units that the caller sees. */
export function useUnits() {
  return useQuery({ queryKey: ['units'], queryFn: ({ signal }) => get<UnitList>('/api/units', {}, signal) })
}

export function useUnit(id: string) {
  return useQuery({ queryKey: ['units', id], queryFn: ({ signal }) => get<UnitDetail>(pathOf(id), {}, signal) })
}

/** Asks what a change would do. */
export function usePreviewUnitChange() {
  return useMutation({ mutationFn: (change: UnitChange) => send<UnitPreview>('POST', '/api/units/preview', change) })
}

/** The session holds the units of the scope menu: it goes along. */
function useRereadUnits() {
  const client = useQueryClient()
  return () => {
    void client.invalidateQueries({ queryKey: ['units'] })
    void client.invalidateQueries({ queryKey: ['session'] })
  }
}

export function useChangeUnit() {
  const onSettled = useRereadUnits()
  return useMutation({
    mutationFn: (change: UnitChange) => send<{ units: string[] }>('POST', '/api/units/changes', change),
    onSettled,
  })
}

export function usePutContacts(id: string) {
  const onSettled = useRereadUnits()
  return useMutation({
    mutationFn: (body: { contacts: UnitContact[]; steps: number }) =>
      send<{ done: true }>('PUT', `${pathOf(id)}/contacts`, body),
    onSettled,
  })
}

export function usePreviewUnitImport() {
  return useMutation({
    mutationFn: (wish: UnitImport) => send<CsvImportPlan>('POST', '/api/units/import/preview', wish),
  })
}

export function useImportUnits() {
  const onSettled = useRereadUnits()
  return useMutation({
    mutationFn: (wish: UnitImport) => send<CsvImportPlan>('POST', '/api/units/import', wish),
    onSettled,
  })
}
