// Failures between this program and a real API server, and what is known during them.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type TestContext, test } from 'node:test';
import { systemClock } from '../../server/src/cluster/clock.ts';
import { type Connection, connect } from '../../server/src/cluster/connection.ts';
import { createInformers, type Informers } from '../../server/src/cluster/informers.ts';
import { readKubeconfig } from '../../server/src/cluster/kubeconfig.ts';
import type { ClusterFacts, NamespaceFacts } from '../../server/src/core/live/facts.ts';
import { source, spawnPodwire } from '../cli/program.ts';
import {
  create,
  type KubernetesObject,
  namespace,
  node,
  patchStatus,
  readyConditions,
  remove,
  runningPod,
} from '../harness/control-plane/objects.ts';
import type { ControlPlane } from '../harness/control-plane/start.ts';
import { eventually } from '../harness/vscode/eventually.ts';
import { folderWith } from '../lsp/folder.ts';
import { controlPlaneOfFile } from './controlPlane.ts';

// A pod counts where its node exists.
const needed = controlPlaneOfFile({ controllers: true, users: ['reader'], audit: true }, (controlPlane) =>
  create(controlPlane, node('node')),
);
const patience = 120_000;

test('what is in a namespace, and what changes there; the rest of the cluster is not asked for', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  await create(controlPlane, namespace('first'), namespace('other'), service('first'), service('other'));
  const { facts } = follow(context, controlPlane, ['first']);
  await eventually(
    () => assert.deepEqual(numbersOf(facts()), { services: 1, slices: 1, pods: 0, workloads: 0 }),
    patience,
  );
  const pod = runningPod({
    name: 'web-1',
    namespace: 'first',
    labels: { app: 'web' },
    ips: ['10.42.0.1'],
    ready: false,
  });
  await create(controlPlane, pod, deployment('first'));
  await eventually(() => assert.deepEqual(readyIn(facts()), [false]), patience);
  await patchStatus(controlPlane, pod, { conditions: readyConditions });
  await eventually(() => assert.deepEqual(readyIn(facts()), [true]), patience);
  await eventually(
    () => assert.deepEqual(numbersOf(facts()), { services: 1, slices: 1, pods: 2, workloads: 1 }),
    patience,
  );
  await remove(controlPlane, pod);
  await eventually(() => assert.deepEqual(readyIn(facts()), []), patience);
  const asked = controlPlane.audited().filter(({ userAgent }) => userAgent === 'podwire/following');
  assert.deepEqual(
    asked.filter(({ uri }) => uri !== '/apis' && !uri.includes('/namespaces/first/')),
    [],
  );
  assert.ok(asked.every(({ uri, verb }) => uri === '/apis' || verb === 'list' || verb === 'watch'));
});

test('a server that is killed: stale at once, and current again by itself when it is back', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  await create(controlPlane, namespace('killed'), service('killed'));
  const { facts, told } = follow(context, controlPlane, ['killed']);
  await eventually(() => assert.equal(statesOf(facts()), 'current'), patience);
  await controlPlane.killServer();
  const untilStale = await eventually(() => assert.equal(statesOf(facts()), 'stale'), patience);
  context.diagnostic(`server killed → stale: ${Math.round(untilStale)} ms`);
  const { services } = only(facts());
  assert.ok(services.state === 'stale' && services.value.size === 1);
  assert.match(services.since, /^\d\d:\d\d$/);
  assert.match(services.because, /the connection was (refused|reset|closed)$/);
  const before = told.length;
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  // Each of nine watches may become stale, and find a better reason when it tries again; nothing more is reported.
  assert.ok(told.length - before <= 18, `told ${told.length - before} times`);
  await controlPlane.restartServer();
  const begin = performance.now();
  await eventually(() => assert.equal(statesOf(facts()), 'current'), patience);
  context.diagnostic(`server ready again → current: ${Math.round(performance.now() - begin)} ms`);
  await create(controlPlane, service('killed', 'second'));
  await eventually(() => assert.deepEqual(numbersOf(facts()).services, 2), patience);
});

test('a kind that may not be read is unknown and told once, and the others are known', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  await create(
    controlPlane,
    namespace('rights'),
    service('rights'),
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'services', namespace: 'rights' },
      rules: [{ apiGroups: [''], resources: ['services', 'pods'], verbs: ['list', 'watch'] }],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'services', namespace: 'rights' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'services' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'reader' }],
    },
  );
  const { facts, told } = follow(context, controlPlane, ['rights'], controlPlane.tokens.reader);
  await eventually(() => {
    const { services, pods, slices, workloads, otherWorkloads } = only(facts());
    assert.deepEqual([services.state, pods.state], ['current', 'current']);
    assert.deepEqual(slices, { state: 'unknown', because: 'forbidden: endpointslices' });
    assert.deepEqual(workloads, { state: 'unknown', because: 'forbidden: deployments' });
    assert.deepEqual(otherWorkloads, { state: 'unknown', because: 'forbidden: replicasets' });
  }, patience);
  await eventually(() => assert.equal(told.length, 7), patience);
  const asked = controlPlane.audited().length;
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const { length } = controlPlane
    .audited()
    .slice(asked)
    .filter(({ user }) => user === 'reader');
  assert.equal(length, 0, 'what is forbidden is not asked for again at once');
});

test('a namespace that is deleted while it is followed, and made again later', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  const { facts } = follow(context, controlPlane, ['later']);
  await eventually(() => assert.deepEqual([statesOf(facts()), numbersOf(facts()).services], ['current', 0]), patience);
  await create(controlPlane, namespace('later'), service('later'));
  await eventually(() => assert.equal(numbersOf(facts()).services, 1), patience);
  await remove(controlPlane, namespace('later'));
  await eventually(
    () => assert.deepEqual(numbersOf(facts()), { services: 0, slices: 0, pods: 0, workloads: 0 }),
    patience,
  );
  await eventually(() => create(controlPlane, namespace('later')), patience);
  await create(controlPlane, service('later', 'again'));
  await eventually(() => assert.deepEqual([...servicesOf(facts())], ['later/again']), patience);
  assert.equal(statesOf(facts()), 'current');
});

test('what operators scale to zero is known to be there, and nothing is looked through for certain while it is', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'clonesets.apps.kruise.io' },
    spec: {
      group: 'apps.kruise.io',
      scope: 'Namespaced',
      names: { kind: 'CloneSet', plural: 'clonesets', singular: 'cloneset' },
      versions: [
        {
          name: 'v1alpha1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          subresources: { scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' } },
        },
      ],
    },
  };
  const place = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
  const made = await controlPlane.request('POST', place, JSON.stringify(definition));
  assert.equal(made.status, 201, made.body);
  context.after(() => controlPlane.request('DELETE', `${place}/${definition.metadata.name}`));
  const set: KubernetesObject = {
    apiVersion: 'apps.kruise.io/v1alpha1',
    kind: 'CloneSet',
    metadata: { name: 'web', namespace: 'scaled' },
    spec: { replicas: 0, template: { metadata: { labels: { app: 'web' } } } },
  };
  await create(controlPlane, namespace('scaled'), service('scaled'));
  await eventually(() => create(controlPlane, set), patience);
  using folder = folderWith(`=== service.yaml\n${JSON.stringify(service('scaled'))}\n`);
  const env = { KUBECONFIG: controlPlane.kubeconfig };
  const check = () => spawnPodwire(['check', '--live', folder.path], { env });
  await eventually(async () => {
    const { facts } = follow(context, controlPlane, ['scaled']);
    const others = () => only(facts()).otherWorkloads;
    await eventually(() => assert.equal(others().state, 'current'), patience);
    assert.deepEqual(others(), {
      state: 'current',
      value: [{ namespace: 'scaled', kind: 'CloneSet', name: 'web', labels: undefined }],
    });
  }, patience);
  assert.equal((await check()).status, 0);
  await remove(controlPlane, set);
  await eventually(async () => {
    const { status, stdout } = await check();
    assert.match(stdout, /error\[service-selects-nothing\]/);
    assert.equal(status, 1);
  }, patience);
});

test('namespaces come and go, and what is stopped asks no more', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  await create(controlPlane, namespace('one'), namespace('two'), service('two'));
  const { facts, informers } = follow(context, controlPlane, ['one']);
  informers.follow(new Set(['two']));
  await eventually(() => assert.equal(numbersOf(facts()).services, 1), patience);
  assert.deepEqual([...facts().namespaces.keys()], ['two']);
  assert.equal(facts(), facts());
  await informers.stop();
});

test('5,000 Services', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  await create(controlPlane, namespace('crowd'));
  const names = Array.from({ length: 5_000 }, (_, number) => `service-${number}`);
  for (let place = 0; place < names.length; place += 100) {
    await Promise.all(
      names.slice(place, place + 100).map((name) => create(controlPlane, service('crowd', name, 'None'))),
    );
  }
  const { facts } = follow(context, controlPlane, ['crowd']);
  await eventually(() => assert.equal(numbersOf(facts()).services, 5_000), patience);
});

test('endpoints --watch says each state, is stopped and goes on, and ends with the status of the last state', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  await create(controlPlane, namespace('watched'), service('watched'));
  const child = spawn(process.execPath, [source, 'endpoints', '--watch', '-n', 'watched', '--format', 'json'], {
    env: { ...process.env, KUBECONFIG: controlPlane.kubeconfig },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  context.after(() => child.kill('SIGKILL'));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const states: { ready: number; because?: string }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [first] = JSON.parse(line).services;
    states.push({ ready: first.endpoints.ready, ...(first.because ? { because: first.because } : {}) });
  });
  await eventually(
    () => assert.deepEqual(states.at(-1), { ready: 0, because: 'no pod matches the selector app=web' }),
    patience,
  );
  await create(
    controlPlane,
    runningPod({ name: 'web-1', namespace: 'watched', labels: { app: 'web' }, ips: ['10.42.0.7'] }),
  );
  await eventually(() => assert.deepEqual(states.at(-1), { ready: 1 }), patience);

  // As a laptop that sleeps: its connections are gone when it wakes, and so is what happened meanwhile.
  child.kill('SIGSTOP');
  await controlPlane.killServer();
  await controlPlane.restartServer();
  await create(
    controlPlane,
    runningPod({ name: 'web-2', namespace: 'watched', labels: { app: 'web' }, ips: ['10.42.0.8'] }),
  );
  child.kill('SIGCONT');
  await eventually(() => assert.deepEqual(states.at(-1), { ready: 2 }), patience);
  child.kill('SIGINT');
  assert.equal(await ended, 0);
});

test('a server that comes back with another store, which counts from the beginning', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  await create(controlPlane, namespace('store'), service('store'));
  const { facts } = follow(context, controlPlane, ['store']);
  await eventually(() => assert.equal(numbersOf(facts()).services, 1), patience);
  await controlPlane.restartEmpty();
  await eventually(() => assert.deepEqual([statesOf(facts()), numbersOf(facts()).services], ['current', 0]), patience);
  await create(controlPlane, node('node'), namespace('store'), service('store', 'new'));
  await eventually(() => assert.deepEqual([...servicesOf(facts())], ['store/new']), patience);
});

function follow(context: TestContext, controlPlane: ControlPlane, namespaces: readonly string[], token?: string) {
  const connection = connectionTo(controlPlane, token);
  const told: string[] = [];
  const informers: Informers = createInformers(connection, {
    clock: systemClock,
    withPods: true,
    changed: () => {},
    failed: (failure, { plural }) => {
      told.push(`${plural}: ${failure.message}`);
    },
  });
  informers.follow(new Set(namespaces));
  context.after(async () => {
    await informers.stop();
    await connection.close();
  });
  return { facts: () => informers.facts(), informers, told };
}

function connectionTo({ kubeconfig }: ControlPlane, token: string | undefined): Connection {
  const config = JSON.parse(readFileSync(kubeconfig, 'utf8'));
  if (token !== undefined) config.users = [{ name: 'admin', user: { token } }];
  const read = readKubeconfig({ env: {}, homeFolder: '/', currentFolder: '/', readText: () => JSON.stringify(config) });
  const connected = connect(read, { allowExec: false, env: {}, userAgent: 'podwire/following' });
  if ('failure' in connected) throw new Error(connected.failure.message);
  return connected.connection;
}

function only({ namespaces }: ClusterFacts): NamespaceFacts {
  assert.equal(namespaces.size, 1);
  return [...namespaces.values()][0]!;
}

function statesOf(facts: ClusterFacts): string {
  const { services, slices, pods, workloads } = only(facts);
  return [...new Set([services, slices, pods, workloads].map(({ state }) => state))].join();
}

function numbersOf(facts: ClusterFacts): Record<string, number> {
  const { services, slices, pods, workloads } = only(facts);
  return {
    services: services.state === 'unknown' ? -1 : services.value.size,
    slices: slices.state === 'unknown' ? -1 : slices.value.size,
    pods: pods.state === 'unknown' ? -1 : pods.value.length,
    workloads: workloads.state === 'unknown' ? -1 : workloads.value.length,
  };
}

function servicesOf(facts: ClusterFacts): readonly string[] {
  const { services } = only(facts);
  return services.state === 'unknown' ? [] : [...services.value.keys()];
}

function readyIn(facts: ClusterFacts): readonly boolean[] {
  const { slices } = only(facts);
  if (slices.state === 'unknown') return [];
  return [...slices.value.values()].flat().flatMap(({ endpoints }) => endpoints.map(({ ready }) => ready));
}

function service(place: string, name = 'web', clusterIP?: string): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: place },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }], ...(clusterIP ? { clusterIP } : {}) },
  };
}

function deployment(place: string): KubernetesObject {
  const labels = { app: 'deployed' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'deployed', namespace: place },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'example.com/main' }] } },
    },
  };
}
