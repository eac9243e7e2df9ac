import { Counter, type Registry } from 'prom-client'
import type { Json } from '../lib/json.ts'
import type { Log } from './log.ts'

/**
 * Everything worth telling, named once: its level, its words and the counter that counts it. An `error` means that data
 * was lost or that someone must act.
 */
const signals = {
  started: { level: 'info', text: 'serving' },
  stopping: { level: 'info', text: 'stopping: taking in what was read' },
  stopped: { level: 'info', text: 'stopped' },
  'role-died': {
    level: 'error',
    text: 'a role ended unexpectedly; the process ends so that its supervisor restarts it',
  },
  'connection-opened': { level: 'debug', text: 'a sender connected' },
  'connection-closed': { level: 'debug', text: 'a sender disconnected' },
  'connection-refused': { level: 'warn', text: 'too many connections: a sender was turned away' },
  'handshake-failed': {
    level: 'warn',
    text: 'a sender was turned away: no TLS, or a certificate that is not accepted',
  },
  'file-unreadable': { level: 'warn', text: 'a log file cannot be followed; it is tried again' },
  'datagrams-dropped': { level: 'error', text: 'syslog over UDP comes faster than it can be taken: lines are lost' },
  'probe-failed': { level: 'error', text: 'a visit of a page could not be recorded; it is visited again' },
  'frame-refused': { level: 'warn', text: 'a sender does not keep to its protocol: its connection was closed' },
  'key-refused': { level: 'warn', text: 'an intake request came with a wrong key' },
  'append-refused': { level: 'error', text: 'the store refused a batch: senders are refused until it takes it' },
  'append-recovered': { level: 'info', text: 'the store takes batches again' },
  'event-reduced': {
    level: 'error',
    text: 'the store cannot hold an event as it was mapped: it is kept as its original text alone',
  },
  'documents-refused': {
    level: 'error',
    text: 'Elasticsearch refused documents: they wait among the dead letters (vonggac dead-letters)',
  },
  'store-fault': { level: 'error', text: 'something is wrong with Elasticsearch' },
  'store-mended': { level: 'info', text: 'a fault of Elasticsearch is over' },
  'events-lost': { level: 'error', text: 'stopped while the store was refusing: lines that were read are lost' },
  'judge-failed': { level: 'error', text: 'judging an event failed: it is stored without that judgement' },
  'alert-failed': { level: 'error', text: 'opening alerts failed; the jobs role opens them from their matches' },
  'count-failed': { level: 'error', text: 'counting alerts failed; it is tried again' },
  'backfill-failed': { level: 'warn', text: 'a run of a rule over stored events is held up; it is tried again' },
  'look-back-failed': { level: 'warn', text: 'a search for indicators is held up; it is tried again' },
  'correlate-failed': { level: 'error', text: 'looking for correlations failed; it is tried again' },
  'partitions-dropped': { level: 'info', text: 'partitions past their time were deleted' },
  'drop-failed': {
    level: 'error',
    text: 'deleting partitions or looking for what to delete failed; it is tried again',
  },
  'disk-filling': { level: 'warn', text: 'the disk is past its first watermark' },
  'disk-refusing': { level: 'error', text: 'the disk is full and nothing on it may be deleted: senders are refused' },
  'disk-accepting': { level: 'info', text: 'there is room on the disk again' },
  'housekeeping-failed': { level: 'error', text: 'retention, disk and source checks failed; they are tried again' },
  'sources-failed': { level: 'warn', text: 'writing the state of the sources failed; it is tried again' },
  'mapping-rejected': { level: 'warn', text: 'a mapping was rejected: its lines stay unmapped' },
  'mapping-unused': { level: 'warn', text: 'a mapping has matched nothing since the start' },
  'rule-rejected': { level: 'warn', text: 'a rule was rejected' },
  'rules-behind': {
    level: 'error',
    text: 'changed rules could not be taken up: the former ones judge on; it is tried again',
  },
  'units-behind': {
    level: 'error',
    text: 'changed units could not be taken up: the former ones are attributed to; it is tried again',
  },
  'rules-in-force': { level: 'info', text: 'events are judged by these rules from now on' },
  'rules-loaded': { level: 'info', text: 'rules loaded' },
  'audit-events-failed': { level: 'error', text: 'rows of the audit log could not be made events; it is tried again' },
  'audit-head-unsent': {
    level: 'error',
    text: 'the head of the audit log could not be sent outside; it is tried again',
  },
  'audit-broken': { level: 'error', text: 'the chain of the audit log is broken: the log was tampered with' },
  'sign-in-failed': { level: 'warn', text: 'a log-in failed' },
  'request-failed': { level: 'error', text: 'a request failed' },
} as const satisfies Record<string, { level: 'debug' | 'info' | 'warn' | 'error'; text: string }>
export type SignalName = keyof typeof signals

/** Tells one happening: a log line and a count. */
export type Signal = (name: SignalName, fields?: { readonly [key: string]: Json | undefined }) => void

/** Signals into a log and the counter `vonggac_signals_total{signal}` of the registry. */
export function createSignal(log: Log, registry: Registry): Signal {
  const counter = new Counter({
    name: 'vonggac_signals_total',
    help: 'Happenings by name',
    labelNames: ['signal'],
    registers: [registry],
  })
  return (name, fields) => {
    counter.inc({ signal: name })
    const { level, text } = signals[name]
    log[level]({ signal: name, ...fields }, text)
  }
}
