import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FileChangeType } from 'vscode-languageserver/node';
import {
  type BaselineParams,
  baselineNotification,
  type Status,
  statusNotification,
} from '../../server/src/lsp/protocol.ts';
import { sliceLength } from '../../server/src/lsp/timeSlices.ts';
import { deployment, fixedService, service } from '../cli/manifests.ts';
import { type Client, type ClientOptions, connectInMemory, pause, rests } from './client.ts';
import { folderWith, type TestFolder } from './folder.ts';

const whole = (directory = '') =>
  `=== ${directory}service.yaml\n${fixedService('web')}=== ${directory}deployment.yaml\n${deployment('web')}`;
/** A value that no pod has and that resembles no other value. */
const broken = fixedService('web').replace('app: web-backend', 'app: quite-another-word');
const clock = () => new Date(2026, 0, 2, 9, 12);

function connect(folder: TestFolder, options: ClientOptions['server'] = {}): Promise<Client> {
  return connectInMemory({ folders: [folder.uri], server: { clock, ...options } });
}

function send(client: Client, params: unknown): void {
  void client.connection.sendNotification(baselineNotification, params);
}

const ofHead = (folder: TestFolder, texts: Record<string, string | null>, name = 'HEAD 4ef8179'): BaselineParams => ({
  folder: folder.uri,
  baseline: { name, texts },
});

/** Messages of lost edges that are shown in a file. */
function lost(client: Client, uri: string): string[] {
  return client
    .shown(uri)
    .map(({ message }) => String(message))
    .filter((message) => message.includes('(it did in '));
}

function untilLost(client: Client, uri: string, since: string | undefined): Promise<unknown> {
  const wanted = since === undefined ? undefined : `(it did in ${since})`;
  return client.eventually(
    `lost since ${since}: ${JSON.stringify(lost(client, uri))}`,
    () => {
      const [message] = lost(client, uri);
      return wanted === undefined ? message === undefined : message?.includes(wanted) === true;
    },
    60_000,
  );
}

function names(client: Client): readonly string[] | undefined {
  return (client.received(statusNotification).at(-1) as Status | undefined)?.baselines;
}

test('where no client sends one, it is the files as they were opened', async () => {
  using folder = folderWith(whole());
  await using client = await connect(folder);
  const uri = folder.uriOf('service.yaml');
  client.open(uri, folder.read('service.yaml'));
  await client.ready();
  await client.eventually('the status names it', () => names(client)?.join() === 'opened 09:12');
  client.change(uri, 2, broken);
  await untilLost(client, uri, 'the files as opened at 09:12');
  assert.equal(client.shown(uri)[0]?.severity, 2);
  // A save does not move it.
  folder.write('service.yaml', broken);
  client.save(uri);
  client.watched([{ uri, type: FileChangeType.Changed }]);
  client.change(uri, 3, `# more\n${broken}`);
  await client.eventually('the next version is told', () => client.last(uri)?.version === 3);
  assert.equal(lost(client, uri).length, 1);
  client.change(uri, 4, fixedService('web'));
  await untilLost(client, uri, undefined);
});

test('the HEAD side of a diff view has no problems of its own, and the open file keeps its lost edge', async () => {
  using folder = folderWith(whole());
  await using client = await connect(folder);
  const uri = folder.uriOf('service.yaml');
  const head = `${uri.replace('file:', 'git:')}?%7B%22ref%22%3A%22HEAD%22%7D`;
  client.open(uri, broken);
  client.open(head, fixedService('web'));
  await client.ready();
  send(client, ofHead(folder, { 'service.yaml': fixedService('web') }));
  await untilLost(client, uri, 'HEAD 4ef8179');
  assert.deepEqual(lost(client, head), []);
  // In the other direction: the side of HEAD is the broken one.
  client.change(head, 2, broken);
  client.change(uri, 2, fixedService('web'));
  await untilLost(client, uri, undefined);
  await pause(200);
  assert.deepEqual(client.shown(head), []);
});

test('the files that a client sends, before everything is read and after', async () => {
  using folder = folderWith(whole());
  folder.write('service.yaml', broken);
  folder.write('new.yaml', service('new'));
  await using client = await connect(folder);
  const uri = folder.uriOf('service.yaml');
  send(client, ofHead(folder, { 'service.yaml': fixedService('web'), 'new.yaml': null }));
  client.open(uri, broken);
  await untilLost(client, uri, 'HEAD 4ef8179');
  await client.eventually('the status names it', () => names(client)?.join() === 'HEAD 4ef8179');
  // After the commit, the next HEAD equals the files on disk.
  send(client, ofHead(folder, {}, 'HEAD 1234567'));
  await untilLost(client, uri, undefined);
  await client.eventually('the status names it', () => names(client)?.join() === 'HEAD 1234567');
  // The workload under another label, in a commit before.
  send(
    client,
    ofHead(
      folder,
      { 'deployment.yaml': deployment('web').replaceAll('web-backend', 'quite-another-word') },
      'HEAD 0000001',
    ),
  );
  await untilLost(client, uri, 'HEAD 0000001');
  assert.match(lost(client, uri)[0]!, /label app of the pods of Deployment "web" is now "web-backend"/);
  // The client has none any more.
  send(client, { folder: folder.uri, baseline: null, because: 'git is disabled' });
  await untilLost(client, uri, undefined);
  await client.eventually('the status says why', () => names(client)?.join() === 'read 09:12 (git is disabled)');
});

test('the current wiring, unsaved texts included, accepts what is lost', async () => {
  using folder = folderWith(whole());
  await using client = await connect(folder);
  const uri = folder.uriOf('service.yaml');
  client.open(uri, fixedService('web'));
  await client.ready();
  client.change(uri, 2, broken);
  await untilLost(client, uri, 'the files as opened at 09:12');
  send(client, { folder: folder.uri, baseline: 'current' });
  await untilLost(client, uri, undefined);
  await client.eventually('the status names it', () => names(client)?.join() === 'taken 09:12');
});

test('a file that git says was renamed is the same file', async () => {
  using folder = folderWith(whole());
  folder.write('service.yaml', broken.replace('name: web', 'name: shop'));
  await using client = await connect(folder);
  const uri = folder.uriOf('service.yaml');
  const baseline = { name: 'HEAD 4ef8179', texts: { 'service.yaml': null, 'old.yaml': fixedService('web') } };
  await client.ready();
  send(client, { folder: folder.uri, baseline });
  await client.eventually('it is taken', () => names(client)?.join() === 'HEAD 4ef8179');
  await pause(300);
  assert.deepEqual(lost(client, uri), []);
  send(client, { folder: folder.uri, baseline: { ...baseline, renamed: { 'service.yaml': 'old.yaml' } } });
  await untilLost(client, uri, 'HEAD 4ef8179');
});

test('while files change on disk no lost edge is told until the next baseline, and two seconds at most', async () => {
  using folder = folderWith(whole());
  await using client = await connect(folder);
  const [uri, other] = [folder.uriOf('service.yaml'), folder.uriOf('deployment.yaml')];
  send(client, ofHead(folder, {}));
  await client.ready();
  // Another branch: the label is another one there.
  const change = (text: string) => {
    folder.write('deployment.yaml', text);
    client.watched([{ uri: other, type: FileChangeType.Changed }]);
  };
  const from = client.publications.length;
  change(deployment('web').replaceAll('web-backend', 'quite-another-word'));
  await pause(600);
  send(client, ofHead(folder, {}, 'HEAD 1234567'));
  await pause(2500);
  const told = client.publications
    .slice(from)
    .flatMap(({ diagnostics }) => diagnostics.map(({ message }) => String(message)));
  assert.deepEqual(
    told.filter((message) => message.includes('it did in')),
    [],
  );
  // Nobody commits it.
  const begin = performance.now();
  change(deployment('web'));
  send(
    client,
    ofHead(
      folder,
      {
        'deployment.yaml': deployment('web').replaceAll('web-backend', 'b'),
        'service.yaml': broken.replace('quite-another-word', 'b'),
      },
      'HEAD 7654321',
    ),
  );
  await pause(200);
  change(deployment('web').replaceAll('web-backend', 'c'));
  await untilLost(client, uri, 'HEAD 7654321');
  assert.ok(performance.now() - begin > 2000);
  // A client that knows of a new HEAD says so before it has the files.
  send(client, { folder: folder.uri, baseline: 'pending' });
  client.open(uri, folder.read('service.yaml'), 7);
  await client.eventually(
    'what is held is not shown',
    () => client.last(uri)?.version === 7 && lost(client, uri).length === 0,
  );
  await untilLost(client, uri, 'HEAD 7654321');
});

test('another branch is another state of the files as opened', async () => {
  using folder = folderWith(whole());
  await using client = await connect(folder);
  const uri = folder.uriOf('service.yaml');
  await client.ready();
  client.open(uri, fixedService('web'));
  client.change(uri, 2, broken);
  await untilLost(client, uri, 'the files as opened at 09:12');
  client.close(uri);
  folder.write('service.yaml', broken);
  const events = [{ uri, type: FileChangeType.Changed as FileChangeType }];
  for (let at = 0; at < 200; at++) {
    folder.write(`more/${at}.yaml`, `# nothing ${at}\n`);
    events.push({ uri: folder.uriOf(`more/${at}.yaml`), type: FileChangeType.Created });
  }
  client.watched(events);
  await client.eventually('the status names it', () => names(client)?.join() === 'read 09:12');
  await untilLost(client, uri, undefined);
});

test('what is none is complained of and changes nothing', async () => {
  using folder = folderWith(whole());
  await using client = await connect(folder);
  await client.ready();
  const wrong = [
    null,
    [],
    { folder: 7, baseline: null },
    { folder: folder.uri },
    { folder: folder.uri, baseline: 'HEAD' },
    { folder: folder.uri, baseline: { name: 'x' } },
    { folder: folder.uri, baseline: { name: 'x', texts: { 'a.yaml': 7 } } },
    { folder: folder.uri, baseline: { name: 'x', texts: {}, renamed: { a: null } } },
    { folder: 'file:///nowhere', baseline: null },
  ];
  for (const params of wrong) {
    send(client, params);
  }
  await client.eventually(
    'each is complained of',
    () => client.log.filter(({ type }) => type === 2).length === wrong.length,
  );
  assert.deepEqual(names(client), ['opened 09:12']);
});

test('edits and requests are answered while the wiring of a commit is worked out', async () => {
  using folder = folderWith(whole('apart/'));
  const texts: Record<string, string> = {};
  for (let at = 0; at < 500; at++) {
    folder.write(`apps/${at}/all.yaml`, `${fixedService('web')}---\n${deployment('web')}`);
    texts[`apps/${at}/all.yaml`] = `# before\n${fixedService('web')}---\n${deployment('web')}`;
  }
  let milliseconds = 0;
  await using client = await connect(folder, { now: () => ++milliseconds });
  const uri = folder.uriOf('apart/service.yaml');
  client.open(uri, folder.read('apart/service.yaml'));
  await client.ready();
  await rests(() => milliseconds);
  let longest = 0;
  let last = milliseconds;
  let turn: NodeJS.Immediate | undefined;
  const takeTurns = (): void => {
    longest = Math.max(longest, milliseconds - last);
    last = milliseconds;
    turn = setImmediate(takeTurns);
  };
  takeTurns();
  const begin = milliseconds;
  send(client, ofHead(folder, texts));
  const answers: number[] = [];
  const asking = new AbortController();
  const asked = (async () => {
    while (!asking.signal.aborted) {
      assert.equal((await client.lenses(uri))[0]?.command?.title, 'selects Deployment web');
      answers.push(milliseconds);
    }
  })();
  await rests(() => milliseconds, begin);
  asking.abort();
  clearImmediate(turn);
  await asked;
  const early = answers.filter((at) => at > begin && at < milliseconds - sliceLength);
  assert.ok(
    early.length > 5,
    `${early.length} of ${answers.length} answers came while more than a slice was to be done`,
  );
  assert.ok(longest <= 3 * sliceLength, `${longest} ms without a turn for anybody else`);
  client.change(uri, 2, broken);
  await untilLost(client, uri, 'HEAD 4ef8179');
});
