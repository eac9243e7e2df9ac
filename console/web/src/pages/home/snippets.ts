/** A way to send logs here: what to paste where. */
export interface Snippet {
  readonly id: 'rsyslog' | 'bulk' | 'vector' | 'fluentbit' | 'test'
  readonly code: string
  /** True when it carries the id and secret of an intake key. */
  readonly needsKey: boolean
}

/** Where this installation listens. */
export interface Listening {
  readonly host: string
  readonly syslogPort: number
  readonly bulkPort: number
}

/** An intake key: its id is the user name, its secret the password. */
export interface KeyInSnippet {
  readonly id: string
  readonly secret: string
}

/** What stands in a snippet until a key is made. */
export const keyPlaces: KeyInSnippet = { id: 'MA_KHOA', secret: 'BI_MAT' }

/** Copy-ready configuration for the senders that people have, with this installation's own address and ports. */
export function snippets({ host, syslogPort, bulkPort }: Listening, key: KeyInSnippet = keyPlaces): Snippet[] {
  // An IPv6 address goes without the brackets that a URL needs.
  const bare = host.replace(/^\[|\]$/g, '')
  return [
    {
      id: 'rsyslog',
      needsKey: false,
      code: `*.* action(type="omfwd" target="${bare}" port="${syslogPort}" protocol="tcp")`,
    },
    {
      id: 'test',
      needsKey: false,
      code: `logger -n ${bare} -P ${syslogPort} -T -p auth.info -t sshd "Failed password for root from 203.0.113.7 port 50022 ssh2"`,
    },
    {
      id: 'bulk',
      needsKey: true,
      code: `module(load="omelasticsearch")
template(name="vonggac" type="string" string="%jsonmesg%")
*.* action(type="omelasticsearch" server="${bare}" serverport="${bulkPort}"
           template="vonggac" searchIndex="logs" bulkmode="on"
           uid="${key.id}" pwd="${key.secret}")`,
    },
    {
      id: 'vector',
      needsKey: true,
      code: `sinks:
  vonggac:
    type: elasticsearch
    inputs: ["*"]
    endpoints: ["http://${host}:${bulkPort}"]
    api_version: v8
    bulk:
      index: logs
    auth:
      strategy: basic
      user: "${key.id}"
      password: "${key.secret}"`,
    },
    {
      id: 'fluentbit',
      needsKey: true,
      code: `[OUTPUT]
    Name               es
    Match              *
    Host               ${bare}
    Port               ${bulkPort}
    Index              logs
    Suppress_Type_Name On
    HTTP_User          ${key.id}
    HTTP_Passwd        ${key.secret}`,
    },
  ]
}
