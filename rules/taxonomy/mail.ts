import type { MappedSource } from './ecs.ts'
import { fieldsBy } from './fields-by.ts'
import { fromDatasets } from './routes.ts'

const fields = fieldsBy({
  src_ip: ['source.ip'],
  username: ['user.name'],
  user: ['user.name'],
  sender: ['email.from.address'],
  recipient: ['email.to.address'],
  action: ['event.action'],
})

const zimbra = fromDatasets('zimbra.audit', 'zimbra.mailbox')

/** Mail servers. `category: mail` is all of them. */
export const mailSources: readonly MappedSource[] = [
  {
    logsource: { category: 'mail' },
    route: fromDatasets('postfix.log', 'dovecot.log', 'zimbra.audit', 'zimbra.mailbox'),
    fields,
  },
  { logsource: { product: 'postfix' }, route: fromDatasets('postfix.log'), fields },
  { logsource: { product: 'dovecot' }, route: fromDatasets('dovecot.log'), fields },
  { logsource: { product: 'zimbra' }, route: zimbra, fields },
  { logsource: { product: 'zimbra', service: 'audit' }, route: fromDatasets('zimbra.audit'), fields },
]
