import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEventLoop, type EventHandler } from '../../server/src/lsp/eventLoop.ts';
import { type Status, statusNotification } from '../../server/src/lsp/protocol.ts';
import type { ServerEvent } from '../../server/src/lsp/serverEvents.ts';
import { type Client, connectInMemory, pause } from './client.ts';
import { folderWith, mismatch } from './folder.ts';

const saved = (uri: string): ServerEvent => ({ type: 'DocumentSaved', uri });

/**
 * A loop whose events are names, and a log of what it did. A name is logged when its handling begins, `/name` when it
 * ends.
 */
function loopWith(handle: (name: string, emit: (name: string) => void) => void, afterEvents = () => {}) {
  const log: string[] = [];
  const loop = createEventLoop((what, error, data) =>
    log.push(`${what} failed: ${(error as Error).message} ${JSON.stringify(data) ?? ''}`.trimEnd()),
  );
  const emit = (name: string) => loop.emit(saved(name));
  const handler: EventHandler = {
    handle: (event) => {
      const name = event.type === 'DocumentSaved' ? event.uri : event.type;
      log.push(name);
      handle(name, emit);
      log.push(`/${name}`);
    },
    afterEvents: () => {
      log.push('after');
      afterEvents();
    },
  };
  return { emit, log, loop, start: () => loop.start(handler) };
}

test('an event that is emitted while another is handled has its turn after it, and before emit returns', () => {
  const { emit, log, start } = loopWith((name, emitMore) => {
    if (name === 'a') {
      emitMore('b');
      emitMore('c');
    } else if (name === 'b') {
      emitMore('d');
    }
  });
  start();
  log.length = 0;
  emit('a');
  assert.deepEqual(log, ['a', '/a', 'b', '/b', 'c', '/c', 'd', '/d', 'after']);
});

test('what follows when no event is left may emit, and is then done again', () => {
  let left = 2;
  const { emit, log, start } = loopWith(
    () => {},
    () => left-- > 0 && emit('again'),
  );
  start();
  assert.deepEqual(log, []);
  emit('a');
  assert.deepEqual(log, ['a', '/a', 'after', 'again', '/again', 'after', 'again', '/again', 'after']);
});

test('an event that fails is logged with its data and leaves the others', () => {
  const { emit, log, start } = loopWith((name, emitMore) => {
    if (name === 'a') {
      emitMore('b');
      throw new Error('broken');
    }
  });
  start();
  emit('a');
  emit('c');
  const failure = 'DocumentSaved failed: broken {"type":"DocumentSaved","uri":"a"}';
  assert.deepEqual(log, ['a', failure, 'b', '/b', 'after', 'c', '/c', 'after']);
});

test('events wait for the start, and none is handled after the end', () => {
  const { emit, log, loop, start } = loopWith((name) => name === 'last' && loop.stop());
  emit('a');
  emit('b');
  assert.deepEqual(log, []);
  start();
  assert.deepEqual(log, ['a', '/a', 'b', '/b', 'after']);
  loop.stop();
  emit('c');
  assert.deepEqual(log, ['a', '/a', 'b', '/b', 'after']);
});

const changeFolders = (client: Client, { added = [], removed = [] }: { added?: string[]; removed?: string[] }) =>
  client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
    event: {
      added: added.map((uri) => ({ uri, name: 'work' })),
      removed: removed.map((uri) => ({ uri, name: 'work' })),
    },
  });

const lastStatus = (client: Client) => client.received(statusNotification).at(-1) as Status | undefined;

/** A server that waits for the settings of one folder until a test answers, each request by itself. */
async function withAnswersFor(folder: string, folders: readonly string[]) {
  const answers: ((settings: unknown) => void)[] = [];
  const client = await connectInMemory({
    folders,
    configuration: (scopeUri) =>
      scopeUri === folder ? new Promise((resolve) => answers.push(resolve)) : Promise.resolve(null),
  });
  await client.eventually('the settings are asked for', () => answers.length === 1);
  return { client, answers };
}

test('a folder that is removed while its settings are asked for keeps nothing of the others back', async () => {
  using first = folderWith(mismatch);
  using second = folderWith(mismatch);
  const { client, answers } = await withAnswersFor(first.uri, [first.uri, second.uri]);
  await using _ = client;
  await client.eventually('the other folder is indexed', () => (lastStatus(client)?.files ?? 0) > 0);
  await pause(200);
  assert.deepEqual(client.publications, []);
  await changeFolders(client, { removed: [first.uri] });
  // Without the removal, publishing would wait for the settings, for two seconds since the start.
  await client.until(second.uriOf('service.yaml'), (shown) => shown.length > 0, 1000);
  await client.ready();
  answers[0]?.(null);
  await pause(200);
  assert.deepEqual(client.publicationsOf(first.uriOf('service.yaml')), []);
  assert.equal(lastStatus(client)?.files, 2);
  assert.deepEqual(
    client.log.filter(({ type }) => type === 1),
    [],
  );
});

test('a folder that is removed and added again takes only the settings that were asked for it', async () => {
  using folder = folderWith(mismatch);
  const { client, answers } = await withAnswersFor(folder.uri, [folder.uri]);
  await using _ = client;
  await changeFolders(client, { added: [folder.uri], removed: [folder.uri] });
  await client.eventually('the settings are asked for again', () => answers.length === 2);
  answers[0]?.({ severity: { 'service-selects-nothing': 'off' } });
  await pause(300);
  // The answer to the first request has neither begun the index nor let anything be published.
  assert.equal(lastStatus(client)?.state ?? 'indexing', 'indexing');
  assert.deepEqual(client.publications, []);
  answers[1]?.({ severity: { 'service-selects-nothing': 'information' } });
  const [problem] = await client.until(folder.uriOf('service.yaml'), (shown) => shown.length > 0);
  assert.equal(problem?.severity, 3);
  await client.ready();
  assert.equal(lastStatus(client)?.files, 2);
});

test('a folder that is removed and added again while its first index runs is indexed once', async () => {
  using folder = folderWith(mismatch);
  for (let at = 0; at < 100; at++) {
    folder.write(`apps/${at}/config.yaml`, 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n');
  }
  let looks = 0;
  let change = () => {};
  await using client = await connectInMemory({
    folders: [],
    // A slice is a step or two, and in the middle of the index the folder is removed and added.
    server: {
      now: () => {
        looks += 1;
        if (looks === 60) {
          change();
        }
        return looks * 3;
      },
    },
  });
  const before: (Status | undefined)[] = [];
  change = () => {
    before.push(lastStatus(client));
    void changeFolders(client, { added: [folder.uri], removed: [folder.uri] });
  };
  looks = 0;
  await changeFolders(client, { added: [folder.uri] });
  await client.eventually('the index is ready', () => {
    const status = lastStatus(client);
    return before.length > 0 && status?.state === 'ready' && status.files > 0;
  });
  assert.ok(looks > 200, `the first index was not over after 60 of ${looks} looks at the clock`);
  await client.until(folder.uriOf('service.yaml'), (shown) => shown.length > 0);
  assert.equal(lastStatus(client)?.files, 102);
  assert.deepEqual(
    client.log.filter(({ type }) => type === 1),
    [],
  );
});

test('what a walk has found is published when the walk is over', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({
    folders: [folder.uri],
    capabilities: {},
    server: { pollInterval: 1e6 },
  });
  const uri = folder.uriOf('service.yaml');
  client.open(uri, folder.read('service.yaml'));
  await client.until(uri, (shown) => shown.length > 0);
  await client.ready();
  folder.write(
    'deployment.yaml',
    folder.read('deployment.yaml').replaceAll('family-assistant-backend', 'family-assistant'),
  );
  client.save(uri);
  // Publishing pauses while a change is half applied. A pause that nobody ends takes two seconds.
  await client.until(uri, (shown) => shown.length === 0, 1500);
});
