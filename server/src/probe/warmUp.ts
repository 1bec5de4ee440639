import net from 'node:net';

/**
 * Connects once to a server of this process on the loopback interface. The first connection of a process takes
 * some milliseconds longer than later ones, because Node.js loads and compiles code for it. Without this the
 * first address of a probe would look slow. Never rejects, and takes at most half a second.
 */
export async function warmUp(): Promise<void> {
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (data) => socket.end(data));
  });
  let client: net.Socket | undefined;
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve) => {
    timer = setTimeout(resolve, 500);
    server.on('error', () => resolve());
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      client = net.connect({ host: '127.0.0.1', port, autoSelectFamily: false });
      client.on('error', () => resolve());
      client.on('close', () => resolve());
      client.on('data', () => {});
      client.write('HTTP/1.1 200 OK\r\n\r\n');
    });
  });
  clearTimeout(timer);
  client?.destroy();
  await new Promise((resolve) => server.close(resolve));
}
