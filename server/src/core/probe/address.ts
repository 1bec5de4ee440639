import ipaddr from 'ipaddr.js';

/** The network of an address, as a person names it. */
export type Network = 'mesh' | 'private' | 'public' | 'loopback';

export type IpAddress = ipaddr.IPv4 | ipaddr.IPv6;

export interface NetworkLabel {
  readonly network: Network;
  /**
   * The range that decided the network, with its source, e.g. `100.64.0.0/10, Tailscale's range`; absent for
   * `public`.
   */
  readonly range?: string;
}

/**
 * The network of an IP address; undefined for a name. An IPv4 address inside an IPv6 one (`::ffff:10.0.0.1`)
 * gets the label of the IPv4 address.
 */
export function labelAddress(text: string): NetworkLabel | undefined {
  const address = plainAddress(text);
  if (!address) {
    return undefined;
  }
  const found = ranges.find(({ cidr }) => isWithin(address, cidr));
  return found ? { network: found.network, range: `${found.cidr}, ${found.means}` } : { network: 'public' };
}

/** Why an address cannot be probed, as the end of a sentence; undefined if it can. */
export function unaskable(text: string): string | undefined {
  const address = plainAddress(text);
  return address && unaskableRanges.find(({ cidr }) => isWithin(address, cidr))?.means;
}

/** Whether an IP address lies in a range such as `10.0.0.0/8`. */
export function isWithin(address: IpAddress, cidr: string): boolean {
  const range = ipaddr.isValidCIDR(cidr) ? ipaddr.parseCIDR(cidr) : undefined;
  return range !== undefined && range[0].kind() === address.kind() && address.match(range);
}

/** Whether two spellings are the same address, e.g. `::1` and `0:0:0:0:0:0:0:1`. */
export function isSameAddress(a: string, b: string): boolean {
  const [left, right] = [parseAddress(a), parseAddress(b)];
  return left && right
    ? left.toNormalizedString() === right.toNormalizedString()
    : !left && !right && a.toLowerCase() === b.toLowerCase();
}

/** The host as it is written in a URL. Source: RFC 3986 section 3.2.2. */
export function hostInUrl(address: string): string {
  return parseAddress(address)?.kind() === 'ipv6' ? `[${address}]` : address;
}

/**
 * Reads an IP address by RFC 4291 section 2.2 and RFC 6943 section 3.1.1 (strict): no octal numbers, no short
 * forms, and no zone, which has no meaning on another machine. Undefined for anything else.
 */
export function parseAddress(text: string): IpAddress | undefined {
  // The library also reads octal numbers, short forms and zones.
  const last = text.slice(text.lastIndexOf(':') + 1);
  const isStrict = (last !== text && !last.includes('.')) || ipaddr.IPv4.isValidFourPartDecimal(last);
  return text.length <= 45 && isStrict && !text.includes('%') && ipaddr.isValid(text) ? ipaddr.parse(text) : undefined;
}

/**
 * Whether a string can be a host name. Source: RFC 1123 section 2.1, with the underscore that many resolvers
 * accept.
 */
export function isHostName(text: string): boolean {
  return (
    text.length <= 253 &&
    !/^[\d.]+$/.test(text) &&
    /^(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)*[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.?$/.test(
      text,
    )
  );
}

/** If two ranges overlap, the narrower one comes first. */
const ranges: readonly { readonly cidr: string; readonly network: Network; readonly means: string }[] = [
  { cidr: '127.0.0.0/8', network: 'loopback', means: 'this machine itself' },
  { cidr: '::1/128', network: 'loopback', means: 'this machine itself' },
  // Source: https://tailscale.com/kb/1015/100.x-addresses. The range is the shared address space of RFC 6598.
  { cidr: '100.64.0.0/10', network: 'mesh', means: "Tailscale's range" },
  // Source: https://tailscale.com/kb/1121/ipv6.
  { cidr: 'fd7a:115c:a1e0::/48', network: 'mesh', means: "Tailscale's range" },
  { cidr: '10.0.0.0/8', network: 'private', means: 'RFC 1918' },
  { cidr: '172.16.0.0/12', network: 'private', means: 'RFC 1918' },
  { cidr: '192.168.0.0/16', network: 'private', means: 'RFC 1918' },
  { cidr: '169.254.0.0/16', network: 'private', means: 'link-local, RFC 3927' },
  { cidr: 'fe80::/10', network: 'private', means: 'link-local, RFC 4291' },
  { cidr: 'fc00::/7', network: 'private', means: 'unique local, RFC 4193' },
];

const unaskableRanges: readonly { readonly cidr: string; readonly means: string }[] = [
  { cidr: '0.0.0.0/8', means: 'it names no machine' },
  { cidr: '::/128', means: 'it names no machine' },
  { cidr: '224.0.0.0/4', means: 'it is a multicast address' },
  { cidr: 'ff00::/8', means: 'it is a multicast address' },
  { cidr: '240.0.0.0/4', means: 'it is a reserved or a broadcast address' },
  // Clouds serve the credentials of a machine at 169.254.169.254 and similar addresses. A node has another
  // address.
  { cidr: '169.254.0.0/16', means: 'it is link-local, where clouds have services that are not nodes' },
  { cidr: 'fe80::/10', means: 'it is link-local, and a node has another address' },
];

function plainAddress(text: string): IpAddress | undefined {
  const address = parseAddress(text);
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}
