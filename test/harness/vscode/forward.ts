import net from 'node:net';

export interface Forward {
  /** On the loopback interface. */
  readonly port: number;
  /** Ends it with its connections. */
  close(): Promise<void>;
}

/**
 * Passes connections at a port of the loopback interface on to a Unix socket, which is seen from every network
 * namespace.
 */
export async function forwardToSocket(socket: string, port = 0): Promise<Forward> {
  const open = new Set<net.Socket>();
  const server = net.createServer((from) => {
    const to = net.connect(socket);
    for (const [source, target] of [
      [from, to],
      [to, from],
    ] as const) {
      open.add(source);
      source.pipe(target);
      source.on('error', () => target.destroy());
      source.on('close', () => {
        open.delete(source);
        target.destroy();
      });
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as net.AddressInfo).port,
    async close() {
      for (const each of open) each.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
