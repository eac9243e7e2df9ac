import { type Host, windowsDomain } from '../inventory.ts'
import { type Happening, type Line, localIso, type World } from '../line.ts'

export interface Detection {
  readonly code: string
  readonly name: string
  readonly threat?: string
  readonly object?: string
}

/** An event of Kaspersky Security Center as it exports it to syslog (RFC 5424). */
export function kasperskyLine(at: number, host: Host, { code, name, threat, object }: Detection): Line {
  const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll(']', '\\]')
  const parameters = [
    ['et', code],
    ['tdn', 'Bảo vệ tệp'],
    ['etdn', name],
    ['hdn', host.name],
    ['hip', host.ip],
    ['gn', 'Máy trạm'],
    ['kscfqdn', 'ksc-01.songiang.example'],
    ...(threat === undefined ? [] : [['p5', threat]]),
    ...(object === undefined ? [] : [['p2', object]]),
    ...(threat === undefined ? [] : [['p7', `${windowsDomain}\\${host.user}`]]),
  ]
  const data = parameters.map(([key, value]) => `${key}="${escaped(value ?? '')}"`).join(' ')
  const text = `<${threat === undefined ? 14 : 11}>1 ${localIso(at)}+07:00 ksc-01 KES|12.8.0.0 - ${code} [event@23668 ${data}] ${name}`
  return { at, via: 'syslog', text }
}

/** The antivirus: bases come in, a machine falls behind, something small is found on a stick. */
export const antivirus: Happening = (world: World, at) => {
  const { random, province } = world
  const host = random.pick(province.of('pc'))
  const detection = random.weighted<Detection>([
    [70, { code: 'KLAUD_EV_AV_BASES_UPDATED', name: 'Databases have been updated' }],
    [12, { code: 'KLSRV_HOST_STATUS_WARNING', name: 'Device status is Warning' }],
    [6, { code: 'GNRL_EV_BASES_OLD', name: 'Databases are out of date' }],
    [
      1,
      {
        code: 'GNRL_EV_VIRUS_FOUND_AND_BLOCKED',
        name: 'Malicious object detected and blocked',
        threat: 'HEUR:Worm.Script.Generic',
        object: 'E:\\Tài liệu.lnk',
      },
    ],
  ])
  return [kasperskyLine(at, host, detection)]
}
