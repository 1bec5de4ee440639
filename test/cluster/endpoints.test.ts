import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Endpoints, endpointsOfService } from '../../server/src/core/live/endpoints.ts';
import { liveServiceOf, liveSliceOf } from '../../server/src/core/live/objects.ts';
import { create, namespace, node, read, remove } from '../harness/control-plane/objects.ts';
import type { ControlPlane } from '../harness/control-plane/start.ts';
import { eventually } from '../harness/vscode/eventually.ts';
import { controlPlaneOfFile } from './controlPlane.ts';
import { objectsOf, type Shape, shapes } from './shapes.ts';

const needed = controlPlaneOfFile({ controllers: true });

test('what is counted is what the controllers made, over the shapes that Services have', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  assert.ok(shapes.length >= 50, `${shapes.length} shapes`);
  await create(controlPlane, namespace('elsewhere'), node('node'));
  for (const [place, shape] of shapes.entries()) {
    await context.test(shape.name, async () => {
      const name = `shape-${place}`;
      await make(controlPlane, shape, name);
      let found: readonly number[] = [];
      await eventually(async () => {
        found = numbersOf(await endpoints(controlPlane, name));
        assert.deepEqual(found, shape.expected);
      }, 60_000);
      // What should be empty is empty before the controllers have looked, too: they look at the marker, which came
      // later.
      await settled(controlPlane, name);
      assert.deepEqual(numbersOf(await endpoints(controlPlane, name)), shape.expected);
    });
  }
});

async function make(controlPlane: ControlPlane, shape: Shape, name: string): Promise<void> {
  await create(controlPlane, namespace(name));
  const objects = objectsOf(shape, name, 'elsewhere');
  for (const object of objects) {
    await create(controlPlane, object);
  }
  const pods = (shape.pods ?? []).flatMap((pod) => Array.from({ length: pod.count ?? 1 }, () => pod));
  for (const [place, pod] of pods.entries()) {
    if (!pod.terminating) continue;
    // With a long time to end in, and no kubelet to say that it has.
    const path = `/api/v1/namespaces/${name}/pods/${objects[place]!.metadata.name}`;
    const answer = await controlPlane.request('DELETE', path, JSON.stringify({ gracePeriodSeconds: 3600 }));
    assert.ok(answer.status < 300, answer.body);
  }
}

/** A Service that is made now and whose pod is in its slices: the controllers have seen all that was made before. */
async function settled(controlPlane: ControlPlane, name: string): Promise<void> {
  const marker = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'marker', namespace: name },
    spec: { selector: { marker: 'x' }, ports: [{ port: 1 }] },
  };
  await create(controlPlane, marker);
  await eventually(async () => {
    const { items } = (await read(controlPlane, slicesPath(name, 'marker'))) as { items: unknown[] };
    assert.ok(items.length > 0);
  }, 60_000);
  await remove(controlPlane, marker);
}

async function endpoints(controlPlane: ControlPlane, name: string): Promise<Endpoints> {
  const service = liveServiceOf(await read(controlPlane, `/api/v1/namespaces/${name}/services/service`));
  const { items } = (await read(controlPlane, slicesPath(name, 'service'))) as { items: unknown[] };
  return endpointsOfService(service, items.map(liveSliceOf));
}

function slicesPath(name: string, service: string): string {
  const selector = encodeURIComponent(`kubernetes.io/service-name=${service}`);
  return `/apis/discovery.k8s.io/v1/namespaces/${name}/endpointslices?labelSelector=${selector}`;
}

function numbersOf({ ready, notReady, terminating, ports }: Endpoints): number[] {
  return [ready.length, notReady.length, terminating.length, ...ports.map((port) => port.ready)];
}
