import net from 'node:net';

/** A relay of TCP connections on the loopback interface that counts what passes. */
export interface CountingRelay {
  readonly port: number;
  /** Bytes that came from the server, as they are on the wire. */
  received(): number;
  /** Connections that are open now. */
  open(): number;
  /** Milliseconds in which the last bytes on some connection went to the server, so that the client waited for it. */
  waited(): number;
  close(): Promise<void>;
}

export async function startCountingRelay(port: number): Promise<CountingRelay> {
  let received = 0;
  let waited = 0;
  let since: number | undefined;
  const asking = new Set<net.Socket>();
  const sockets = new Set<net.Socket>();
  const note = () => {
    if (asking.size > 0) since ??= performance.now();
    if (asking.size > 0 || since === undefined) return;
    waited += performance.now() - since;
    since = undefined;
  };
  const server = net.createServer((client) => {
    const upstream = net.connect(port, '127.0.0.1');
    sockets.add(client);
    upstream.on('data', (data) => {
      received += data.length;
      asking.delete(client);
      note();
    });
    client.on('data', () => {
      asking.add(client);
      note();
    });
    client.pipe(upstream).pipe(client);
    const end = () => {
      sockets.delete(client);
      asking.delete(client);
      note();
      client.destroy();
      upstream.destroy();
    };
    for (const each of [client, upstream]) each.on('error', end).on('close', end);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as net.AddressInfo).port,
    received: () => received,
    open: () => sockets.size,
    waited: () => waited,
    close: () => {
      for (const each of sockets) each.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
