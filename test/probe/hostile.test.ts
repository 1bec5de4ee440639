// Any answer that a node port may give, and none may harm the probe: each attempt ends in time, keeps little, and
// leaves no socket open.
import assert from 'node:assert/strict';
import http2 from 'node:http2';
import type net from 'node:net';
import { test } from 'node:test';
import tls from 'node:tls';
import { gzipSync } from 'node:zlib';
import { isHealthy } from '../../server/src/core/probe/attempt.ts';
import { requestOf } from '../../server/src/core/probe/request.ts';
import { attempts, proxyVariables } from '../../server/src/probe/attempts.ts';
import { eventually } from '../harness/vscode/eventually.ts';
import { selfSigned } from './certificates.ts';
import {
  answering,
  type LoopbackServer,
  listening,
  type ProbeOptions,
  plainRequest,
  probe,
  serverThat,
  tlsRequest,
} from './servers.ts';

/** Probes and sees that nothing stays open, on the other side too. */
async function probeAndLeave(server: LoopbackServer, options: ProbeOptions = {}) {
  const found = await probe(server.port, options);
  await eventually(() => assert.equal(server.open, 0, 'a connection is still open'));
  return found;
}

/** Sends `chunk` again and again until the other side closes the connection. */
function forever(socket: net.Socket, chunk: Buffer) {
  const more = () => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', more);
  more();
}

test('an answer', async () => {
  await using server = await serverThat(answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
  const found = await probeAndLeave(server);
  assert.deepEqual(
    [found.outcome, found.status, found.spoke, found.network],
    ['answered', 200, 'http/1.1', 'loopback'],
  );
  const { connect, firstByte, total, tls } = found.milliseconds;
  assert.ok(
    connect !== undefined && firstByte !== undefined && connect > 0 && firstByte >= connect && total >= firstByte,
  );
  assert.equal(tls, undefined);
  assert.equal(server.accepted, 1);
});

test('what is sent: one request that says what it is, without a way out of its lines', async () => {
  let sent = '';
  await using server = await serverThat((socket) =>
    socket.on('data', (data) => {
      sent += data;
      socket.end('HTTP/1.1 204 No Content\r\n\r\n');
    }),
  );
  const request = requestOf(
    [
      {
        name: 'web',
        ports: [{ number: 80, protocol: 'TCP' }],
        readinessProbe: {
          type: 'httpGet',
          port: '80',
          path: '/a b\r\nX: y\r\n\r\n?q=ü#f',
          headers: [
            { name: 'Accept', value: 'text/plain' },
            { name: 'Bad\r\nName', value: 'x' },
            { name: 'X-Bad', value: 'x\r\nY: z' },
            { name: 'Content-Length', value: '5' },
            { name: 'Authorization', value: 'Bearer s3cret' },
            { name: 'X-Api-Key', value: 's3cret' },
          ],
        },
      },
    ],
    '80',
  );
  await probeAndLeave(server, { request });
  assert.equal(
    sent,
    `GET /a%20b%0D%0AX:%20y%0D%0A%0D%0A?q=%C3%BC#f HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nAccept: text/plain\r\n` +
      'User-Agent: podwire-probe\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n',
  );
  assert.deepEqual(request.withheld, ['Authorization', 'X-Api-Key']);
});

test('an endless body', async () => {
  await using server = await serverThat((socket) => {
    socket.write('HTTP/1.1 500 No\r\nContent-Type: text/plain\r\n\r\n');
    forever(socket, Buffer.alloc(65_536, 'x'));
  });
  const found = await probeAndLeave(server);
  assert.equal(found.status, 500);
  assert.ok((found.excerpt?.length ?? 0) <= 200);
  assert.ok(server.written < 100 * 1024 * 1024, 'reading stopped');
});

/** Milliseconds in which this machine connects to itself, however busy it is. */
const longEnough = 1_500;

test('one byte at a time', async () => {
  const text = 'HTTP/1.1 200 OK\r\n';
  await using server = await serverThat((socket) => {
    let sent = 0;
    const timer = setInterval(() => socket.write(text[sent++ % text.length]!), 20);
    socket.on('close', () => clearInterval(timer));
  });
  const found = await probeAndLeave(server, { limits: { milliseconds: longEnough } });
  assert.equal(found.outcome, 'timeout');
  assert.ok(found.milliseconds.connect !== undefined);
  assert.match(found.because ?? '', /came in time/);
});

test('a body that comes one byte at a time does not keep the outcome waiting', async () => {
  await using server = await serverThat((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n');
    const timer = setInterval(() => socket.write('x'), 1000);
    socket.on('close', () => clearInterval(timer));
  });
  const found = await probeAndLeave(server, { limits: { milliseconds: 60_000 } });
  assert.equal(found.status, 200);
  await using failing = await serverThat((socket) => {
    socket.write('HTTP/1.1 500 No\r\nContent-Length: 1000000\r\n\r\nslow');
    const timer = setInterval(() => socket.write('x'), 10_000);
    socket.on('close', () => clearInterval(timer));
  });
  const failed = await probeAndLeave(failing, { limits: { milliseconds: 60_000 } });
  assert.deepEqual([failed.status, failed.excerpt], [500, 'slow']);
});

test('headers without an end', async () => {
  await using server = await serverThat((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    forever(socket, Buffer.from(`X-Filler: ${'x'.repeat(65_000)}\r\n`));
  });
  const before = process.memoryUsage().arrayBuffers;
  const found = await probeAndLeave(server);
  assert.deepEqual([found.outcome, found.status, isHealthy(found)], ['answered', undefined, false]);
  assert.match(found.because ?? '', /more than 65536 bytes of headers/);
  assert.ok(process.memoryUsage().arrayBuffers - before < 32 * 1024 * 1024);
  assert.ok(server.written < 100 * 1024 * 1024, 'reading stopped');
});

test('a status line without an end', async () => {
  await using server = await serverThat((socket) => {
    socket.write('HTTP/1.1 200 ');
    forever(socket, Buffer.alloc(65_536, 'O'));
  });
  assert.match((await probeAndLeave(server)).because ?? '', /of headers/);
});

test('a packed body is never unpacked', async () => {
  const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
  const head = `HTTP/1.1 500 No\r\nContent-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`;
  await using server = await serverThat(answering(Buffer.concat([Buffer.from(head), bomb])));
  const found = await probeAndLeave(server);
  assert.deepEqual([found.status, found.excerpt], [500, undefined]);
});

test('a redirect at the same address and port is followed, a loop of them not for long', async () => {
  await using server = await serverThat((socket) =>
    socket.once('data', (data) =>
      socket.end(
        /^GET \/there /.test(String(data))
          ? 'HTTP/1.1 204 No Content\r\n\r\n'
          : 'HTTP/1.1 302 Found\r\nLocation: /there\r\n\r\n',
      ),
    ),
  );
  const found = await probeAndLeave(server);
  assert.deepEqual([found.status, found.redirect?.followed, server.accepted], [204, true, 2]);

  await using loop = await serverThat(answering('HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n'));
  const looping = await probeAndLeave(loop);
  assert.deepEqual([looping.status, loop.accepted, looping.redirect?.followed], [302, 4, false]);
  assert.match(looping.redirect?.because ?? '', /4th/);
});

test('a redirect never leaves the address that was asked', async () => {
  await using other = await serverThat(answering('HTTP/1.1 200 OK\r\n\r\n'));
  await using elsewhere = await serverThat(answering('HTTP/1.1 200 OK\r\n\r\n'), '127.0.0.2');
  for (const [location, shown] of [
    [`http://127.0.0.1:${other.port}/`, `http://127.0.0.1:${other.port}/`],
    [`http://127.0.0.2:${elsewhere.port}/`, `http://127.0.0.2:${elsewhere.port}/`],
    [`//127.0.0.2:${elsewhere.port}/`, `http://127.0.0.2:${elsewhere.port}/`],
    [`http://localhost:${other.port}/`, `http://localhost:${other.port}/`],
    ['https://example.com/login', 'https://example.com/login'],
    ['http://169.254.169.254/latest/meta-data/', 'http://169.254.169.254/latest/meta-data/'],
    ['http://[::ffff:a9fe:a9fe]/', 'http://[::ffff:a9fe:a9fe]/'],
    ['file:///etc/passwd', 'file:///etc/passwd'],
    ['javascript:alert(1)', 'javascript:alert(1)'],
    ['http://name:password@127.0.0.1:1/', 'http://127.0.0.1:1/'],
    ['http://[', 'http://['],
  ] as const) {
    await using server = await serverThat(answering(`HTTP/1.1 302 Found\r\nLocation: ${location}\r\n\r\n`));
    const found = await probeAndLeave(server);
    assert.equal(server.accepted, 1, location);
    assert.deepEqual([found.redirect?.to, found.redirect?.followed], [shown, false]);
    assert.ok(found.redirect?.because);
  }
  assert.deepEqual([other.accepted, elsewhere.accepted], [0, 0]);
});

test('what is no HTTP', async () => {
  for (const [text, spoke] of [
    ['SSH-2.0-OpenSSH_9.2\r\n', 'other'],
    ['HTTP/1.1 OK\r\n\r\n', 'other'],
    ['HTTP/1.1 200 OK\r\nno colon\r\n\r\n', 'other'],
    ['HTTP/1.1 200 OK\r\nX : y\r\n\r\n', 'other'],
    ['HTTP/1.1 99 No\r\n\r\n', 'other'],
    ['HTTP/3.0 200 OK\r\n\r\n', 'other'],
    ['<html><body>hello</body></html>', 'http/0.9'],
    ['-ERR unknown command\r\n', 'other'],
  ] as const) {
    await using server = await serverThat(answering(text));
    const found = await probeAndLeave(server);
    assert.deepEqual(
      [found.outcome, found.spoke, found.status, isHealthy(found)],
      ['answered', spoke, undefined, false],
      text,
    );
    assert.ok(found.because, text);
  }
});

test('older HTTP, interim answers and bare line feeds are taken', async () => {
  for (const [text, status, spoke] of [
    ['HTTP/1.0 200 OK\r\n\r\n', 200, 'http/1.0'],
    ['HTTP/1.1 200\n\n', 200, 'http/1.1'],
    ['HTTP/1.1 200 \n\n', 200, 'http/1.1'],
    ['HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 201 Created\r\n\r\n', 201, 'http/1.1'],
  ] as const) {
    await using server = await serverThat(answering(text));
    const found = await probeAndLeave(server);
    assert.deepEqual([found.status, found.spoke], [status, spoke], JSON.stringify(text));
  }
});

test('interim answers without an end', async () => {
  await using server = await serverThat((socket) =>
    forever(socket, Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'.repeat(1000))),
  );
  assert.match((await probeAndLeave(server)).because ?? '', /of headers/);
});

test('closed and reset before, within and after the headers', async () => {
  await using closing = await serverThat((socket) => socket.once('data', () => socket.end()));
  assert.deepEqual(pick(await probeAndLeave(closing)), ['reset', 'closed before the first byte']);
  assert.equal(closing.accepted, 2, 'it was asked once more, in TLS');
  await using atOnce = await serverThat((socket) => socket.destroy());
  assert.equal((await probeAndLeave(atOnce)).outcome, 'reset');
  await using resetting = await serverThat((socket) => socket.once('data', () => socket.resetAndDestroy()));
  assert.deepEqual(pick(await probeAndLeave(resetting)), ['reset', 'reset before the first byte']);
  await using within = await serverThat(answering('HTTP/1.1 200 OK\r\nX'));
  assert.deepEqual(pick(await probeAndLeave(within)), ['reset', 'closed after 18 bytes, within the headers']);
  await using after = await serverThat((socket) =>
    socket.once('data', () =>
      socket.write('HTTP/1.1 500 No\r\nContent-Length: 9\r\n\r\n', () => socket.resetAndDestroy()),
    ),
  );
  assert.equal((await probeAndLeave(after)).status, 500);
});

function pick({ outcome, because }: { outcome: string; because?: string }) {
  return [outcome, because];
}

test('TLS that stalls in the handshake', async () => {
  await using server = await serverThat(() => {});
  const found = await probeAndLeave(server, { request: tlsRequest, limits: { milliseconds: longEnough } });
  assert.equal(found.outcome, 'timeout');
  assert.ok(found.milliseconds.connect !== undefined && found.milliseconds.tls === undefined);
});

test('TLS is asked in plain text, and plain text in TLS', async (context) => {
  const own = selfSigned('localhost');
  if (!own) return context.skip('the program openssl is not installed');
  await using secure = await listening(tls.createServer(own, (socket) => socket.resume()));
  // Node.js closes a connection in plain text without a word, so it is asked once more, in TLS.
  const plain = await probeAndLeave(secure);
  assert.deepEqual([plain.outcome, plain.spoke, secure.accepted], ['answered', 'tls', 2]);
  assert.equal(plain.certificate?.subject, 'localhost');
  // OpenSSL's own server sends an alert.
  await using alerting = await serverThat(answering(Buffer.from([21, 3, 1, 0, 2, 2, 70])));
  assert.deepEqual(pick(await probeAndLeave(alerting)), ['answered', 'it speaks TLS']);
  await using server = await serverThat(answering('HTTP/1.1 400 Bad Request\r\n\r\n'));
  assert.deepEqual(pick(await probeAndLeave(server, { request: tlsRequest })), ['tls', 'it answers in plain text']);
});

test('a certificate is shown, and one that nobody trusts is not fatal', async (context) => {
  const own = selfSigned('other.example');
  const expired = selfSigned('localhost', ['20200101000000Z', '20200201000000Z']);
  if (!own || !expired) return context.skip('the program openssl is not installed');
  const reply = (socket: net.Socket) => answering('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')(socket);
  await using server = await listening(tls.createServer(own, reply));
  const found = await probeAndLeave(server, { request: tlsRequest });
  assert.deepEqual([found.outcome, found.status], ['answered', 200]);
  assert.deepEqual([found.certificate?.subject, found.certificate?.names], ['other.example', ['DNS:other.example']]);
  assert.match(found.certificate?.untrusted ?? '', /self-signed; it is not issued for 127\.0\.0\.1/);
  assert.ok(found.milliseconds.tls !== undefined);
  await using old = await listening(tls.createServer(expired, reply));
  const late = await probeAndLeave(old, { request: tlsRequest });
  assert.equal(late.status, 200);
  assert.match(late.certificate?.validUntil ?? '', /Feb\s+1 .*2020/);
});

test('TLS of old versions only', async (context) => {
  const own = selfSigned('localhost');
  if (!own) return context.skip('the program openssl is not installed');
  await using server = await listening(
    tls.createServer({ ...own, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
  );
  const found = await probeAndLeave(server, { request: tlsRequest });
  assert.equal(found.outcome, 'tls');
  assert.match(found.because ?? '', /older than TLS 1\.2/);
});

test('HTTP/2 on a plain port, asked in HTTP/1.1 and as gRPC is', async () => {
  await using server = await listening(http2.createServer());
  const grpc = await probeAndLeave(server, { request: { ...plainRequest, type: 'grpc' } });
  assert.deepEqual([grpc.spoke, isHealthy(grpc)], ['http/2', true]);
  const frames = Buffer.from([0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 100]);
  await using strict = await serverThat((socket) => socket.write(frames));
  const plain = await probeAndLeave(strict);
  assert.deepEqual([plain.outcome, plain.spoke, plain.status], ['answered', 'http/2', undefined]);
});

test('where a connection is enough, nothing is said on it', async () => {
  let heard = 0;
  await using server = await serverThat((socket) => socket.on('data', () => heard++));
  const found = await probeAndLeave(server, { request: { ...plainRequest, type: 'tcp' } });
  assert.deepEqual([found.outcome, found.spoke, isHealthy(found), heard], ['answered', 'silence', true, 0]);
});

test('a body with markup, escapes of a terminal, and text that turns around', async () => {
  const body = '<script>alert(1)</script>\u001b]0;title\u0007\u001b[2J\r\n\u202egnp.exe\u2066 \u0000\u009b31m\u2028end';
  await using server = await serverThat(
    answering(`HTTP/1.1 500 No\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`),
  );
  const { excerpt } = await probeAndLeave(server);
  assert.equal(excerpt, '<script>alert(1)</script> ]0;title [2J gnp.exe 31m end');
});

test('a body of 10 MB without a line end, in chunks', async () => {
  await using server = await serverThat((socket) => {
    socket.write('HTTP/1.1 502 No\r\nTransfer-Encoding: chunked\r\n\r\n989680\r\n');
    forever(socket, Buffer.alloc(1024 * 1024, 'é'));
  });
  const { excerpt } = await probeAndLeave(server);
  assert.equal(excerpt?.length, 200);
  assert.match(excerpt ?? '', /^é+…$/);
});

test('names: to nothing, to many, to an address outside the list, to one that is no node', async () => {
  await using server = await serverThat(answering('HTTP/1.1 200 OK\r\n\r\n'));
  const named = (resolve: () => Promise<readonly string[]>, mayLeadTo?: readonly string[]) =>
    probeAndLeave(server, { resolve, target: { address: 'node.example', ...(mayLeadTo ? { mayLeadTo } : {}) } });
  const nothing = await named(async () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' })));
  assert.deepEqual(pick(nothing), ['dns', 'the name resolves to nothing (ENOTFOUND)']);
  assert.deepEqual(pick(await named(async () => [])), ['dns', 'the name resolves to nothing']);
  const many = await named(async () => ['127.0.0.1', '127.0.0.2', '::1']);
  assert.deepEqual(
    [many.outcome, many.resolved, many.address, server.accepted],
    ['answered', '127.0.0.1', 'node.example', 1],
  );
  const outside = await named(async () => ['127.0.0.1'], ['10.0.0.1']);
  assert.deepEqual(pick(outside), [
    'dns',
    'the name leads to 127.0.0.1, which is not an address of a node and so is not tried',
  ]);
  const inside = await named(async () => ['10.9.9.9', '127.0.0.1'], ['127.0.0.1']);
  assert.equal(inside.resolved, '127.0.0.1');
  const metadata = await named(async () => ['169.254.169.254', '::ffff:169.254.169.254', '0.0.0.0']);
  assert.equal(metadata.outcome, 'dns');
  assert.equal(server.accepted, 2);
  const stuck = await probe(server.port, {
    resolve: () => new Promise(() => {}),
    target: { address: 'node.example' },
    limits: { milliseconds: 100 },
  });
  assert.deepEqual(pick(stuck), ['dns', 'the name was not resolved in time']);
});

test('addresses that are no machine are not asked', async () => {
  for (const address of ['169.254.169.254', '0.0.0.0', '224.0.0.1', '255.255.255.255', 'fe80::1', '::']) {
    const found = await probe(80, { target: { address } });
    assert.equal(found.outcome, 'unreachable', address);
    assert.match(found.because ?? '', /not tried/);
  }
});

test('an IPv6 address stands in brackets', async (context) => {
  let sent = '';
  let server: LoopbackServer;
  try {
    server = await serverThat((socket) => {
      socket.once('data', (data) => {
        sent += data;
        socket.end('HTTP/1.1 302 Found\r\nLocation: http://[::1]:1/x\r\n\r\n');
      });
    }, '::1');
  } catch {
    return context.skip('this machine has no IPv6');
  }
  await using own = server;
  const found = await probeAndLeave(own, { target: { address: '::1' } });
  assert.match(sent, new RegExp(`^Host: \\[::1\\]:${own.port}\r$`, 'm'));
  assert.deepEqual([found.network, found.redirect?.followed], ['loopback', false]);
});

test('many addresses: a few at once, in order, each told as it is done', async () => {
  let most = 0;
  let open = 0;
  await using server = await serverThat((socket) => {
    most = Math.max(most, ++open);
    socket.on('close', () => open--);
    socket.once('data', () => setTimeout(() => socket.end('HTTP/1.1 200 OK\r\n\r\n'), 5));
  }, '0.0.0.0');
  const targets = Array.from({ length: 40 }, (_, i) => ({ address: `127.0.1.${i + 1}`, port: server.port }));
  let told = 0;
  const found = await attempts(targets, plainRequest, new AbortController().signal, {
    limits: {
      milliseconds: 60_000,
      headBytes: 1000,
      bodyBytes: 10,
      bodyMilliseconds: 10,
      redirects: 0,
      concurrency: 3,
    },
    onDone: () => told++,
  });
  assert.deepEqual(
    found.map(({ address }) => address),
    targets.map(({ address }) => address),
  );
  assert.ok(found.every(isHealthy));
  assert.deepEqual([told, server.accepted], [40, 40]);
  assert.ok(most <= 6, `${most} were open at once`);
});

test('a probe goes past proxies, and says which variables would have sent it there', async () => {
  assert.deepEqual(
    proxyVariables({ HTTP_PROXY: 'http://x', https_proxy: 'y', NO_PROXY: '*', ALL_PROXY: '', PATH: '/bin' }),
    ['HTTP_PROXY', 'https_proxy'],
  );
  await using proxy = await serverThat(answering('HTTP/1.1 200 OK\r\n\r\n'));
  await using server = await serverThat(answering('HTTP/1.1 201 OK\r\n\r\n'));
  process.env.HTTP_PROXY = `http://127.0.0.1:${proxy.port}`;
  try {
    assert.equal((await probeAndLeave(server)).status, 201);
    assert.equal(proxy.accepted, 0);
  } finally {
    delete process.env.HTTP_PROXY;
  }
});

test('a name that holds this process up while it is resolved is not time of another address', async () => {
  await using server = await serverThat(answering('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
  const hold = 2_000;
  const targets = ['127.0.0.1', 'node.example'].map((address) => ({ address, port: server.port }));
  const request = requestOf([], '', undefined, undefined);
  const tried = await attempts(targets, request, new AbortController().signal, {
    resolve: async () => {
      for (const begin = performance.now(); performance.now() - begin < hold; );
      return ['127.0.0.1'];
    },
  });
  assert.deepEqual(
    tried.map(({ outcome }) => outcome),
    ['answered', 'answered'],
  );
  assert.ok(tried[0]!.milliseconds.connect! < hold, `${tried[0]!.milliseconds.connect} ms`);
});
