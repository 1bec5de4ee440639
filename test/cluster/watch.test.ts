// What an API server cannot be made to do on demand.
import assert from 'node:assert/strict';
import type http from 'node:http';
import { type TestContext, test } from 'node:test';
import { createCircuitBreaker } from '../../server/src/cluster/circuitBreaker.ts';
import type { Clock } from '../../server/src/cluster/clock.ts';
import type { Connection } from '../../server/src/cluster/connection.ts';
import { services } from '../../server/src/cluster/list.ts';
import { type WatchState, watch } from '../../server/src/cluster/watch.ts';
import { eventually } from '../harness/vscode/eventually.ts';
import { scriptedServer, sendJson, simulatedClock, status } from './scriptedServer.ts';

test('what a list says, and then what a watch says, as far as it has come', async (context) => {
  const { connection, requests } = await scriptedServer(context, (request, response) => {
    if (!isWatch(request)) return sendJson(response, 200, list('7', ['a', 'b']));
    response.writeHead(200);
    response.write(
      `${event('MODIFIED', 'b', '8', 'new')}\n${event('DELETED', 'a', '9')}\n${event('ADDED', 'ü', '10')}\n`,
    );
    response.write(`${JSON.stringify({ type: 'BOOKMARK', object: { metadata: { resourceVersion: '20' } } })}\n`);
    response.write(`${JSON.stringify({ type: 'TOMORROW', object: {}, more: [] })}\n\n`);
  });
  const seen = follow(context, connection, simulatedClock());
  await eventually(() => assert.deepEqual(seen.items(), { b: 'new', ü: '' }));
  await eventually(() => assert.deepEqual(seen.types(), ['starting', 'current']));
  assert.match(requests[1]!, /[?&]resourceVersion=7&/);
  assert.match(requests[1]!, /allowWatchBookmarks=true/);
  assert.match(requests[1]!, /timeoutSeconds=450/);
});

test('a server that is lost between the list and the watch leaves what was listed out of date, not unknown', async (context) => {
  const { connection } = await scriptedServer(context, (request, response) => {
    if (!isWatch(request)) return sendJson(response, 200, list('7', ['a']));
    request.socket.destroy();
    return response.destroy();
  });
  const seen = follow(context, connection, simulatedClock());
  await eventually(() => assert.deepEqual(seen.types(), ['starting', 'current', 'stale']));
  assert.deepEqual(seen.items(), { a: '' });
});

test('a body that comes in the smallest pieces', async (context) => {
  const bytes = Buffer.from(`${event('ADDED', 'größe-€-🦊', '8')}\n`);
  const { connection } = await scriptedServer(context, (request, response) => {
    if (!isWatch(request)) return sendJson(response, 200, list('7', []));
    response.writeHead(200);
    let place = 0;
    const next = () => {
      if (place === bytes.length || response.destroyed) return;
      response.write(bytes.subarray(place, place + 1), () => setImmediate(next));
      place += 1;
    };
    next();
  });
  const seen = follow(context, connection, simulatedClock());
  await eventually(() => assert.deepEqual(seen.items(), { 'größe-€-🦊': '' }));
});

for (const [name, answer] of [
  [
    'as an event',
    (response: http.ServerResponse) =>
      response.end(`${JSON.stringify({ type: 'ERROR', object: status(410, 'Expired') })}\n`),
  ],
  ['as an answer', (response: http.ServerResponse) => sendJson(response, 410, status(410, 'Expired'))],
] as const) {
  test(`a version that the server has forgotten (${name}) is listed again`, async (context) => {
    let lists = 0;
    const { connection } = await scriptedServer(context, (request, response) => {
      if (!isWatch(request)) {
        lists += 1;
        return sendJson(response, 200, lists === 1 ? list('7', ['a', 'b']) : list('90', ['b', 'c']));
      }
      if (lists === 1) answer(response);
      else response.writeHead(200).write('\n');
    });
    const seen = follow(context, connection, simulatedClock());
    await eventually(() => assert.deepEqual(seen.items(), { b: '', c: '' }));
    assert.ok(!seen.types().includes('stale') && !seen.types().includes('unknown'), seen.types().join());
  });
}

test('where a list forgets its own next page, it is read in one', async (context) => {
  const { connection, requests } = await scriptedServer(context, (request, response) => {
    if (isWatch(request)) return response.writeHead(200).write('\n');
    if (request.url?.includes('continue=')) return sendJson(response, 410, status(410, 'Expired'));
    if (request.url?.includes('limit=')) return sendJson(response, 200, list('7', ['gone'], 'next'));
    return sendJson(response, 200, list('9', ['a']));
  });
  const seen = follow(context, connection, simulatedClock());
  await eventually(() => assert.deepEqual(seen.items(), { a: '' }));
  await eventually(() => assert.match(requests.at(-1)!, /resourceVersion=9/));
});

test('a version that the server has not reached yet is listed again', async (context) => {
  let lists = 0;
  const tooLarge = status(504, 'Timeout', {
    details: {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    },
  });
  const { connection } = await scriptedServer(context, (request, response) => {
    if (!isWatch(request)) {
      lists += 1;
      return sendJson(response, 200, list(lists === 1 ? '1000' : '5', [`list-${lists}`]));
    }
    if (lists === 1) sendJson(response, 504, tooLarge);
    else response.writeHead(200).write('\n');
  });
  const seen = follow(context, connection, simulatedClock());
  await eventually(() => assert.deepEqual(seen.items(), { 'list-2': '' }));
});

test('a server that asks for a pause gets it', async (context) => {
  const clock = simulatedClock();
  const { connection } = await scriptedServer(context, (request, response, number) => {
    if (number < 2) return sendJson(response, 429, status(429, 'TooManyRequests'), { 'Retry-After': '17' });
    if (!isWatch(request)) return sendJson(response, 200, list('7', ['a']));
    response.writeHead(200).write('\n');
  });
  const seen = follow(context, connection, clock);
  await eventually(() => assert.deepEqual(seen.items(), { a: '' }));
  assert.deepEqual(clock.waits, [17_000, 17_000]);
  await eventually(() => assert.deepEqual(seen.types(), ['starting', 'unknown', 'current']));
});

for (const [name, reply, most] of [
  ['answers 500', (response: http.ServerResponse) => sendJson(response, 500, status(500, 'InternalError')), 40],
  ['answers 503', (response: http.ServerResponse) => sendJson(response, 503, status(503, 'ServiceUnavailable')), 25],
  ['answers 401', (response: http.ServerResponse) => sendJson(response, 401, status(401, 'Unauthorized')), 25],
  ['answers 403', (response: http.ServerResponse) => sendJson(response, 403, status(403, 'Forbidden')), 12],
  ['answers 410', (response: http.ServerResponse) => sendJson(response, 410, status(410, 'Expired')), 40],
  ['says something else', (response: http.ServerResponse) => response.end('<html>'), 40],
  ['hangs up', (response: http.ServerResponse) => response.destroy(), 25],
] as const) {
  test(`of a server that ${name} little is asked`, async (context) => {
    const { connection, requests } = await scriptedServer(context, (_, response) => reply(response));
    // Four watches share the breaker, so one of them tries what concerns all.
    const clock = simulatedClock(60_000);
    const breaker = createCircuitBreaker(clock);
    const all = Array.from({ length: 4 }, () => follow(context, connection, clock, breaker));
    await clock.done;
    assert.ok(requests.length <= most, `${requests.length} requests in a minute`);
    assert.ok(requests.length >= 1);
    for (const seen of all) {
      assert.deepEqual(seen.items(), {});
      assert.ok(!seen.types().includes('current'));
      assert.ok(seen.types().length <= 2, `${seen.types()}: each state is told once`);
    }
  });
}

test('a clock that is set back by an hour while a server is away makes no pause of an hour', async () => {
  const simulated = simulatedClock();
  let setBack = 0;
  const breaker = createCircuitBreaker({ ...simulated, now: () => simulated.now() - setBack });
  breaker.failed();
  setBack = 3_600_000;
  await breaker.enter(new AbortController().signal);
  assert.deepEqual(simulated.waits, [500]);
});

test('a watch that ends at once every time is not asked for without end', async (context) => {
  const clock = simulatedClock(60_000);
  const { connection, requests } = await scriptedServer(context, (request, response) => {
    if (isWatch(request)) response.end();
    else sendJson(response, 200, list('7', ['a']));
  });
  follow(context, connection, clock);
  await clock.done;
  assert.ok(requests.length <= 15, `${requests.length} requests in a minute`);
});

test('a line that is no JSON is not passed over: everything is asked anew', async (context) => {
  let lists = 0;
  const { connection } = await scriptedServer(context, (request, response) => {
    if (!isWatch(request)) {
      lists += 1;
      return sendJson(response, 200, list('7', [`list-${lists}`]));
    }
    response.writeHead(200);
    response.write(lists === 1 ? '{"type":"ADD\n' : '\n');
  });
  const seen = follow(context, connection, simulatedClock());
  await eventually(() => assert.deepEqual(seen.items(), { 'list-2': '' }));
  await eventually(() => assert.deepEqual(seen.types(), ['starting', 'current', 'stale', 'current']));
});

test('after a break it is looked first whether the server still has the same history', async (context) => {
  let isNew = false;
  const { connection, requests } = await scriptedServer(context, (request, response, number) => {
    if (!isWatch(request)) return sendJson(response, 200, isNew ? list('3', ['new']) : list('700', ['old']));
    response.writeHead(200).write('\n');
    if (number === 1) {
      isNew = true;
      setImmediate(() => response.destroy());
    }
  });
  const seen = follow(context, connection, simulatedClock());
  await eventually(() => assert.deepEqual(seen.items(), { new: '' }));
  await eventually(() => assert.equal(seen.types().at(-1), 'current'));
  assert.match(requests[2]!, /[?&]limit=1(&|$)/);
  assert.match(requests.at(-1)!, /[?&]resourceVersion=3&/);
});

test('after a break of the same server the watch goes on from where it was', async (context) => {
  const { connection, requests } = await scriptedServer(context, (request, response, number) => {
    if (!isWatch(request)) return sendJson(response, 200, list(number === 0 ? '700' : '702', ['a']));
    response.writeHead(200).write(number === 1 ? `${event('ADDED', 'b', '701')}\n` : '\n');
    if (number === 1) setTimeout(() => response.destroy(), 50);
  });
  const seen = follow(context, connection, simulatedClock());
  await eventually(() => assert.ok(requests.length >= 4 && seen.types().at(-1) === 'current'));
  assert.deepEqual(seen.items(), { a: '', b: '' });
  assert.equal(requests.filter((url) => url.includes('limit=500')).length, 1);
  assert.match(requests.at(-1)!, /[?&]resourceVersion=701&/);
});

test('woken, it asks anew; stopped, nothing is left under way', async (context) => {
  const { connection, requests } = await scriptedServer(context, (request, response) => {
    if (!isWatch(request)) return sendJson(response, 200, list('7', ['a']));
    response.writeHead(200).write('\n');
  });
  const seen = follow(context, connection, simulatedClock());
  await eventually(() => assert.equal(seen.types().at(-1), 'current'));
  seen.watch.wake();
  await eventually(() => assert.deepEqual(seen.types(), ['starting', 'current', 'stale', 'current']));
  await seen.watch.stop();
  const asked = requests.length;
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(requests.length, asked);
});

function follow(context: TestContext, connection: Connection, clock: Clock, breaker = createCircuitBreaker(clock)) {
  let items = new Map<string, string>();
  const states: WatchState[] = [];
  const running = watch<string>(connection, services, {
    clock,
    breaker,
    reduce: (object) => (object as { spec?: { note?: string } }).spec?.note ?? '',
    listed: (listed) => {
      items = new Map(listed);
    },
    changed: (uid, item) => {
      if (item === undefined) items.delete(uid);
      else items.set(uid, item);
    },
    state: (state) => {
      states.push(state);
    },
  });
  context.after(() => running.stop());
  return {
    items: () => Object.fromEntries(items),
    types: () => states.map(({ type }) => type),
    states,
    watch: running,
  };
}

function isWatch(request: http.IncomingMessage): boolean {
  return request.url?.includes('watch=true') === true;
}

function list(resourceVersion: string, uids: readonly string[], next?: string): object {
  return {
    kind: 'ServiceList',
    apiVersion: 'v1',
    metadata: { resourceVersion, ...(next ? { continue: next } : {}) },
    items: uids.map((uid) => ({ metadata: { uid } })),
  };
}

function event(type: string, uid: string, resourceVersion: string, note?: string): string {
  return JSON.stringify({ type, object: { metadata: { uid, resourceVersion }, ...(note ? { spec: { note } } : {}) } });
}
