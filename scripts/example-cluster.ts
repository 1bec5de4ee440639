import fs from 'node:fs';
import path from 'node:path';
import { create, namespace, node } from '../test/harness/control-plane/objects.ts';
import { pretendKubelet } from '../test/harness/control-plane/pretendKubelet.ts';
import { findPrograms } from '../test/harness/control-plane/programs.ts';
import { type ControlPlane, programsFor, startControlPlane } from '../test/harness/control-plane/start.ts';

/** A real Kubernetes control plane on this machine with the example applied. Its pods are simulated. */
export interface ExampleCluster {
  /** Has one context, `example`. */
  readonly kubeconfig: string;
  readonly controlPlane: ControlPlane;
  stop(): Promise<void>;
}

/** Starts the cluster, or says why it cannot start. */
export async function startExampleCluster(example: string): Promise<ExampleCluster | { readonly because: string }> {
  const options = { controllers: true };
  const programs = findPrograms(programsFor(options));
  if ('because' in programs) return programs;
  const controlPlane = await startControlPlane(programs.folder, options);
  const stopped = new AbortController();
  const name = 'example';
  await create(controlPlane, node(name), namespace('homelab'));
  for (const file of fs.readdirSync(example).filter((each) => each.endsWith('.yaml'))) {
    const text = fs.readFileSync(path.join(example, file), 'utf8');
    const plural = /^kind: Deployment$/m.test(text) ? 'deployments' : 'services';
    const root = plural === 'deployments' ? '/apis/apps/v1' : '/api/v1';
    const object = /^ {2}name: (.+)$/m.exec(text)?.[1];
    const place = `${root}/namespaces/homelab/${plural}/${object}?fieldManager=podwire`;
    const answer = await controlPlane.request('PATCH', place, text, 'application/apply-patch+yaml');
    if (answer.status >= 300) throw new Error(`${file}: ${answer.status} ${answer.body}`);
  }
  const running = pretendKubelet(controlPlane, name, stopped.signal);
  running.catch(() => {});
  const kubeconfig = path.join(controlPlane.folder, 'example-kubeconfig');
  const config = JSON.parse(fs.readFileSync(controlPlane.kubeconfig, 'utf8'));
  const [{ context }] = config.contexts;
  const named = { ...config, contexts: [{ name, context }], 'current-context': name };
  fs.writeFileSync(kubeconfig, JSON.stringify(named), { mode: 0o600 });
  return {
    kubeconfig,
    controlPlane,
    stop: async () => {
      stopped.abort();
      await running.catch(() => {});
      await controlPlane.stop();
    },
  };
}
