// A person cancels: everything ends at once in any step, and leaves nothing open.
import assert from 'node:assert/strict';
import type net from 'node:net';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { attempts } from '../../server/src/probe/attempts.ts';
import { probeService } from '../../server/src/probe/probe.ts';
import { eventually } from '../harness/vscode/eventually.ts';
import { type ProbeOptions, plainRequest, probe, serverThat, tlsRequest } from './servers.ts';

const forever = { milliseconds: 600_000, bodyMilliseconds: 600_000 };

/** Writes a beginning, and then a part of this many bytes every few milliseconds. */
function drip(beginning: string, part: string) {
  return (socket: net.Socket) => {
    socket.write(beginning);
    const timer = setInterval(() => socket.write(part), 5);
    socket.on('close', () => clearInterval(timer));
  };
}

/** The behaviour of the server, the request, and what is known when the probe is cancelled. */
const cases: Readonly<Record<string, readonly [(socket: net.Socket) => void, ProbeOptions, string]>> = {
  'nothing comes': [() => {}, {}, 'cancelled'],
  'a handshake that nobody answers': [() => {}, { request: tlsRequest }, 'cancelled'],
  'a handshake in which bytes come one by one': [
    drip('\x16\x03\x03\x40\x00', '\x02'),
    { request: tlsRequest },
    'cancelled',
  ],
  'headers that come letter by letter': [drip('HTTP/1.1 200 OK\r\nX-Slow: ', 'x'), {}, 'cancelled'],
  'interim answers without an end': [drip('', 'HTTP/1.1 102 Processing\r\n\r\n'), {}, 'cancelled'],
  // The head has all that is needed.
  'the body of an error that comes letter by letter': [drip('HTTP/1.1 500 No\r\n\r\n', 'x'), {}, 'answered'],
};

for (const [what, [serve, options, outcome]] of Object.entries(cases)) {
  test(`given up: ${what}`, async () => {
    let heard = 0;
    await using server = await serverThat((socket) => {
      serve(socket);
      socket.on('data', () => heard++);
    });
    const controller = new AbortController();
    let found: string | undefined;
    const trying = probe(server.port, { ...options, signal: controller.signal, limits: forever }).then((attempt) => {
      found = attempt.outcome;
    });
    await eventually(() => assert.ok(heard > 0));
    // Some bytes have been read by then.
    for (let i = 0; i < 50; i++) await turn();
    assert.equal(found, undefined);
    controller.abort();
    await turn();
    assert.equal(found, outcome, 'nothing more is waited for than the turn in which it was given up');
    await trying;
    await eventually(() => assert.equal(server.open, 0, 'a connection is still open'));
  });
}

test('given up: a name that is not resolved', async () => {
  const controller = new AbortController();
  const found = probe(1, {
    resolve: () => new Promise(() => {}),
    target: { address: 'node.example' },
    signal: controller.signal,
    limits: forever,
  });
  controller.abort();
  assert.equal((await found).outcome, 'cancelled');
});

test('given up before it began: no connection is left, in plain text and in TLS', async () => {
  await using silent = await serverThat(() => {});
  for (const request of [plainRequest, tlsRequest]) {
    assert.equal((await probe(silent.port, { signal: AbortSignal.abort(), request })).outcome, 'cancelled');
  }
  await eventually(() => assert.equal(silent.open, 0));
  assert.ok(silent.accepted <= 2);
});

test('given up with most addresses still to come: these are not connected to', async () => {
  await using silent = await serverThat(() => {}, '0.0.0.0');
  const targets = Array.from({ length: 40 }, (_, i) => ({ address: `127.0.3.${i + 1}`, port: silent.port }));
  const controller = new AbortController();
  const limits = { ...forever, headBytes: 1000, bodyBytes: 10, redirects: 0, concurrency: 3 };
  const found = attempts(targets, plainRequest, controller.signal, { limits });
  await eventually(() => assert.equal(silent.accepted, 3));
  controller.abort();
  assert.ok((await found).every(({ outcome }) => outcome === 'cancelled'));
  await eventually(() => assert.equal(silent.open, 0));
  assert.equal(silent.accepted, 3);
});

test('given up while the cluster is asked: the report says that, and nothing is tried', async () => {
  const query = { name: 'web', addresses: ['127.0.0.1'], proxyVariables: [] };
  const cluster = { because: 'it was given up' };
  const { facts, verdict } = await probeService(query, cluster, AbortSignal.abort(), { confirm: async () => true });
  assert.equal(verdict.message, 'nothing was tried: it was cancelled');
  assert.deepEqual(facts.attempts, []);
});
