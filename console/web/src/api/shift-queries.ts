import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { HandOverDraft, OnDuty, Shift, ShiftDetail, ShiftPage } from '../../../api/schemas/shifts.ts'
import { resolveRange, type TimeRange } from '../lib/time-range.ts'
import { get, send } from './client.ts'
import { useMay } from './session.ts'

const path = (id: string) => `/api/shifts/${encodeURIComponent(id)}`

/** Who is on duty. */
export function useDuty() {
  const may = useMay()
  return useQuery({
    queryKey: ['shifts', 'duty'],
    queryFn: ({ signal }) => get<OnDuty>('/api/shifts/duty', {}, signal),
    enabled: may('shift.read'),
  })
}

/** The shifts that began within the range, the newest first. */
export function useShifts(range: TimeRange) {
  return useQuery({
    queryKey: ['shifts', 'list', range],
    queryFn: ({ signal }) => {
      const { from, to } = resolveRange(range, Date.now())
      return get<ShiftPage>('/api/shifts', { from, to: to + 1, limit: 100 }, signal)
    },
  })
}

export function useShift(id: string | null) {
  return useQuery({
    queryKey: ['shifts', 'one', id],
    queryFn: ({ signal }) => get<ShiftDetail>(path(id ?? ''), {}, signal),
    enabled: id !== null,
  })
}

/** What is open, to be handed over; read once, when the form opens. */
export function useHandOverDraft() {
  return useQuery({
    queryKey: ['shift-draft'],
    queryFn: ({ signal }) => get<HandOverDraft>('/api/shifts/draft', {}, signal),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function useShiftPeople(unit: string) {
  return useQuery({
    queryKey: ['shift-people', unit],
    queryFn: ({ signal }) => get<{ rows: { id: string; name: string }[] }>('/api/shifts/people', { unit }, signal),
  })
}

/** Refreshes what a step on a shift changes, however it was answered. */
function useSettled() {
  const client = useQueryClient()
  return () =>
    Promise.all(
      // Alerts may go with a watch.
      ['shifts', 'home', 'alerts'].map((key) => client.invalidateQueries({ queryKey: [key] })),
    )
}

export function useStartShift() {
  return useMutation({
    mutationFn: (shift: { unit: string; phone: string }) => send<Shift>('POST', '/api/shifts', shift),
    onSettled: useSettled(),
  })
}

export function useWriteShift(id: string) {
  return useMutation({
    mutationFn: (text: string) => send('POST', `${path(id)}/entries`, { text }),
    onSettled: useSettled(),
  })
}

type ShiftStep =
  | { readonly verb: 'end' | 'withdraw' }
  | {
      readonly verb: 'offer'
      readonly to: string | null
      readonly text: string
      /** One's own open alerts go with it, with a note on each. */
      readonly alerts: boolean
      readonly note: string
    }
  | { readonly verb: 'accept'; readonly phone: string }
  | { readonly verb: 'refuse'; readonly reason: string }

/** A step on a shift as the reader saw it. */
export function useShiftStep({ id, version }: Pick<Shift, 'id' | 'version'>) {
  return useMutation({
    mutationFn: ({ verb, ...body }: ShiftStep) => send<Shift>('POST', `${path(id)}/${verb}`, { ...body, version }),
    onSettled: useSettled(),
  })
}
