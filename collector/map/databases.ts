import type { ProductMapping } from './product.ts'
import { spoken, wordings } from './wording.ts'

/** MySQL's and MariaDB's error log: `[Note] [MY-010926] [Server] Access denied for user 'root'@'192.0.2.7' (using password: YES)`. */
const mysqlError = spoken(
  wordings(String.raw`
authentication,database start login failure /Access denied for user '(?<user>[^']{0,200})'@'(?<ip>[^']{1,255})' (?<reason>\(using password: (?:YES|NO)\))/
authentication,database start login failure /Host '?(?<ip>[0-9a-fA-F.:]{2,45})'? is (?<reason>not allowed to connect|blocked because of many connection errors)/
`),
  { module: 'mysql', dataset: 'mysql.error', vendor: 'Oracle', product: 'MySQL', object: 'mysql.error.object' },
)

/**
 * MariaDB's audit plug-in by syslog: `csdl-01,root,10.0.0.7,12,345,QUERY,qldl,'DROP DATABASE qldl',0`: server, account,
 * its host, connection, query, operation, database, statement, result.
 */
const mysqlAudit = spoken(
  wordings(String.raw`
authentication,database start login failure /^ ?[^,]{1,255},(?<user>[^,]{0,200}),(?<ip>[^,]{0,255}),\d{1,20},\d{1,20},FAILED_CONNECT,/
authentication,database start login success /^ ?[^,]{1,255},(?<user>[^,]{0,200}),(?<ip>[^,]{0,255}),\d{1,20},\d{1,20},CONNECT,/
database access query /^ ?[^,]{1,255},(?<user>[^,]{0,200}),(?<ip>[^,]{0,255}),\d{1,20},\d{1,20},QUERY[_A-Z]{0,20},[^,]{0,255},'(?<object>.{1,3500}?)',\d{1,6}$/
`),
  { module: 'mysql', dataset: 'mysql.audit', vendor: 'MariaDB', product: 'MariaDB', object: 'mysql.audit.statement' },
)

/** MySQL and MariaDB, error log and audit. */
export const mapMysql: ProductMapping = (line, context) =>
  (context.program === 'mysql-server_auditing' ? mysqlAudit : mysqlError)(line, context)

/** PostgreSQL by syslog, whatever stands in `log_line_prefix`; statements of `log_statement` and of pgAudit. */
export const mapPostgresql = spoken(
  wordings(String.raw`
authentication,database start login failure /FATAL: {1,2}(?<reason>(?:password|Peer|Ident|PAM|LDAP|GSSAPI|SCRAM) authentication failed) for user "(?<user>[^"]{0,200})"/
authentication,database start login failure /FATAL: {1,2}(?<reason>no pg_hba\.conf entry) for host "(?<ip>[^"]{1,255})", user "(?<user>[^"]{0,200})"/
authentication,database start login success /LOG: {1,2}connection authorized: user=(?<user>\S{1,200}) database=/
database access query /LOG: {1,2}(?:duration: [0-9.]{1,20} ms {1,2})?(?:statement|execute [^:]{1,100}): (?<object>.{1,3500})/
database access query /AUDIT: (?:SESSION|OBJECT),\d{1,20},\d{1,20},[A-Z]{1,20},[^,]{0,60},[^,]{0,60},[^,]{0,255},"?(?<object>.{1,3500})/
`),
  {
    module: 'postgresql',
    dataset: 'postgresql.log',
    vendor: 'PostgreSQL',
    product: 'PostgreSQL',
    object: 'postgresql.log.query',
  },
)

const client = String.raw`(?:.{0,600}\(HOST=(?<ip>[0-9a-fA-F.:]{2,45})\))?`

/**
 * Oracle's audit trail by syslog: `USERID:[6] "SYSTEM" … ACTION:[3] "100" RETURNCODE:[4] "1017"`. Action 100 is a
 * log-on; other names and numbers stand in the view AUDIT_ACTIONS. A log-on that names no error succeeded.
 */
export const mapOracle = spoken(
  wordings(String.raw`
authentication,database start login success /USERID:\[\d{1,3}\] "(?<user>[^"]{1,128})".{0,600}ACTION:\[3\] "100" RETURNCODE:\[1\] "0"${client}/
authentication,database start login failure /USERID:\[\d{1,3}\] "(?<user>[^"]{1,128})".{0,600}ACTION:\[3\] "100" RETURNCODE:\[\d\] "(?<reason>\d{1,6})"${client}/
database access statement /USERID:\[\d{1,3}\] "(?<user>[^"]{1,128})".{0,600}ACTION:\[\d\] "(?<object>\d{1,3})" RETURNCODE:\[\d\] "\d{1,6}"/
authentication,database start login success / DBUSER:"(?<user>[^"]{1,128})".{0,300} ACTION:"100" RETCODE:"0"/
authentication,database start login failure / DBUSER:"(?<user>[^"]{1,128})".{0,300} ACTION:"100" RETCODE:"(?<reason>\d{1,6})"/
database access statement / DBUSER:"(?<user>[^"]{1,128})".{0,300} ACTION:"(?<object>\d{1,3})" RETCODE:"\d{1,6}"/
`),
  {
    module: 'oracle',
    dataset: 'oracle.audit',
    vendor: 'Oracle',
    product: 'Oracle Database',
    object: 'oracle.audit.action',
  },
)
