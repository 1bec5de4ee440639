import net from 'node:net';

/**
 * The proxy that the environment names for a server, as Go programs read it: HTTPS_PROXY or HTTP_PROXY by the
 * server's scheme, unless NO_PROXY names the server. A server on this machine is never reached through a proxy.
 * Source: golang.org/x/net/http/httpproxy.
 */
export function proxyFor(server: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { protocol, hostname, port } = new URL(server);
  const name = protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const stated = env[name] || env[name.toLowerCase()];
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (!stated || isThisMachine(host)) return undefined;
  const excluded = (env.NO_PROXY || env.no_proxy || '').split(',').map((each) => each.trim().toLowerCase());
  const portStated = port || (protocol === 'https:' ? '443' : '80');
  if (excluded.some((each) => each !== '' && names(each, host, portStated))) return undefined;
  return stated.includes('://') ? stated : `http://${stated}`;
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || (net.isIPv4(host) && host.startsWith('127.'));
}

/**
 * `*`, `example.com` (and its subdomains), `.example.com` (only subdomains), `10.0.0.0/8`, or an address; all
 * but the first two may have a port.
 */
function names(pattern: string, host: string, port: string): boolean {
  if (pattern === '*') return true;
  const range = /^([\da-f.:]+)\/(\d{1,3})$/.exec(pattern);
  if (range) return isInRange(host, range[1]!, Number(range[2]));
  const [, name = pattern, onlyPort] = /^(.*[^:]|\[.*\]):(\d+)$/.exec(net.isIPv6(pattern) ? '' : pattern) ?? [];
  if (onlyPort !== undefined && onlyPort !== port) return false;
  const plain = name.replace(/^\[|\]$/g, '').replace(/^\*\./, '.');
  if (plain.startsWith('.')) return host.endsWith(plain);
  return host === plain || (net.isIP(host) === 0 && host.endsWith(`.${plain}`));
}

function isInRange(host: string, address: string, bits: number): boolean {
  const family = net.isIP(address);
  if (family === 0 || net.isIP(host) !== family || bits > (family === 4 ? 32 : 128)) return false;
  const list = new net.BlockList();
  const type = family === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(address, bits, type);
  return list.check(host, type);
}
