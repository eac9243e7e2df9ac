import type { SourceState } from '../../core/event/source-state.ts'

/** A source of Sở Tài chính that was last seen then. */
export const sourceState = (id: string, host: string, lastSeen: number): SourceState => ({
  id,
  input: 'syslog',
  peer: '10.20.1.1',
  host,
  unit: { id: 'so-tc', ids: ['so-tc', 'tinh'] },
  datasets: [],
  firstSeen: 0,
  lastSeen,
  events: 1,
  bytes: 1,
  failures: 0,
  marks: {},
  minutes: {},
  lag: null,
})
