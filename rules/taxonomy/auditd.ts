import type { MappedSource } from './ecs.ts'
import { fieldsBy } from './fields-by.ts'
import { fromDatasets } from './routes.ts'

const own = (field: string) => [`auditd.log.${field}`]

/**
 * Records of the Linux audit system (auditd(8), fields of its dictionary). Rules look at records one by one, as they
 * stand in the log: an agent that joins the records of one event (Auditbeat) has no `EXECVE` to find.
 */
const fields = fieldsBy(
  {
    type: ['auditd.log.record_type', 'event.action'],
    exe: ['process.executable', ...own('exe')],
    comm: ['process.name', ...own('comm')],
    cwd: ['process.working_directory', ...own('cwd')],
    pid: ['process.pid', ...own('pid')],
    euid: ['user.effective.id', ...own('euid')],
    uid: ['user.id', ...own('uid')],
    auid: ['user.audit.id', ...own('auid')],
    acct: ['user.name', ...own('acct')],
    // The number of a call is its name in capitals where the log is enriched (auditd.conf(5), log_format).
    SYSCALL: [...own('SYSCALL'), ...own('syscall'), 'auditd.data.syscall'],
  },
  own,
)

export const auditdSources: readonly MappedSource[] = [
  { logsource: { product: 'linux', service: 'auditd' }, route: fromDatasets('auditd.log'), fields },
]
