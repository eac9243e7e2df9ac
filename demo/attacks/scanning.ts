import { bsdTime, forwarded, type Happening, type Line } from '../line.ts'
import { filterlog, fortigate } from '../lines/network.ts'

const ports = [21, 22, 23, 25, 80, 110, 135, 139, 143, 443, 445, 1433, 3306, 3389, 5432, 5900, 8080, 8291, 8443]

/** The province's addresses are scanned from end to end, then the VPN is tried with many names. */
export const scanning: Happening = (world, at) => {
  const { random, province } = world
  const from = `198.51.100.${random.whole(120, 220)}`
  const lines: Line[] = []
  let time = at
  for (let address = 10; address < 30; address++)
    for (const port of ports) {
      if (random.chance(0.4)) continue
      lines.push(
        fortigate(
          time,
          'fw-tinh-01',
          `logid="0000000013" type="traffic" subtype="forward" level="notice" vd="root" srcip=${from} srcport=${random.whole(40_000, 60_000)} srcintf="wan1" srcintfrole="wan" dstip=192.0.2.${address} dstport=${port} dstintf="dmz" dstintfrole="dmz" sessionid=${random.whole(100_000, 9_999_999)} proto=6 action="deny" policyid=0 policytype="policy" service="tcp/${port}" trandisp="noop" duration=0 sentbyte=0 rcvdbyte=0 sentpkt=0`,
        ),
      )
      time += random.whole(20, 300)
    }
  for (const wall of province.of('unit-firewall'))
    for (const port of [22, 3389, 8291]) {
      lines.push(filterlog(world, time, wall.name, 'block', from, wall.ip, port))
      time += random.whole(50, 400)
    }
  lines.push(
    forwarded(
      time,
      132,
      'ids-01',
      'suricata[911]',
      `CEF:0|OISF|Suricata|7.0.7|2001219|ET SCAN Potential SSH Scan|7|rt=${Math.floor(time)} dvchost=ids-01 src=${from} spt=40112 dst=192.0.2.25 dpt=22 proto=TCP act=allowed`,
    ),
    fortigate(
      time + 800,
      'fw-tinh-01',
      `logid="0419016384" type="utm" subtype="ips" eventtype="signature" level="alert" vd="root" severity="critical" srcip=${from} srccountry="Reserved" dstip=192.0.2.12 srcintf="wan1" dstintf="dmz" sessionid=7719221 action="dropped" proto=6 service="HTTPS" policyid=12 attack="Fortinet.FortiOS.SSL.VPN.Path.Traversal" srcport=40123 dstport=10443 hostname="vpn.songiang.example" url="/remote/fgt_lang" direction="outgoing" attackid=48321 profile="bao-ve-dmz" msg="web_app: Fortinet.FortiOS.SSL.VPN.Path.Traversal"`,
    ),
  )
  for (let i = 0; i < 40; i++) {
    const user = province.people[i % province.people.length]
    lines.push(
      fortigate(
        time + 60_000 + i * 1500,
        'vpn-tinh-01',
        `logid="0101039426" type="event" subtype="vpn" level="alert" vd="root" logdesc="SSL VPN login fail" action="ssl-login-fail" tunneltype="ssl-web" tunnelid=0 remip=${from} user="${user}" group="N/A" dst_host="N/A" reason="sslvpn_login_permission_denied" msg="SSL user failed to logged in"`,
      ),
    )
  }
  const router = random.pick(province.of('router'))
  for (let i = 0; i < 25; i++) {
    const when = time + 150_000 + i * 2100
    lines.push({
      at: when,
      via: 'syslog',
      text: `<28>${bsdTime(when)} ${router.name} system,error,critical login failure for user ${random.pick(['admin', 'root', 'support'])} from ${from} via ssh`,
    })
  }
  return lines
}
