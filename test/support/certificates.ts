import { generate } from 'selfsigned'

export interface Made {
  readonly cert: string
  readonly key: string
}

const day = 86_400_000

/** An authority of a test's own, and what it signs. */
export async function authority(name = 'Test CA') {
  const ca = await make([{ name: 'basicConstraints', cA: true, critical: true }], name)
  return {
    ca: ca.cert,
    /** A certificate for a server at 127.0.0.1 and localhost. */
    server: (until = Date.now() + 30 * day, names = ['localhost'], ip = '127.0.0.1') =>
      make(
        [
          { name: 'extKeyUsage', serverAuth: true },
          {
            name: 'subjectAltName',
            altNames: [...names.map((value) => ({ type: 2 as const, value })), { type: 7 as const, ip }],
          },
        ],
        names[0] ?? '',
        ca,
        until,
      ),
    client: (cn: string) => make([{ name: 'extKeyUsage', clientAuth: true }], cn, ca),
  }
}

async function make(
  extensions: NonNullable<NonNullable<Parameters<typeof generate>[1]>['extensions']>,
  cn: string,
  ca?: Made,
  until = Date.now() + 30 * day,
): Promise<Made> {
  const made = await generate([{ name: 'commonName', value: cn }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - 60 * day),
    notAfterDate: new Date(until),
    extensions,
    ...(ca && { ca }),
  })
  return { cert: made.cert, key: made.private }
}
