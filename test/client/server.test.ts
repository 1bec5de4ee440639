import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { type Connection, type ConnectionEvents, createServer, ServerIsDown } from '../../client/src/server.ts';

test('starts once, however often it is asked to', async () => {
  const world = testWorld();
  world.server.start();
  world.server.start();
  await turn();
  world.server.start();
  assert.equal(world.processes.length, 1);
  assert.deepEqual(world.states, ['starting', 'running']);
});

test('a request starts the server and waits for it', async () => {
  const world = testWorld({ slow: true });
  const answer = world.server.request('podwire/explain', { code: 'x' });
  await turn();
  assert.deepEqual(world.processes[0]?.requests, []);
  world.processes[0]?.becomeReady();
  assert.equal(await answer, 'podwire/explain of process 1');
});

test('a request that waits while the server crashes is answered by the next process', async () => {
  const world = testWorld({ slow: true });
  const answer = world.server.request('podwire/explain');
  await turn();
  world.processes[0]?.crash();
  world.passTime();
  await turn();
  world.processes[1]?.becomeReady();
  assert.equal(await answer, 'podwire/explain of process 2');
});

test('a crash is told once, and the server comes back after a pause', async () => {
  const world = testWorld();
  world.server.start();
  for (const round of [1, 2, 3]) {
    await turn();
    world.processes.at(-1)?.crash();
    assert.equal(world.server.state().kind, 'restarting');
    await turn();
    assert.equal(world.processes.length, round, 'it waits');
    world.passTime();
  }
  await turn();
  assert.equal(world.server.state().kind, 'running');
  assert.deepEqual(world.told, ['restarting']);
  assert.deepEqual(world.delays, [500, 1000, 2000]);
});

test('a server that crashes on and on stays down, until a person restarts it', async () => {
  const world = testWorld();
  world.server.start();
  await crashUntilDown(world);
  assert.deepEqual(world.told, ['restarting', 'down']);
  assert.equal(world.processes.length, 6);
  await assert.rejects(world.server.request('x'), ServerIsDown);
  world.server.start();
  await turn();
  assert.equal(world.processes.length, 6, 'a start is no restart');

  await world.server.restart();
  await turn();
  assert.equal(world.server.state().kind, 'running');
  assert.equal(await world.server.request('x'), 'x of process 7');
  world.processes.at(-1)?.crash();
  assert.deepEqual(world.told, ['restarting', 'down', 'restarting'], 'earlier crashes are forgotten');
});

test('who waits when the server goes down for good is told', async () => {
  const world = testWorld({ slow: true });
  const rejected = assert.rejects(world.server.request('x'), ServerIsDown);
  await crashUntilDown(world);
  await rejected;
});

test('a start that fails and closes its connection is one crash', async () => {
  const world = testWorld({ slow: true });
  world.server.start();
  await turn();
  world.processes[0]?.failToStart(new Error('no such file'));
  world.processes[0]?.crash();
  await turn();
  assert.deepEqual(world.delays, [500]);
  assert.match(String(world.errors[0] ?? 'the closed connection came first'), /no such file|came first/);
});

test('a restart while the server runs ends the old process, which is no crash', async () => {
  const world = testWorld();
  world.server.start();
  await turn();
  await world.server.restart();
  await turn();
  assert.equal(world.processes[0]?.stopped, true);
  assert.equal(world.processes.length, 2);
  world.processes[0]?.crash();
  assert.deepEqual(world.told, []);
  assert.equal(world.server.state().kind, 'running');
});

test('a restart during the pause after a crash does not wait for its end', async () => {
  const world = testWorld();
  world.server.start();
  await turn();
  world.processes[0]?.crash();
  await world.server.restart();
  await turn();
  assert.equal(world.server.state().kind, 'running');
  world.passTime();
  await turn();
  assert.equal(world.processes.length, 2, 'the pause was taken back');
});

test('a restart while the server is starting ends what was starting', async () => {
  const world = testWorld({ slow: true });
  world.server.start();
  await turn();
  await world.server.restart();
  await turn();
  world.processes[1]?.becomeReady();
  world.processes[0]?.becomeReady();
  await turn();
  assert.equal(world.processes[0]?.stopped, true);
  assert.equal(await world.server.request('x'), 'x of process 2');
});

test('after a stop nothing runs and nothing comes back', async () => {
  const world = testWorld();
  world.server.start();
  await turn();
  await world.server.stop();
  world.processes[0]?.crash();
  world.passTime();
  await turn();
  assert.equal(world.processes.length, 1);
  assert.equal(world.server.state().kind, 'stopped');
  assert.deepEqual(world.told, []);
});

test('a stop before the process exists ends it as soon as it does', async () => {
  const world = testWorld();
  world.server.start();
  await world.server.stop();
  await turn();
  assert.equal(world.processes[0]?.stopped, true);
  assert.equal(world.server.state().kind, 'stopped');
});

test('what the server says of itself is shown, and forgotten with its process', async () => {
  const world = testWorld();
  const status = { state: 'ready', files: 2, resources: 2, unknown: [], baselines: [] } as const;
  world.server.start();
  await turn();
  world.processes[0]?.events.status(status);
  assert.deepEqual(world.server.state(), { kind: 'running', status });
  world.processes[0]?.crash();
  world.processes[0]?.events.status(status);
  assert.deepEqual(world.server.state(), { kind: 'restarting' });
});

test('a notification reaches a server that runs, and nobody else', async () => {
  const world = testWorld();
  world.server.notify('a', {});
  world.server.start();
  await turn();
  world.server.notify('b', {});
  assert.deepEqual(world.processes[0]?.notifications, ['b']);
});

async function crashUntilDown(world: ReturnType<typeof testWorld>): Promise<void> {
  while (world.server.state().kind !== 'down') {
    await turn();
    world.processes.at(-1)?.crash();
    world.passTime();
  }
}

/** A server whose processes do what a test says, with a clock that a test moves. */
function testWorld({ slow = false } = {}) {
  const processes: ReturnType<typeof testProcess>[] = [];
  const states: string[] = [];
  const told: string[] = [];
  const errors: unknown[] = [];
  const delays: number[] = [];
  let pending: (() => void) | undefined;
  const server = createServer({
    connect: async (events) => {
      const created = testProcess(processes.length + 1, events);
      processes.push(created);
      if (!slow) created.becomeReady();
      return created.connection;
    },
    clusterChanged: () => undefined,
    probeProgressed: () => {},
    wiringChanged: () => {},
    renderChanged: () => {},
    stateChanged: (state) => states.push(state.kind),
    tell: (crash, error) => {
      told.push(crash);
      errors.push(error);
    },
    now: () => 0,
    later: (milliseconds, callback) => {
      delays.push(milliseconds);
      pending = callback;
      return () => {
        pending = undefined;
      };
    },
  });
  const passTime = () => {
    const callback = pending;
    pending = undefined;
    callback?.();
  };
  return { server, processes, states, told, errors, delays, passTime };
}

function testProcess(number: number, events: ConnectionEvents) {
  const ready = Promise.withResolvers<void>();
  ready.promise.catch(() => undefined);
  const created = {
    events,
    stopped: false,
    requests: [] as string[],
    notifications: [] as string[],
    becomeReady: () => ready.resolve(),
    failToStart: (error: Error) => ready.reject(error),
    crash: () => events.closed(),
    connection: {
      ready: ready.promise,
      request: async <R>(method: string): Promise<R> => {
        created.requests.push(method);
        return `${method} of process ${number}` as R;
      },
      notify: (method) => created.notifications.push(method),
      takeBaseline: () => created.notifications.push('takeBaseline'),
      stop: async () => {
        created.stopped = true;
      },
    } satisfies Connection,
  };
  return created;
}
