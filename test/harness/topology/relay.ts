// A slow route: accepts connections, and forwards all bytes later. Run in the namespace of a node.
//
//   node relay.ts PORT TARGET-ADDRESS TARGET-PORT MILLISECONDS
import net from 'node:net';

const [port, address, targetPort, milliseconds] = process.argv.slice(2);
net
  .createServer((from) => {
    const to = net.connect(Number(targetPort), address);
    for (const [source, target] of [
      [from, to],
      [to, from],
    ] as const) {
      source.on('data', (data) => setTimeout(() => target.write(data), Number(milliseconds)));
      source.on('end', () => setTimeout(() => target.end(), Number(milliseconds)));
      source.on('error', () => target.destroy());
    }
  })
  .listen(Number(port), () => process.stdout.write('listening\n'));
