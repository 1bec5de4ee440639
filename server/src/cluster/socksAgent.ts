import type { LookupFunction } from 'node:net';
import { SocksClient } from 'socks';
import { Agent, buildConnector } from 'undici';

/** The input of undici for TLS and the socket below it. */
export type ConnectOptions = buildConnector.BuildOptions & { readonly lookup?: LookupFunction | undefined };

/**
 * Sockets through a SOCKS proxy, reused between requests like other sockets. The client library's own agent
 * drops the user and the password of the proxy, and passes an address to TLS as the server name, which has to
 * be a host name. The proxy resolves names, as for kubectl. Sources: client-go transport,
 * golang.org/x/net/proxy SOCKS5; RFC 1928, RFC 1929.
 *
 * @param uri e.g. `socks5://jane:secret@127.0.0.1:1080`
 */
export function createSocksAgent(uri: string, options: ConnectOptions): Agent {
  const { hostname, port, protocol, username, password } = new URL(uri);
  const { timeout, keepAliveInitialDelay, lookup } = options;
  const secure = buildConnector(options);
  const proxy = {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port || 1080),
    type: protocol.startsWith('socks4') ? (4 as const) : (5 as const),
    ...(username ? { userId: decodeURIComponent(username), password: decodeURIComponent(password) } : {}),
  };
  return new Agent({
    allowH2: false,
    connect: (target, callback) => {
      const destination = {
        host: target.hostname.replace(/^\[(.*)\]$/, '$1'),
        port: Number(target.port || (target.protocol === 'https:' ? 443 : 80)),
      };
      SocksClient.createConnection({
        proxy,
        command: 'connect',
        destination,
        ...(timeout ? { timeout } : {}),
        ...(lookup ? { socket_options: { host: proxy.host, port: proxy.port, lookup } } : {}),
      }).then(
        ({ socket }) => {
          socket.setKeepAlive(true, keepAliveInitialDelay ?? undefined);
          if (target.protocol === 'https:') secure({ ...target, httpSocket: socket }, callback);
          else callback(null, socket);
        },
        (error) => callback(error, null),
      );
    },
  });
}
