import {
  accessTime,
  errorTime,
  forwarded,
  fromDevice,
  type Happening,
  type Line,
  localIso,
  type World,
} from '../line.ts'

const agents = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) coc_coc_browser/124.0.0 Chrome/118.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
]
const pages = [
  '/',
  '/dich-vu-cong/tra-cuu-ho-so',
  '/dich-vu-cong/nop-ho-so?thu-tuc=1.004873',
  '/dich-vu-cong/thanh-toan',
  '/api/ho-so/SG-2026-004127/trang-thai',
  '/tin-tuc/thong-bao-lich-tiep-cong-dan',
  '/tin-tuc/danh-sach?trang=2&q=đất đai',
  '/static/css/app.4f1c.css',
  '/static/js/app.91be.js',
  '/anh/quoc-huy.png',
  '/dang-nhap',
]

/** Somebody out there: an address of a documentation range (RFC 5737), or of the carriers' shared range (RFC 6598). */
export const stranger = ({ random }: World): string =>
  random.chance(0.3)
    ? `${random.pick(['203.0.113', '198.51.100'])}.${random.whole(2, 254)}`
    : `100.${random.whole(64, 127)}.${random.whole(0, 255)}.${random.whole(1, 254)}`

export interface Request {
  readonly from: string
  readonly method?: string
  readonly path: string
  readonly status: number
  readonly bytes: number
  readonly referrer?: string
  readonly agent: string
  readonly user?: string
}

const combined = (
  at: number,
  { from, method = 'GET', path, status, bytes, referrer = '-', agent, user = '-' }: Request,
) =>
  `${from} - ${user} [${accessTime(at)}] "${method} ${encodeURI(path)} HTTP/1.1" ${status} ${bytes} "${referrer}" "${agent}"`

/** A request as nginx logs it to syslog. */
export const nginxLine = (at: number, host: string, request: Request): Line =>
  fromDevice(at, 190, host, 'nginx', combined(at, request))

/** A request as Apache logs it. */
export const apacheLine = (at: number, host: string, request: Request): Line =>
  forwarded(at, 190, host, 'apache2', combined(at, request))

/** A refusal of ModSecurity in nginx's error log. */
export function modsecurityLine(
  { random }: World,
  at: number,
  host: string,
  rule: { readonly id: number; readonly message: string; readonly data: string; readonly file: string },
  { from, method = 'GET', path }: Pick<Request, 'from' | 'method' | 'path'>,
): Line {
  const stamp = localIso(at).slice(0, 19).replaceAll('-', '/').replace('T', ' ')
  const unique = `${Math.floor(at / 10)}.${random.whole(100_000, 999_999)}`
  const text =
    `${stamp} [error] ${random.whole(800, 900)}#${random.whole(800, 900)}: *${random.whole(10_000, 99_999)} [client ${from}] ` +
    `ModSecurity: Access denied with code 403 (phase 2). Matched "Operator \`Rx' [file "/etc/nginx/modsec/crs/rules/${rule.file}"] ` +
    `[line "${random.whole(40, 900)}"] [id "${rule.id}"] [rev ""] [msg "${rule.message}"] [data "${rule.data}"] [severity "2"] ` +
    `[ver "OWASP_CRS/4.7.0"] [tag "OWASP_CRS"] [hostname "192.0.2.15"] [uri "${path.split('?')[0]}"] [unique_id "${unique}"], ` +
    `client: ${from}, server: dichvucong.songiang.example, request: "${method} ${encodeURI(path)} HTTP/1.1", host: "dichvucong.songiang.example"`
  return fromDevice(at, 187, host, 'nginx', text)
}

/** A citizen or official looks at a few pages of the portal or of a department's site. */
export const visit: Happening = (world, at) => {
  const { random, province } = world
  const from = stranger(world)
  const agent = random.pick(agents)
  const apache = random.chance(0.3)
  const host = apache ? 'web-01' : random.pick([...province.of('portal'), ...province.of('nginx')]).name
  const lines: Line[] = []
  let time = at
  for (let left = random.whole(1, 6); left > 0; left--) {
    const path = random.pick(pages)
    const status = random.weighted([
      [88, 200],
      [5, 304],
      [3, 302],
      [3, 404],
      [0.4, 500],
    ])
    const bytes = status === 304 ? 0 : random.whole(180, 48_000)
    const request: Request = { from, path, status, bytes, agent, referrer: 'https://dichvucong.songiang.example/' }
    lines.push(apache ? apacheLine(time, host, request) : nginxLine(time, host, request))
    time += random.whole(120, 9000)
  }
  if (random.chance(0.01) && apache) {
    const message = `[${errorTime(time)}] [core:error] [pid 2211] [client ${from}:${random.whole(30_000, 60_000)}] AH00128: File does not exist: /var/www/html/${random.pick(['cu/van-ban.pdf', 'robots.txt', 'wp-login.php'])}`
    lines.push(forwarded(time, 187, host, 'apache2', message))
  }
  return lines
}

/** Robots of the Internet that try well-known holes; the firewall of the web refuses what it knows. */
export const robot: Happening = (world, at) => {
  const { random } = world
  const from = stranger(world)
  const agent = random.pick(['python-requests/2.32.3', 'Mozilla/5.0 zgrab/0.x', 'curl/8.5.0', 'Go-http-client/1.1'])
  const paths = [
    '/.env',
    '/wp-login.php',
    '/phpmyadmin/index.php',
    '/.git/config',
    '/vendor/phpunit/src/Util/PHP/eval-stdin.php',
  ]
  const lines: Line[] = []
  let time = at
  for (const path of paths.slice(0, random.whole(1, 5))) {
    lines.push(nginxLine(time, 'cong-dvc-01', { from, path, status: 404, bytes: 153, agent }))
    time += random.whole(200, 900)
  }
  if (random.chance(0.25)) {
    const path = "/tin-tuc/danh-sach?trang=1' OR '1'='1"
    lines.push(
      modsecurityLine(
        world,
        time,
        'waf-01',
        {
          id: 942_100,
          message: 'SQL Injection Attack Detected via libinjection',
          data: "Matched Data: s&sos found within ARGS:trang: 1' OR '1'='1",
          file: 'REQUEST-942-APPLICATION-ATTACK-SQLI.conf',
        },
        { from, path },
      ),
      nginxLine(time, 'waf-01', { from, path, status: 403, bytes: 548, agent }),
    )
  }
  return lines
}
