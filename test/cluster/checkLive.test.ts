import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { projectRoot, spawnPodwire } from '../cli/program.ts';
import { backendLabels, incidentService } from '../harness/control-plane/incident.ts';
import { create, namespace, node, runningPod } from '../harness/control-plane/objects.ts';
import { eventually } from '../harness/vscode/eventually.ts';
import { folderWith } from '../lsp/folder.ts';
import { controlPlaneOfFile } from './controlPlane.ts';

const needed = controlPlaneOfFile({ controllers: true, audit: true });

test('check --live: certain by what runs, fixed from a pod, then different from what is applied', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  const env = { KUBECONFIG: controlPlane.kubeconfig };
  using folder = folderWith('');
  cpSync(
    path.join(projectRoot, 'examples/family-assistant/service-nodeport.yaml'),
    path.join(folder.path, 'service.yaml'),
  );
  const alone = await spawnPodwire(['check', folder.path], { env });
  assert.equal(alone.status, 0, 'by its file alone nothing is wrong with it');
  await create(controlPlane, node('node'), namespace('homelab'), incidentService);
  await create(
    controlPlane,
    runningPod({ name: 'backend-1', namespace: 'homelab', labels: backendLabels, ips: ['10.42.3.29'] }),
  );
  await eventually(async () => {
    const live = await spawnPodwire(['check', '--live', '--format', 'json', folder.path], { env });
    const { problems } = JSON.parse(live.stdout);
    assert.equal(live.status, 1);
    assert.deepEqual(
      problems.map(({ code, severity }: { code: string; severity: string }) => [code, severity]),
      [['service-selects-nothing', 'error']],
    );
    assert.match(problems[0].message, /No pod that runs in namespace "homelab" of test has them either\.$/);
    assert.equal(problems[0].fixes[0].title, 'Copy pod labels from pod "backend-1" (context "test")');
  });
  const [first] = (await spawnPodwire(['check', '--live', '--fix', folder.path], { env })).stdout.split('\n');
  assert.match(first!, /service-selects-nothing/, 'what runs is not what --fix trusts unasked');
  folder.write(
    'service.yaml',
    folder.read('service.yaml').replace(/app: family-assistant\b.*/, 'app: family-assistant-backend'),
  );
  const after = await spawnPodwire(['check', '--live', folder.path], { env });
  assert.match(
    after.stdout,
    /information\[differs-from-cluster\]: Service "family-assistant-nodeport" is applied in test with the selector app=family-assistant; this file states app=family-assistant-backend\./,
  );
  assert.equal(after.status, 0);
  const asked = controlPlane.audited().filter(({ userAgent }) => userAgent.startsWith('podwire/'));
  // The kinds that exist, and their objects in the namespace.
  const lists = asked.filter(({ uri }) => uri !== '/apis');
  assert.ok(
    lists.length > 0 && lists.every(({ verb, uri }) => verb === 'list' && uri.includes('/namespaces/homelab/')),
  );
});

test('a cluster that does not answer is no finding', async () => {
  using folder = folderWith('');
  folder.write(
    'kubeconfig',
    JSON.stringify({
      'current-context': 'gone',
      contexts: [{ name: 'gone', context: { cluster: 'gone' } }],
      clusters: [{ name: 'gone', cluster: { server: 'https://127.0.0.1:1' } }],
    }),
  );
  folder.write('service.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n');
  const env = { KUBECONFIG: path.join(folder.path, 'kubeconfig') };
  const outcome = await spawnPodwire(['check', '--live', path.join(folder.path, 'service.yaml')], { env });
  assert.deepEqual([outcome.status, outcome.stdout], [2, '']);
  assert.equal(outcome.stderr, 'podwire: gone: https://127.0.0.1:1: the connection was refused\n');
  const alone = await spawnPodwire(['check', '--context', 'x', folder.path]);
  assert.deepEqual([alone.status, alone.stderr], [2, 'podwire: --context needs --live.\n']);
});
