// The reported time of an address is the time of the network, without what this process did meanwhile.
import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type net from 'node:net';
import { test } from 'node:test';
import { attempts } from '../../server/src/probe/attempts.ts';
import { answering, plainRequest, probe, serverThat } from './servers.ts';

/** Long enough that no busy machine holds a process up for it by itself. */
const hold = 1_500;

const busy = () => {
  for (const begin = performance.now(); performance.now() - begin < hold; );
};

/** Calls `then` with the `nth` socket that this process makes, before it is connected. */
function withSocket(nth: number, then: (socket: net.Socket) => void): Disposable {
  let made = 0;
  const told = (message: unknown) => {
    if (++made === nth) then((message as { readonly socket: net.Socket }).socket);
  };
  subscribe('net.client.socket', told);
  return { [Symbol.dispose]: () => unsubscribe('net.client.socket', told) };
}

const served = () => serverThat(answering('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'), '0.0.0.0');

test('to make a socket is not time of its connection', async () => {
  await using server = await served();
  using _ = withSocket(1, busy);
  const { milliseconds } = await probe(server.port);
  assert.ok(milliseconds.connect! < hold, `${milliseconds.connect} ms`);
  assert.ok(milliseconds.firstByte! < hold, `${milliseconds.firstByte} ms`);
  assert.ok(milliseconds.total >= hold, 'nothing was held up');
});

test('to begin with an address is not time of the connection to the one before', async () => {
  await using server = await served();
  using _ = withSocket(2, (socket) => socket.once('connectionAttempt', busy));
  const targets = ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, port: server.port }));
  const tried = await attempts(targets, plainRequest, new AbortController().signal);
  for (const { address, milliseconds } of tried) {
    assert.ok(milliseconds.connect! < hold, `${address}: ${milliseconds.connect} ms`);
  }
});
