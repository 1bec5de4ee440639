import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { CancellationTokenSource, type Diagnostic } from 'vscode-languageserver/node';
import {
  type ClusterStatus,
  clusterRequest,
  explainRequest,
  type PodLabels,
  podLabelsRequest,
  type Report,
  type ReportCause,
  type ServiceItem,
  type Status,
  servicesRequest,
  showTargetsCommand,
  statusNotification,
  type VerifiedService,
  type VerifyServiceParams,
  verifyServiceRequest,
} from '../../server/src/lsp/protocol.ts';
import { connectInMemory, connectToProcess } from './client.ts';
import { folderWith, mismatch } from './folder.ts';

const some = (shown: readonly Diagnostic[]) => shown.length > 0;

test('lenses say what a Service selects and who selects a workload', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({
    folders: [folder.uri],
    initializationOptions: { commands: [showTargetsCommand] },
  });
  const service = folder.uriOf('service.yaml');
  const deployment = folder.uriOf('deployment.yaml');
  client.open(service, folder.read('service.yaml'));
  client.open(deployment, folder.read('deployment.yaml'));
  await client.ready();
  const titles = async (uri: string) => (await client.lenses(uri)).map((lens) => lens.command?.title);
  assert.deepEqual(await titles(service), ['$(error) selects nothing here']);
  assert.deepEqual(await titles(deployment), ['no Service selects this']);

  client.change(
    service,
    2,
    folder.read('service.yaml').replace('app: family-assistant', 'app: family-assistant-backend'),
  );
  const [lens] = await client.lenses(service);
  assert.deepEqual(lens, {
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
    command: {
      title: 'selects Deployment family-assistant-backend',
      command: showTargetsCommand,
      arguments: [
        service,
        { line: 0, character: 0 },
        [{ uri: deployment, range: { start: { line: 11, character: 8 }, end: { line: 11, character: 37 } } }],
      ],
    },
  });
  assert.deepEqual(await titles(deployment), ['selected by Service family-assistant-nodeport']);
});

test('a lens whose command the editor lacks is plain text, without icons', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({ folders: [folder.uri], capabilities: {} });
  const service = folder.uriOf('service.yaml');
  client.open(service, folder.read('service.yaml'));
  await client.until(service, some);
  assert.deepEqual((await client.lenses(service))[0]?.command, { title: 'selects nothing here', command: '' });
  assert.deepEqual(client.received('workspace/codeLens/refresh'), []);
});

test('lenses are asked for again when they became untrue by an edit elsewhere, and only then', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({ folders: [folder.uri] });
  const service = folder.uriOf('service.yaml');
  const deployment = folder.uriOf('deployment.yaml');
  const refreshes = () => client.received('workspace/codeLens/refresh').length;
  client.open(service, folder.read('service.yaml'));
  client.open(deployment, folder.read('deployment.yaml'));
  await client.ready();
  await client.lenses(service);
  await client.lenses(deployment);
  client.change(deployment, 2, `${folder.read('deployment.yaml')}# nothing\n`);
  await client.ready();
  assert.equal(refreshes(), 0);
  client.change(
    deployment,
    3,
    folder.read('deployment.yaml').replaceAll('family-assistant-backend', 'family-assistant'),
  );
  await client.eventually('refreshed', () => refreshes() === 1);
  assert.equal((await client.lenses(service))[0]?.command?.title, 'selects Deployment family-assistant');
});

test('a cancelled request is answered as cancelled, and the next one is answered', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({ folders: [folder.uri] });
  const service = folder.uriOf('service.yaml');
  await client.until(service, some);
  const source = new CancellationTokenSource();
  const answer = client.connection.sendRequest(
    'textDocument/codeLens',
    { textDocument: { uri: service } },
    source.token,
  );
  source.cancel();
  await assert.rejects(answer, { code: -32800 });
  assert.equal((await client.lenses(service)).length, 1);
});

for (const [how, connect] of [
  ['in memory', connectInMemory],
  ['as a process', connectToProcess],
] as const) {
  test(`a message that makes no sense is logged with its data, and the others are answered (${how})`, async () => {
    using folder = folderWith(mismatch);
    await using client = await connect({ folders: [folder.uri] });
    const service = folder.uriOf('service.yaml');
    await client.until(service, some);
    await assert.rejects(client.connection.sendRequest('textDocument/codeLens', { document: 'none' }), /log says why/);
    await assert.rejects(client.connection.sendRequest(podLabelsRequest, { textDocument: { uri: 7 }, position: {} }));
    await assert.rejects(client.connection.sendRequest('podwire/nothing', {}), { code: -32601 });
    await client.connection.sendNotification('textDocument/didOpen', { textDocument: { uri: service } });
    await client.connection.sendNotification('textDocument/didChange', { textDocument: { uri: service, version: 2 } });
    await client.connection.sendNotification('textDocument/didClose', null);
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: null }] });
    assert.equal((await client.lenses(service)).length, 1);
    await client.eventually('logged', () =>
      client.log.some(
        (each) => each.type === 1 && /textDocument\/codeLens failed.*"document":"none"/s.test(each.message),
      ),
    );
  });
}

test('a document that nobody opened, or in no folder, has no lenses and no actions', async () => {
  await using client = await connectInMemory({ folders: null });
  assert.deepEqual(await client.lenses('file:///nowhere/a.yaml'), []);
  assert.deepEqual(await client.lenses('no uri at all'), []);
});

test('the status tells how far the index is, and why something is unknown', async () => {
  using folder = folderWith(`=== service.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: "\${APP}"}, ports: [{port: 80}]}
`);
  await using client = await connectInMemory({ folders: [folder.uri] });
  await client.ready();
  await client.eventually('reported', () => {
    const status = client.received(statusNotification).at(-1) as Status;
    return status.state === 'ready' && status.files === 1 && status.resources === 1 && status.unknown.length === 1;
  });
});

test('an editor that did not ask for the status gets none, and one without progress no progress', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({
    folders: [folder.uri],
    capabilities: {},
    initializationOptions: { status: false },
  });
  await client.until(folder.uriOf('service.yaml'), some);
  assert.deepEqual(client.received(statusNotification), []);
  assert.deepEqual(client.received('window/workDoneProgress/create'), []);
  assert.deepEqual(client.received('workspace/configuration'), []);
});

test('the first index shows its progress with counts', async () => {
  using folder = folderWith(mismatch);
  for (let at = 0; at < 300; at++) {
    folder.write(`more/${at}.yaml`, folder.read('deployment.yaml'));
  }
  await using client = await connectInMemory({ folders: [folder.uri] });
  await client.ready();
  const progress = client.received('$/progress') as { value: { kind: string; message?: string } }[];
  await client.eventually(
    'ended',
    () => (client.received('$/progress') as typeof progress).at(-1)?.value.kind === 'end',
  );
  const values = (client.received('$/progress') as typeof progress).map((each) => each.value);
  assert.equal(values[0]?.kind, 'begin');
  assert.equal(values.at(-2)?.message, '302 of 302 files');
  assert.equal(client.received('window/workDoneProgress/create').length, 1);
});

test('the labels of the workload at a place, as YAML', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({ folders: [folder.uri] });
  await client.ready();
  const ask = (file: string, line: number): Promise<readonly PodLabels[]> =>
    client.connection.sendRequest(podLabelsRequest, {
      textDocument: { uri: folder.uriOf(file) },
      position: { line, character: 0 },
    });
  const expected = [
    {
      workload: 'Deployment "family-assistant-backend"',
      file: 'deployment.yaml',
      text: 'app: family-assistant-backend\n',
    },
  ];
  assert.deepEqual(await ask('deployment.yaml', 3), expected);
  assert.deepEqual(await ask('deployment.yaml', 99), expected);
  assert.deepEqual(await ask('service.yaml', 3), expected, 'the workloads that the Service could select');
  folder.write('nothing.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n');
  client.open(folder.uriOf('nothing.yaml'), folder.read('nothing.yaml'));
  assert.deepEqual(await ask('nothing.yaml', 1), []);
});

test('the checklist of the Service at a place', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({ folders: [folder.uri] });
  await client.ready();
  const ask = async (file: string): Promise<Report | undefined> => {
    const verified: VerifiedService | null = await client.connection.sendRequest(verifyServiceRequest, {
      textDocument: { uri: folder.uriOf(file) },
      position: { line: 5, character: 0 },
    });
    cause = verified?.cause;
    return verified?.report;
  };
  let cause: ReportCause | undefined;
  assert.equal(await ask('deployment.yaml'), undefined);
  const before = await ask('service.yaml');
  assert.equal(before?.title, 'Service "family-assistant-nodeport"');
  assert.deepEqual(
    before?.rows.map((row) => row.mark),
    ['failed', 'unknown', 'note'],
  );
  assert.match(before?.rows[0]?.text ?? '', /selects no pods/);
  const [candidate] = before?.rows[0]?.rows ?? [];
  assert.match(candidate?.text ?? '', /Deployment "family-assistant-backend"/);
  assert.equal(candidate?.location?.uri, folder.uriOf('deployment.yaml'));
  assert.equal(before?.rows[0]?.location?.uri, folder.uriOf('service.yaml'));
  assert.equal(cause?.location.uri, folder.uriOf('service.yaml'));
  assert.deepEqual(
    { ...cause, location: undefined },
    {
      what: 'selector',
      isFixable: true,
      fix: 'Copy pod labels from Deployment "family-assistant-backend"',
      location: undefined,
    },
  );
  assert.doesNotMatch(JSON.stringify(before), /"at":/, 'no document is sent');

  client.open(
    folder.uriOf('service.yaml'),
    folder.read('service.yaml').replace('app: family-assistant', 'app: family-assistant-backend'),
  );
  const after = await ask('service.yaml');
  assert.deepEqual(
    after?.rows.map((row) => [row.mark, row.text]),
    [
      ['ok', 'Selects Deployment "family-assistant-backend"'],
      ['ok', 'Port 80/TCP leads to 8080'],
      ['note', 'Only files were checked: without a cluster it is unknown whether pods run and are ready.'],
    ],
  );
  assert.equal(cause, undefined);
});

test('a Service is verified again where it stands by then, whatever stands in its old place', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({ folders: [folder.uri] });
  await client.ready();
  const ask = (params: VerifyServiceParams): Promise<VerifiedService | null> =>
    client.connection.sendRequest(verifyServiceRequest, params);
  const uri = folder.uriOf('service.yaml');
  const text = folder.read('service.yaml');
  const first = await ask({ textDocument: { uri }, position: { line: 2, character: 0 } });
  assert.equal(first?.service.name, 'family-assistant-nodeport');
  const again: VerifyServiceParams = { ...first.service.place, service: first.service };

  const another = text.replace('family-assistant-nodeport', 'another').replace('30801', '30802');
  client.open(uri, `${another}---\n${another.replace('another', 'a-third')}---\n${text}`);
  const moved = await ask(again);
  assert.equal(moved?.report.title, 'Service "family-assistant-nodeport"');
  assert.equal(moved?.service.place.position.line, first.service.place.position.line + 2 * text.split('\n').length);

  client.change(uri, 2, another);
  assert.equal(await ask(again), null, 'what stands there is another one');

  const elsewhere = folder.uriOf('moved.yaml');
  client.open(elsewhere, text);
  assert.equal((await ask(again))?.service.place.textDocument.uri, elsewhere);
});

test('the Services that there are', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({ folders: [folder.uri] });
  await client.ready();
  const services: ServiceItem[] = await client.connection.sendRequest(servicesRequest);
  assert.deepEqual(services, [
    {
      name: 'family-assistant-nodeport',
      place: { textDocument: { uri: folder.uriOf('service.yaml') }, position: { line: 3, character: 8 } },
    },
  ]);
});

test('a Service that nested folders know is one, and is found again where it was moved to', async () => {
  using folder = folderWith(mismatch.replaceAll('=== ', '=== team/'));
  await using client = await connectInMemory({ folders: [folder.uri, folder.uriOf('team')] });
  await client.ready();
  const services: ServiceItem[] = await client.connection.sendRequest(servicesRequest);
  assert.deepEqual(
    services.map(({ place }) => place.textDocument.uri),
    [folder.uriOf('team/service.yaml')],
  );
  const [service] = services as [ServiceItem];
  const moved = folder.uriOf('team/moved.yaml');
  client.open(moved, folder.read('team/service.yaml'));
  client.open(folder.uriOf('team/service.yaml'), '');
  const params: VerifyServiceParams = { ...service.place, service };
  const again: VerifiedService | null = await client.connection.sendRequest(verifyServiceRequest, params);
  assert.equal(again?.service.place.textDocument.uri, moved);
});

test('where a kubeconfig was looked for is told where there is none', async () => {
  using folder = folderWith('=== kubeconfig\nkind: Config\n');
  await using client = await connectInMemory({ folders: [folder.uri] });
  const kubeconfig = path.join(folder.path, 'kubeconfig');
  const status: ClusterStatus = await client.connection.sendRequest(clusterRequest, { action: 'look', kubeconfig });
  assert.deepEqual([status.contexts, status.lookedIn], [[], [kubeconfig]]);
});

test('a rule explains itself', async () => {
  await using client = await connectInMemory({ folders: null });
  const page: string = await client.connection.sendRequest(explainRequest, { code: 'service-selects-nothing' });
  assert.match(page, /^# /);
  assert.match(page, /service-selects-nothing/);
  assert.equal(await client.connection.sendRequest(explainRequest, { code: 'nothing' }), null);
});

test('a diagnostic’s code leads to the page that the editor can open, else to the file that is shipped', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({
    folders: [folder.uri],
    initializationOptions: { rulePage: 'podwire-docs:/{code}.md' },
  });
  const [problem] = await client.until(folder.uriOf('service.yaml'), some);
  assert.equal(problem?.codeDescription?.href, 'podwire-docs:/service-selects-nothing.md');

  await using other = await connectInMemory({ folders: [folder.uri] });
  const [shipped] = await other.until(folder.uriOf('service.yaml'), some);
  const page = shipped?.codeDescription?.href ?? '';
  assert.match(page, /^file:.*\/docs\/rules\/service-selects-nothing\.md$/);
  assert.match(readFileSync(new URL(page), 'utf8'), /^# /);
});
