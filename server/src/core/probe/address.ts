/** The network of an address, as a person names it. */
export type Network = 'mesh' | 'private' | 'public' | 'loopback';

/** An IP address: four numbers of 8 bits or eight of 16 bits. */
export interface IpAddress {
  readonly family: 4 | 6;
  readonly parts: readonly number[];
}

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
  const address = parseAddress(text);
  if (!address) {
    return undefined;
  }
  const plain = mappedIpv4(address) ?? address;
  const found = ranges.find(({ cidr }) => isWithin(plain, cidr));
  return found ? { network: found.network, range: `${found.cidr}, ${found.means}` } : { network: 'public' };
}

/** Why an address cannot be probed, as the end of a sentence; undefined if it can. */
export function unaskable(text: string): string | undefined {
  const address = parseAddress(text);
  const plain = address && (mappedIpv4(address) ?? address);
  return plain && unaskableRanges.find(({ cidr }) => isWithin(plain, cidr))?.means;
}

/** Whether an IP address lies in a range such as `10.0.0.0/8`. */
export function isWithin(address: IpAddress, cidr: string): boolean {
  const [text = '', length = ''] = cidr.split('/');
  const network = parseAddress(text);
  if (!network || network.family !== address.family) {
    return false;
  }
  const bitsOfPart = address.family === 4 ? 8 : 16;
  let left = Number(length);
  return address.parts.every((part, i) => {
    const bits = Math.min(Math.max(left, 0), bitsOfPart);
    left -= bitsOfPart;
    return part >> (bitsOfPart - bits) === network.parts[i]! >> (bitsOfPart - bits);
  });
}

/** Whether two spellings are the same address, e.g. `::1` and `0:0:0:0:0:0:0:1`. */
export function isSameAddress(a: string, b: string): boolean {
  const [left, right] = [parseAddress(a), parseAddress(b)];
  return left && right
    ? left.family === right.family && left.parts.every((part, i) => part === right.parts[i])
    : !left && !right && a.toLowerCase() === b.toLowerCase();
}

/** The host as it is written in a URL. Source: RFC 3986 section 3.2.2. */
export function hostInUrl(address: string): string {
  return parseAddress(address)?.family === 6 ? `[${address}]` : address;
}

/**
 * Reads an IP address by RFC 4291 section 2.2 and RFC 6943 section 3.1.1 (strict): no octal numbers, no short
 * forms, and no zone, which has no meaning on another machine. Undefined for anything else.
 */
export function parseAddress(text: string): IpAddress | undefined {
  if (text.length > 45) {
    return undefined;
  }
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
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

function parseIpv4(text: string): IpAddress | undefined {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
    ? { family: 4, parts: parts.map(Number) }
    : undefined;
}

function parseIpv6(text: string): IpAddress | undefined {
  const halves = text.split('::');
  if (halves.length > 2) {
    return undefined;
  }
  const [left, right] = halves.map((half, i) => groupsOf(half, i === halves.length - 1));
  if (left === undefined || (halves.length === 2 && right === undefined)) {
    return undefined;
  }
  const known = left.length + (right?.length ?? 0);
  if (halves.length === 1 ? known !== 8 : known > 7) {
    return undefined;
  }
  return { family: 6, parts: [...left, ...Array<number>(8 - known).fill(0), ...(right ?? [])] };
}

/** @param isLast whether the address ends with this half, so that it may end with an IPv4 address */
function groupsOf(half: string, isLast: boolean): number[] | undefined {
  if (half === '') {
    return [];
  }
  const groups: number[] = [];
  const written = half.split(':');
  for (const [i, group] of written.entries()) {
    const ipv4 = isLast && i === written.length - 1 && group.includes('.') ? parseIpv4(group) : undefined;
    if (ipv4) {
      const [a = 0, b = 0, c = 0, d = 0] = ipv4.parts;
      groups.push(a * 256 + b, c * 256 + d);
    } else if (/^[\da-fA-F]{1,4}$/.test(group)) {
      groups.push(Number.parseInt(group, 16));
    } else {
      return undefined;
    }
  }
  return groups;
}

function mappedIpv4(address: IpAddress): IpAddress | undefined {
  const { family, parts } = address;
  const [high = 0, low = 0] = parts.slice(6);
  return family === 6 && parts.slice(0, 5).every((part) => part === 0) && parts[5] === 0xffff
    ? { family: 4, parts: [high >> 8, high & 255, low >> 8, low & 255] }
    : undefined;
}
