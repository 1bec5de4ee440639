import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type TargetLocation,
  type WiringGraph,
  type WiringGraphParams,
  type WiringText,
  wiringChangedNotification,
  wiringGraphRequest,
  wiringTextRequest,
} from '../../server/src/lsp/protocol.ts';
import { wholeShop } from '../core/cursor/shop.ts';
import { type Client, connectInMemory, connectToProcess } from './client.ts';
import { folderWith, mismatch } from './folder.ts';

type Graph = WiringGraph<TargetLocation>;

const graphOf = ({ connection }: Client, params: WiringGraphParams = {}) =>
  connection.sendRequest<Graph>(wiringGraphRequest, params);

const edgesOf = ({ edges }: Graph) =>
  edges.map(({ from, to, ports, state, problem }) =>
    [from, ports.join(', '), to, state, ...(problem ? [problem.code] : [])].join(' | '),
  );

test('the graph over the protocol, with places, and a notification after a change', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectToProcess({ folders: [folder.uri] });
  const service = folder.uriOf('service.yaml');
  client.open(service, folder.read('service.yaml'));
  await client.ready();
  assert.deepEqual(client.received(wiringChangedNotification), []);
  const graph = await graphOf(client);
  assert.deepEqual(edgesOf(graph), [
    'service.yaml: Service family-assistant-nodeport | 80 → 8080 | service.yaml: Service family-assistant-nodeport → nothing | broken | service-selects-nothing',
  ]);
  assert.equal(graph.complete, true);
  assert.deepEqual(graph.edges[0]?.place, {
    uri: service,
    range: { start: { line: 6, character: 2 }, end: { line: 6, character: 10 } },
  });
  assert.deepEqual(graph.nodes[1]?.place?.uri, folder.uriOf('deployment.yaml'));

  const text = folder.read('service.yaml').replace('app: family-assistant', 'app: family-assistant-backend');
  client.change(service, 2, text);
  await client.eventually('the change is told', () => client.received(wiringChangedNotification).length > 0);
  // Without another request there is no other notification.
  client.change(service, 3, `${text}# a comment\n`);
  await client.ready();
  assert.equal(client.received(wiringChangedNotification).length, 1);
  assert.deepEqual(edgesOf(await graphOf(client)), [
    'service.yaml: Service family-assistant-nodeport | 80 → 8080 | deployment.yaml: Deployment family-assistant-backend | ok',
  ]);
  client.change(service, 4, text);
  await client.eventually('and the next one', () => client.received(wiringChangedNotification).length === 2);
});

test('a client that never asked for the graph is told nothing', async () => {
  using folder = folderWith(mismatch);
  await using client = await connectInMemory({ folders: [folder.uri] });
  const service = folder.uriOf('service.yaml');
  client.open(service, folder.read('service.yaml'));
  await client.ready();
  client.change(service, 2, `${folder.read('service.yaml')}# a comment\n`);
  await client.until(service, () => client.last(service)?.version === 2);
  assert.deepEqual(client.received(wiringChangedNotification), []);
});

test('a part of the workspace, and a filter', async () => {
  using folder = folderWith(
    `${wholeShop}=== base/kustomization.yaml\nresources: [service.yaml, deployment.yaml]\n${mismatch.replaceAll('=== ', '=== base/')}=== prod/kustomization.yaml\nresources: [../base]\nnamespace: prod\n`,
  );
  await using client = await connectInMemory({ folders: [folder.uri] });
  await client.ready();
  const idsOf = async (params: WiringGraphParams) => (await graphOf(client, params)).nodes.map(({ id }) => id);
  assert.deepEqual(await idsOf({}), [
    'ingress.yaml: Ingress shop',
    'service.yaml: Service web',
    'deployment.yaml: Deployment web',
    'prod: Service prod/family-assistant-nodeport',
    'prod: Deployment prod/family-assistant-backend',
    'prod: Service prod/family-assistant-nodeport → nothing',
  ]);
  assert.deepEqual(await idsOf({ below: folder.uri }), [
    'ingress.yaml: Ingress shop',
    'service.yaml: Service web',
    'deployment.yaml: Deployment web',
    'prod: Service prod/family-assistant-nodeport',
    'prod: Deployment prod/family-assistant-backend',
    'prod: Service prod/family-assistant-nodeport → nothing',
  ]);
  assert.deepEqual(await idsOf({ below: folder.uriOf('prod') }), [
    'prod: Service prod/family-assistant-nodeport',
    'prod: Deployment prod/family-assistant-backend',
    'prod: Service prod/family-assistant-nodeport → nothing',
  ]);
  assert.deepEqual(await idsOf({ below: folder.uriOf('prod/kustomization.yaml') }), [
    'prod: Service prod/family-assistant-nodeport',
    'prod: Deployment prod/family-assistant-backend',
    'prod: Service prod/family-assistant-nodeport → nothing',
  ]);
  assert.deepEqual(await idsOf({ below: folder.uriOf('ingress.yaml') }), [
    'ingress.yaml: Ingress shop',
    'service.yaml: Service web',
  ]);
  assert.deepEqual(await idsOf({ below: 'file:///elsewhere' }), []);
  assert.deepEqual(await idsOf({ bundle: 'prod' }), [
    'prod: Service prod/family-assistant-nodeport',
    'prod: Deployment prod/family-assistant-backend',
    'prod: Service prod/family-assistant-nodeport → nothing',
  ]);
  assert.deepEqual(await idsOf({ namespace: 'absent' }), []);
  assert.deepEqual(await idsOf({ onlyBroken: true }), [
    'prod: Service prod/family-assistant-nodeport',
    'prod: Service prod/family-assistant-nodeport → nothing',
  ]);
  const { mermaid } = await client.connection.sendRequest<WiringText>(wiringTextRequest, {
    below: folder.uriOf('ingress.yaml'),
  });
  assert.match(mermaid, /^flowchart LR\n {2}n1\(\["Ingress shop"\]\)\n/);
});

test('of several folders each is a world of its own, and nested ones draw a file once', async () => {
  using first = folderWith(wholeShop, 'shop');
  using second = folderWith(wholeShop, 'shop');
  await using client = await connectInMemory({ folders: [first.uri, second.uri] });
  await client.ready();
  assert.deepEqual(
    (await graphOf(client)).nodes.map(({ id }) => id),
    [
      'shop/ingress.yaml: Ingress shop',
      'shop/service.yaml: Service web',
      'shop/deployment.yaml: Deployment web',
      'shop (2)/ingress.yaml: Ingress shop',
      'shop (2)/service.yaml: Service web',
      'shop (2)/deployment.yaml: Deployment web',
    ],
  );
  using outer = folderWith(
    `${wholeShop}${wholeShop.replaceAll('=== ', '=== inner/').replaceAll('web', 'api')}`,
    'outer',
  );
  await using nested = await connectInMemory({ folders: [outer.uri, outer.uriOf('inner')] });
  await nested.ready();
  assert.deepEqual(
    (await graphOf(nested)).nodes.map(({ id }) => id),
    [
      'outer/ingress.yaml: Ingress shop',
      'outer/service.yaml: Service web',
      'outer/deployment.yaml: Deployment web',
      'inner/ingress.yaml: Ingress shop',
      'inner/service.yaml: Service api',
      'inner/deployment.yaml: Deployment api',
    ],
  );
});
