import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type BundleItem,
  bundlesRequest,
  type RenderedBundle,
  type RenderParams,
  renderChangedNotification,
  renderClosedNotification,
  renderedOriginRequest,
  renderRequest,
  type TargetLocation,
} from '../../server/src/lsp/protocol.ts';
import { connectInMemory, pause } from './client.ts';
import { folderWith } from './folder.ts';

const files = `=== base/kustomization.yaml
resources: [web.yaml, settings.yaml]
=== base/web.yaml
# The entry.
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: {app: web}
  ports: [{port: 80}]
=== base/settings.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data:
  greeting: hello
=== prod/kustomization.yaml
namespace: shop
resources: [../base]
patches: [{path: patch.yaml}]
=== prod/patch.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: NodePort}
=== dev/kustomization.yaml
resources: [../base, gone.yaml]
=== loose.yaml
apiVersion: v1
kind: Service
metadata: {name: loose}
`;

const expected = `apiVersion: v1
data:
  greeting: hello
kind: ConfigMap
metadata:
  name: settings
  namespace: shop
---
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
spec:
  ports:
  - port: 80
  selector:
    app: web
  type: NodePort
`;

test('what a kustomization deploys is shown, follows every edit, and each line leads to its origin', async () => {
  using folder = folderWith(files);
  await using client = await connectInMemory({ folders: [folder.uri] });
  await client.ready();
  const uri = folder.uriOf('prod/kustomization.yaml');
  const params: RenderParams = { textDocument: { uri } };
  const render = async () => ((await client.connection.sendRequest(renderRequest, params)) as RenderedBundle).text;
  const text = await render();
  assert.equal(text, expected);

  const lines = text.split('\n');
  const originOf = (line: string): Promise<TargetLocation | null> =>
    client.connection.sendRequest(renderedOriginRequest, { ...params, line: lines.indexOf(line) });
  for (const [line, file, start] of [
    ['  greeting: hello', 'base/settings.yaml', { line: 4, character: 12 }],
    ['  name: web', 'base/web.yaml', { line: 4, character: 8 }],
    ['  namespace: shop', 'prod/kustomization.yaml', { line: 0, character: 11 }],
    ['  type: NodePort', 'prod/patch.yaml', { line: 3, character: 13 }],
    ['    app: web', 'base/web.yaml', { line: 6, character: 18 }],
    ['spec:', 'base/web.yaml', { line: 5, character: 0 }],
  ] as const) {
    const origin = await originOf(line);
    assert.equal(origin?.uri, folder.uriOf(file), line);
    assert.deepEqual(origin?.range.start, start, line);
  }
  assert.equal(await originOf('---'), null);

  // Not saved, and in a kind without wiring.
  const settings = folder.uriOf('base/settings.yaml');
  client.open(settings, folder.read('base/settings.yaml'));
  client.change(settings, 2, folder.read('base/settings.yaml').replace('hello', 'good morning'));
  const changes = () => client.received(renderChangedNotification) as readonly RenderParams[];
  await client.eventually('the change is told', () => changes().length === 1);
  assert.deepEqual(changes(), [params]);
  assert.match(await render(), /greeting: good morning/);

  await client.connection.sendNotification(renderClosedNotification, params);
  client.change(settings, 3, folder.read('base/settings.yaml').replace('hello', 'good night'));
  await pause(300);
  assert.equal(changes().length, 1, 'nobody shows it any more');
});

test('what is not rendered is named in the text, and lines keep their origins', async () => {
  using folder = folderWith(files);
  await using client = await connectInMemory({ folders: [folder.uri] });
  await client.ready();
  const params: RenderParams = { textDocument: { uri: folder.uriOf('dev/kustomization.yaml') } };
  const { text } = (await client.connection.sendRequest(renderRequest, params)) as RenderedBundle;
  const lines = text.split('\n');
  assert.match(lines[0] ?? '', /^# kustomize refuses to build this: .*gone\.yaml/);
  const line = lines.indexOf('  name: web');
  const origin: TargetLocation = await client.connection.sendRequest(renderedOriginRequest, { ...params, line });
  assert.equal(origin.uri, folder.uriOf('base/web.yaml'));
  const none = { textDocument: { uri: folder.uriOf('loose.yaml') } };
  assert.equal(await client.connection.sendRequest(renderRequest, none), null);
});

test('the kustomizations that deploy a file', async () => {
  using folder = folderWith(files);
  await using client = await connectInMemory({ folders: [folder.uri] });
  await client.ready();
  const ask = async (file: string): Promise<readonly string[]> => {
    const params = { textDocument: { uri: folder.uriOf(file) } };
    const items: readonly BundleItem[] = await client.connection.sendRequest(bundlesRequest, params);
    return items.map(({ label, uri }) => `${label} ${uri.slice(folder.uri.length + 1)}`);
  };
  const both = ['dev dev/kustomization.yaml', 'prod prod/kustomization.yaml'];
  assert.deepEqual(await ask('base/web.yaml'), both);
  assert.deepEqual(await ask('prod/patch.yaml'), ['prod prod/kustomization.yaml']);
  assert.deepEqual(await ask('base/kustomization.yaml'), ['base base/kustomization.yaml']);
  assert.deepEqual(await ask('loose.yaml'), []);
});

const chart = `=== web/Chart.yaml
apiVersion: v2
name: web
version: 0.1.0
=== web/values.yaml
port: 80
=== web/templates/_helpers.tpl
{{ define "web.selector" }}app: shop{{ end }}
=== web/templates/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}-web
spec:
  selector: {{- include "web.selector" . | nindent 4 }}
  ports:
    - port: {{ .Values.port }}
`;

test('what a chart deploys is shown, follows its values, and each line leads to its origin', async () => {
  using folder = folderWith(chart);
  await using client = await connectInMemory({ folders: [folder.uri] });
  await client.ready();
  const items: readonly BundleItem[] = await client.connection.sendRequest(bundlesRequest, {
    textDocument: { uri: folder.uriOf('web/templates/service.yaml') },
  });
  const uri = folder.uriOf('web/Chart.yaml');
  assert.deepEqual(items, [{ label: 'web', uri }]);
  const params: RenderParams = { textDocument: { uri } };
  const render = async () => ((await client.connection.sendRequest(renderRequest, params)) as RenderedBundle).text;
  const text = await render();
  const lines = text.split('\n');
  for (const [line, file, start] of [
    ['  name: release-name-web', 'web/templates/service.yaml', { line: 3, character: 27 }],
    ['    app: shop', 'web/templates/_helpers.tpl', { line: 0, character: 27 }],
    ['    - port: 80', 'web/values.yaml', { line: 0, character: 6 }],
  ] as const) {
    const at = { ...params, line: lines.indexOf(line) };
    const origin: TargetLocation | null = await client.connection.sendRequest(renderedOriginRequest, at);
    assert.equal(origin?.uri, folder.uriOf(file), line);
    assert.deepEqual(origin?.range.start, start, line);
  }
  const values = folder.uriOf('web/values.yaml');
  client.open(values, folder.read('web/values.yaml'));
  client.change(values, 2, 'port: 8080\n');
  await client.eventually('the change is told', () => client.received(renderChangedNotification).length === 1);
  assert.match(await render(), /- port: 8080/);
  client.change(values, 3, '- port\n');
  assert.match(await render(), /^# Helm refuses this: web\/values\.yaml: cannot load values\.yaml/);
});
