/** Protocol numbers (IANA) by the name that ECS's `network.transport` holds. */
const transports: { readonly [number: string]: string } = {
  '0': 'hopopt',
  '1': 'icmp',
  '2': 'igmp',
  '6': 'tcp',
  '8': 'egp',
  '17': 'udp',
  '47': 'gre',
  '50': 'esp',
  '58': 'ipv6-icmp',
  '112': 'vrrp',
  '132': 'sctp',
}

/** The transport of a protocol number given as text. */
export function transportOf(number: string | undefined): string | undefined {
  return number !== undefined && Object.hasOwn(transports, number) ? transports[number] : undefined
}
