import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { inNetwork, parseAddress, parseNetwork } from '../../../core/lib/ip.ts'

function within(text: string, range: string): boolean {
  const address = parseAddress(text)
  const network = parseNetwork(range)
  assert.ok(network, range)
  return address !== undefined && inNetwork(address, network)
}

test('text that is no address', () => {
  const words =
    '1 1.2.3 1.2.3.4.5 1.2.3. .1.2.3 1..2.3 010.1.1.1 1.2.3.04 00.0.0.0 256.1.1.1 1.2.3.4444 0x1.2.3.4 +1.2.3.4 1.2.3.4/8 ' +
    '1,2,3,4 １.2.3.4 16843009 : ::: 1::2::3 1:2:3:4:5:6:7 1:2:3:4:5:6:7:8:9 1:2:3:4:5:6:7:8:: 12345:: g:: ::1.2.3 ' +
    '::1.2.3.4.5 1.2.3.4:: ::1.2.3.4:1 :1:2:3:4:5:6:7 1:2:3:4:5:6:7: [::1] ::1% ::1/128 %eth0 ::01.2.3.4 localhost'
  const refused = [...words.split(' '), '', ' 1.2.3.4', '1.2.3.4 ', '1.2.3.4\n', 'a'.repeat(1_000)]
  for (const text of refused) assert.equal(parseAddress(text), undefined, text)
})

test('the writings of one address are one value', () => {
  const same = [
    ['10.0.0.1', '::ffff:10.0.0.1', '::FFFF:a00:1', '0:0:0:0:0:ffff:a00:1', '0000::ffff:0a00:0001'],
    ['fe80::1', 'FE80:0:0::0:1', 'fe80::1%eth0', 'fe80::0.0.0.1'],
    ['::', '0::0', '0:0:0:0:0:0:0:0', '::0.0.0.0'],
  ]
  for (const [first, ...others] of same) {
    for (const other of others) assert.deepEqual(parseAddress(other), parseAddress(first!), other)
  }
  assert.notDeepEqual(parseAddress('::10.0.0.1'), parseAddress('10.0.0.1'))
})

test('networks', () => {
  assert.equal(within('10.255.255.255', '10.0.0.0/8'), true)
  assert.equal(within('11.0.0.0', '10.0.0.0/8'), false)
  assert.equal(within('10.1.2.3', '10.9.9.9/8'), true)
  assert.equal(within('10.1.2.3', '10.1.2.3'), true)
  assert.equal(within('10.1.2.4', '10.1.2.3'), false)
  assert.equal(within('1.2.3.4', '0.0.0.0/0'), true)
  assert.equal(within('::ffff:10.1.1.1', '10.0.0.0/8'), true)
  assert.equal(within('10.1.1.1', '::ffff:10.0.0.0/104'), true)
  assert.equal(within('::1', '0.0.0.0/0'), false)
  assert.equal(within('2001:db8::1', '2001:db8::/32'), true)
  assert.equal(within('2001:db9::1', '2001:db8::/32'), false)
  assert.equal(within('fe80::1%12', 'fe80::/10'), true)
  const refused = [
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/',
    '10.0.0.0/08',
    '10.0.0.0/8/8',
    '::/129',
    '/8',
    'x/8',
    'fe80::1%e/10',
  ]
  for (const text of refused) assert.equal(parseNetwork(text), undefined, text)
})

test('addresses and networks are those that ipaddr.js reads', () => {
  const v4 = fc.ipV4()
  // ipaddr.js takes the long deprecated `::1.2.3.4` (RFC 4291 §2.5.5.1) for a mapped address.
  const v6 = fc.ipV6().filter((text) => !text.includes('.'))
  const mapped = (text: string): number[] => {
    const address = ipaddr.parse(text)
    return address instanceof ipaddr.IPv4 ? address.toIPv4MappedAddress().toByteArray() : address.toByteArray()
  }
  fc.assert(
    fc.property(fc.oneof(v4, v6), (text) => {
      const bytes = parseAddress(text)?.flatMap((word) => [
        word >>> 24,
        (word >>> 16) & 255,
        (word >>> 8) & 255,
        word & 255,
      ])
      assert.deepEqual(bytes, mapped(text))
    }),
    { numRuns: 2_000 },
  )
  fc.assert(
    fc.property(v6, v6, fc.nat(128), fc.nat(128), (base, other, shared, prefix) => {
      // The other address shares its first bits with the base, so that about half lie within.
      const bits = (text: string): string =>
        mapped(text)
          .map((byte) => byte.toString(2).padStart(8, '0'))
          .join('')
      const joined = bits(base).slice(0, shared) + bits(other).slice(shared)
      const bytes = joined.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2))
      const text = ipaddr.fromByteArray(bytes).toNormalizedString()
      assert.equal(within(text, `${base}/${prefix}`), joined.slice(0, prefix) === bits(base).slice(0, prefix))
    }),
    { numRuns: 2_000 },
  )
})
