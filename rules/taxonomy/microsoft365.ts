import type { MappedSource } from './ecs.ts'
import { fromDatasets } from './routes.ts'
import { vendorFields } from './vendor-fields.ts'

const outcome = ['event.outcome', 'o365.audit.ResultStatus', 'o365.audit.Status']

/** The unified audit log (Office 365 Management Activity API), whose own names Elastic's integration keeps. */
const unified = vendorFields('o365.audit', {
  Operation: ['event.action', 'o365.audit.Operation'],
  Workload: ['event.provider', 'o365.audit.Workload'],
  ResultStatus: outcome,
  // What a cmdlet was given: values by name, a list of names and values, or all of it as text.
  Parameters: ['o365.audit.Parameters', 'o365.audit.Parameters.Name', 'o365.audit.Parameters.Value', 'event.original'],
  OperationProperties: [
    'o365.audit.OperationProperties',
    'o365.audit.OperationProperties.Name',
    'o365.audit.OperationProperties.Value',
    'event.original',
  ],
  RequestType: ['o365.audit.ExtendedProperties.RequestType', 'o365.audit.ExtendedProperties.Value'],
})

/** Alerts of the Security & Compliance Centre, whose name rules write as the event's. */
const alerts = vendorFields('o365.audit', {
  eventSource: ['event.provider', 'o365.audit.Workload', 'o365.audit.Source'],
  eventName: ['event.action', 'rule.name', 'o365.audit.Operation', 'o365.audit.Name'],
  status: outcome,
  Payload: ['o365.audit.Parameters', 'o365.audit.NonPIIParameters', 'event.original'],
})

const route = fromDatasets('o365.audit')

/** Microsoft 365. */
export const microsoft365Sources: readonly MappedSource[] = [
  { logsource: { product: 'm365', service: 'audit' }, route, fields: unified },
  ...['exchange', 'threat_detection', 'threat_management'].map((service) => ({
    logsource: { product: 'm365', service },
    route,
    fields: alerts,
  })),
]
