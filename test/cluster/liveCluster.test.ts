// What becomes of an editor's session when the files that it was opened by change; the cluster is a scripted one.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import type http from 'node:http';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { type ClusterParams, type ClusterStatus, clusterRequest } from '../../server/src/lsp/protocol.ts';
import { eventually } from '../harness/vscode/eventually.ts';
import { connectToProcess, likeVsCode } from '../lsp/client.ts';
import { folderWith } from '../lsp/folder.ts';
import { scriptedServer, sendJson } from './scriptedServer.ts';

const manifest = `apiVersion: v1
kind: Service
metadata: {name: web, namespace: default}
spec: {selector: {app: web}, ports: [{port: 80}]}
`;

test('two files of a kubeconfig that change together open one session', async (context) => {
  const { server, watchers } = await emptyCluster(context);
  using home = folderWith('');
  const files = ['contexts', 'users'].map((name) => path.join(home.path, name)) as [string, string];
  const write = (token: string) => {
    const [contexts, users] = files;
    const context = { cluster: 'scripted', user: 'jane' };
    writeFileSync(
      contexts,
      JSON.stringify({
        'current-context': 'scripted',
        contexts: [{ name: 'scripted', context }],
        clusters: [{ name: 'scripted', cluster: { server: `${server}/${token}` } }],
      }),
    );
    writeFileSync(users, JSON.stringify({ users: [{ name: 'jane', user: { token } }] }));
  };
  write('first');
  const before = process.env.KUBECONFIG;
  process.env.KUBECONFIG = files.join(path.delimiter);
  context.after(() => {
    if (before === undefined) delete process.env.KUBECONFIG;
    else process.env.KUBECONFIG = before;
  });
  using folder = folderWith(`=== service.yaml\n${manifest}`);
  await using client = await connectToProcess({ folders: [folder.uri], capabilities: likeVsCode });
  client.open(folder.uriOf('service.yaml'), readFileSync(path.join(folder.path, 'service.yaml'), 'utf8'));
  await client.ready();
  const ask = (params: ClusterParams): Promise<ClusterStatus> => client.connection.sendRequest(clusterRequest, params);
  await ask({ action: 'connect', allowExec: false });
  await eventually(() => assert.deepEqual(watchers(), ['/first']));

  write('second');
  await eventually(() => assert.ok(watchers().includes('/second')));
  // A second session would be there by now: both files are looked at in the same moment.
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  assert.deepEqual(watchers(), ['/second']);
  await ask({ action: 'disconnect' });
  await eventually(() => assert.deepEqual(watchers(), []));
});

/** An empty cluster; `watchers` has the server address of each watch of Services. */
async function emptyCluster(context: TestContext) {
  const open = new Set<http.IncomingMessage>();
  const { connection } = await scriptedServer(context, (request, response) => {
    const url = request.url ?? '';
    if (!url.includes('watch=true')) return sendJson(response, 200, { items: [], metadata: { resourceVersion: '1' } });
    response.writeHead(200, { 'Content-Type': 'application/json' }).flushHeaders();
    if (!url.includes('/services?')) return;
    open.add(request);
    response.once('close', () => open.delete(request));
  });
  return {
    server: connection.server,
    watchers: () => [...open].map(({ url }) => /^\/\w+/.exec(url ?? '')?.[0]),
  };
}
