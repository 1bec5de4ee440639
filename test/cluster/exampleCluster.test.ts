// What npm start -- --cluster starts.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { startExampleCluster } from '../../scripts/example-cluster.ts';
import { projectRoot, spawnPodwire } from '../cli/program.ts';
import { backendLabels } from '../harness/control-plane/incident.ts';
import { eventually } from '../harness/vscode/eventually.ts';

test('the example is applied, its pod is ready, and its Service reaches it only when it is fixed', async (context) => {
  const cluster = await startExampleCluster(path.join(projectRoot, 'examples/family-assistant'));
  if ('because' in cluster) return context.skip(cluster.because);
  try {
    const env = { KUBECONFIG: cluster.kubeconfig };
    await eventually(async () => {
      const { status, stdout } = await spawnPodwire(['endpoints', '-n', 'homelab'], { env });
      assert.match(stdout, /no pod matches the selector app=family-assistant$/m);
      assert.match(stdout, / · example$/m);
      assert.equal(status, 1);
      const live = await spawnPodwire(['check', '--live', path.join(projectRoot, 'examples/family-assistant')], {
        env,
      });
      assert.match(live.stdout, /error\[service-selects-nothing\]/);
    }, 120_000);
    const place = '/api/v1/namespaces/homelab/services/family-assistant-nodeport';
    const selector = { app: backendLabels.app, component: backendLabels.component };
    const body = JSON.stringify({ spec: { selector } });
    const { status } = await cluster.controlPlane.request('PATCH', place, body, 'application/merge-patch+json');
    assert.equal(status, 200);
    await eventually(async () => {
      const { status, stdout } = await spawnPodwire(['endpoints', '-n', 'homelab'], { env });
      assert.match(stdout, /^The one Service with a selector has a ready endpoint · example$/m);
      assert.equal(status, 0);
    }, 120_000);
  } finally {
    await cluster.stop();
  }
});
