/** True for addresses of private networks and of the host itself (RFC 1918, RFC 4193, loopback, link-local). */
export function isPrivateAddress(address: string): boolean {
  if (address.startsWith('10.') || address.startsWith('127.') || address.startsWith('192.168.')) return true
  if (address.startsWith('169.254.') || address === '::1' || /^f(?:[cd]|e[89ab])/i.test(address)) return true
  const second = address.startsWith('172.') ? Number(address.slice(4, address.indexOf('.', 4))) : 0
  return second >= 16 && second <= 31
}
