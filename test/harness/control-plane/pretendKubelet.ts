import { setTimeout as delay } from 'node:timers/promises';
import { patchStatus, read } from './objects.ts';
import type { ControlPlane } from './start.ts';

interface Pod {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly deletionTimestamp?: string };
  readonly spec: { readonly nodeName?: string };
  readonly status: { readonly podIP?: string };
}

/**
 * Acts as scheduler and kubelet without any container until the signal is aborted: pods get the node and an address,
 * and become ready; deleted pods are removed.
 */
export async function pretendKubelet(controlPlane: ControlPlane, node: string, signal: AbortSignal): Promise<void> {
  for (let number = 1; !signal.aborted; ) {
    const { items } = (await read(controlPlane, '/api/v1/pods')) as { items: Pod[] };
    for (const { metadata, spec, status } of items) {
      const { name, namespace } = metadata;
      const place = `/api/v1/namespaces/${namespace}/pods/${name}`;
      if (metadata.deletionTimestamp !== undefined) {
        await controlPlane.request('DELETE', place, JSON.stringify({ gracePeriodSeconds: 0 }));
      } else if (spec.nodeName === undefined) {
        const target = { apiVersion: 'v1', kind: 'Node', name: node };
        const binding = { apiVersion: 'v1', kind: 'Binding', metadata: { name, namespace }, target };
        await controlPlane.request('POST', `${place}/binding`, JSON.stringify(binding));
      } else if (status.podIP === undefined) {
        const ip = `10.42.${number >> 8}.${number & 255}`;
        number += 1;
        await patchStatus(
          controlPlane,
          { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace } },
          { phase: 'Running', podIP: ip, podIPs: [{ ip }], conditions: [{ type: 'Ready', status: 'True' }] },
        );
      }
    }
    await delay(500, undefined, { signal }).catch(() => {});
  }
}
