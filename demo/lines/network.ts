import { bsdTime, forwarded, fromDevice, type Happening, type Line, localIso, type World } from '../line.ts'
import { stranger } from './web.ts'

const services: readonly (readonly [number, readonly [number, string, string]])[] = [
  [60, [443, 'HTTPS', 'SSL']],
  [12, [80, 'HTTP', 'HTTP.BROWSER']],
  [15, [53, 'DNS', 'DNS']],
  [4, [123, 'NTP', 'NTP']],
  [5, [993, 'IMAPS', 'IMAPS']],
]

/** FortiGate's own line: `<189>` and pairs, no syslog header. */
export function fortigate(at: number, device: string, pairs: string): Line {
  const iso = localIso(at)
  const text = `<189>date=${iso.slice(0, 10)} time=${iso.slice(11, 19)} devname="${device}" devid="FG100FTK${device === 'fw-tinh-01' ? '21000417' : '21000418'}" eventtime=${Math.floor(at)}000000 tz="+0700" ${pairs}`
  return { at, via: 'syslog', text }
}

/** A connection through the province's firewall. */
export const traffic: Happening = (world, at) => {
  const { random, province } = world
  const host = random.pick(province.hosts)
  const [port, service, app] = random.weighted(services)
  const seconds = random.whole(1, 240)
  return [
    fortigate(
      at,
      'fw-tinh-01',
      `logid="0000000013" type="traffic" subtype="forward" level="notice" vd="root" srcip=${host.ip} srcname="${host.name}" srcport=${random.whole(32_768, 60_999)} srcintf="wan-noi-bo" srcintfrole="lan" dstip=${stranger(world)} dstport=${port} dstintf="wan1" dstintfrole="wan" srccountry="Reserved" dstcountry="Viet Nam" sessionid=${random.whole(100_000, 9_999_999)} proto=${port === 53 || port === 123 ? 17 : 6} action="${port === 53 ? 'accept' : 'close'}" policyid=${random.whole(1, 40)} policytype="policy" policyname="noi-bo-ra-internet" service="${service}" trandisp="snat" app="${app}" appcat="unscanned" duration=${seconds} sentbyte=${random.whole(300, 90_000)} rcvdbyte=${random.whole(400, 900_000)} sentpkt=${random.whole(4, 200)} rcvdpkt=${random.whole(4, 900)}`,
    ),
  ]
}

/** Somebody outside is turned away. */
export const turnedAway: Happening = (world, at) => {
  const { random } = world
  return [
    fortigate(
      at,
      'fw-tinh-01',
      `logid="0000000013" type="traffic" subtype="forward" level="notice" vd="root" srcip=${stranger(world)} srcport=${random.whole(1024, 65_000)} srcintf="wan1" srcintfrole="wan" dstip=192.0.2.${random.whole(10, 30)} dstport=${random.pick([22, 23, 445, 3389, 8080, 5900])} dstintf="dmz" dstintfrole="dmz" sessionid=${random.whole(100_000, 9_999_999)} proto=6 action="deny" policyid=0 policytype="policy" service="tcp" trandisp="noop" duration=0 sentbyte=0 rcvdbyte=0 sentpkt=0`,
    ),
  ]
}

/** Somebody of the staff comes in by VPN, and the administrators look at the device. */
export const remoteWork: Happening = (world, at) => {
  const { random, province } = world
  const user = random.pick(province.people)
  const from = stranger(world)
  if (random.chance(0.1))
    return [
      fortigate(
        at,
        'fw-tinh-01',
        `logid="0100032001" type="event" subtype="system" level="information" vd="root" logdesc="Admin login successful" sn="${at}" user="admin" ui="https(10.40.8.22)" method="https" srcip=10.40.8.22 dstip=10.40.8.1 action="login" status="success" reason="none" profile="super_admin" msg="Administrator admin logged in successfully from https(10.40.8.22)"`,
      ),
    ]
  return [
    fortigate(
      at,
      'vpn-tinh-01',
      `logid="0101039424" type="event" subtype="vpn" level="information" vd="root" logdesc="SSL VPN tunnel up" action="tunnel-up" tunneltype="ssl-web" tunnelid=${random.whole(1_000_000, 9_999_999)} remip=${from} user="${user}" group="vpn-can-bo" dst_host="N/A" reason="login successfully" msg="SSL tunnel established"`,
    ),
  ]
}

/** filterlog of pfSense at a department. */
export function filterlog(
  world: World,
  at: number,
  host: string,
  action: 'pass' | 'block',
  from: string,
  to: string,
  port: number,
): Line {
  const { random } = world
  const cells = `${random.whole(4, 120)},,,${random.whole(1_000_000_000, 1_999_999_999)},${action === 'block' ? 'em0' : 'em1'},match,${action},in,4,0x0,,${random.whole(50, 128)},${random.whole(1000, 60_000)},0,DF,6,tcp,60,${from},${to},${random.whole(1024, 65_000)},${port},0,S,${random.whole(100_000_000, 4_000_000_000)},,64240,,mss;sackOK;TS;nop;wscale`
  return fromDevice(at, 134, host, `filterlog[${30_000 + (port % 1000)}]`, cells)
}

/** What a department's firewall passes and blocks. */
export const departmentWall: Happening = (world, at) => {
  const { random, province } = world
  const wall = random.pick(province.of('unit-firewall'))
  const inside = random.pick(province.hosts.filter(({ unit, role }) => unit === wall.unit && role !== 'unit-firewall'))
  return random.chance(0.8)
    ? [filterlog(world, at, wall.name, 'pass', inside.ip, stranger(world), 443)]
    : [filterlog(world, at, wall.name, 'block', stranger(world), wall.ip, random.pick([22, 23, 445, 3389, 8291]))]
}

/** The router of a commune: packets, and now and then somebody who looks after it. */
export const communeRouter: Happening = (world, at) => {
  const { random, province } = world
  const router = random.pick(province.of('router'))
  const net = router.ip.slice(0, router.ip.lastIndexOf('.'))
  if (random.chance(0.02))
    return [
      {
        at,
        via: 'syslog',
        text: `<30>${bsdTime(at)} ${router.name} system,info,account user quantri logged in from ${net}.10 via winbox`,
      },
    ]
  const blocked = random.chance(0.25)
  const [from, to] = blocked ? [stranger(world), router.ip] : [`${net}.${random.whole(10, 60)}`, stranger(world)]
  const chain = blocked ? 'DROP-WAN input' : 'ACCEPT forward'
  const port = blocked ? random.pick([23, 8291, 445, 22]) : 443
  return [
    {
      at,
      via: 'syslog',
      text: `<30>${bsdTime(at)} ${router.name} firewall,info ${chain}: in:${blocked ? 'ether1' : 'bridge'} out:${blocked ? '(unknown 0)' : 'ether1'}, connection-state:new src-mac 48:8f:5a:${random.hex(2)}:${random.hex(2)}:${random.hex(2)}, proto TCP (SYN), ${from}:${random.whole(1024, 65_000)}->${to}:${port}, len 52`,
    },
  ]
}

/** The sensor at the data centre, in ArcSight's format. */
export const sensor: Happening = (world, at) => {
  const { random, province } = world
  const target = random.pick(province.hosts)
  const [id, name, severity] = random.pick([
    ['2024897', 'ET USER_AGENTS Go HTTP Client User-Agent', 3],
    ['2027390', 'ET POLICY Unsupported TLS version in use', 3],
    ['2016149', 'ET INFO Session Traversal Utilities for NAT', 2],
    ['2402000', 'ET DROP Dshield Block Listed Source', 6],
  ] as const)
  return [
    forwarded(
      at,
      132,
      'ids-01',
      'suricata[911]',
      `CEF:0|OISF|Suricata|7.0.7|${id}|${name}|${severity}|rt=${Math.floor(at)} dvchost=ids-01 src=${stranger(world)} spt=${random.whole(1024, 65_000)} dst=${target.ip} dpt=443 proto=TCP act=allowed cs1Label=signature_group cs1=policy`,
    ),
  ]
}
