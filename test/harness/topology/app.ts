// An application of a pod: each of its ports does something else. Run in the namespace of a pod.
//
//   node app.ts KEY CERTIFICATE
import { readFileSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';

const [keyFile = '', certificateFile = ''] = process.argv.slice(2);
const pair = { key: readFileSync(keyFile), cert: readFileSync(certificateFile) };

/** By `/health` and `/`, as kubelet and a person would ask. */
http.createServer((_, response) => response.end('well\n')).listen(8001);
http.createServer((_, response) => response.writeHead(503).end('the database is down\n')).listen(8002);
http
  .createServer(({ url }, response) => response.writeHead(url === '/health' ? 200 : 404).end('nothing here\n'))
  .listen(8003);
http.createServer((_, response) => response.writeHead(301, { Location: 'https://family.example/' }).end()).listen(8004);
https.createServer(pair, (_, response) => response.end('secret\n')).listen(8005);
http2.createServer((_, response) => response.end('two\n')).listen(8006);
net.createServer((socket) => socket.on('error', () => {}).end('SSH-2.0-OpenSSH_9.2\r\n')).listen(8007);
http.createServer((_, response) => response.end('only for me\n')).listen(8008, '127.0.0.1');
net.createServer((socket) => socket.on('error', () => {}).once('data', () => socket.destroy())).listen(8009);
process.stdout.write('listening\n');
