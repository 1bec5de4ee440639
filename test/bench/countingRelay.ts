import net from 'node:net';

/** A relay of TCP connections on the loopback interface that counts what passes. */
export interface CountingRelay {
  readonly port: number;
  /** Bytes that came from the server, as they are on the wire. */
  received(): number;
  /** Connections that are open now. */
  open(): number;
  close(): Promise<void>;
}

export async function startCountingRelay(port: number): Promise<CountingRelay> {
  let received = 0;
  const sockets = new Set<net.Socket>();
  const server = net.createServer((client) => {
    const upstream = net.connect(port, '127.0.0.1');
    sockets.add(client);
    upstream.on('data', (data) => {
      received += data.length;
    });
    client.pipe(upstream).pipe(client);
    const end = () => {
      sockets.delete(client);
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
    close: () => {
      for (const each of sockets) each.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
