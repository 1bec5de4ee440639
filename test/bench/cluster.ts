import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { clusterRequest } from '../../server/src/lsp/protocol.ts';
import { create, type KubernetesObject, namespace, node, patch } from '../harness/control-plane/objects.ts';
import { findPrograms } from '../harness/control-plane/programs.ts';
import { type ControlPlane, programsFor, startControlPlane } from '../harness/control-plane/start.ts';
import { type Client, connectToProcess, likeVsCode, pause } from '../lsp/client.ts';
import { measure } from './child.ts';
import { type CountingRelay, startCountingRelay } from './countingRelay.ts';
import { openPodStore, type Place, type PodStore } from './pods.ts';

/** The cost of a server that follows 5 namespaces with 500 pods each. */
export interface FollowingFigures {
  /** From the click on *Connect* until all is known: bytes on the wire, and milliseconds of processor time. */
  readonly bytes: number;
  readonly cpu: number;
  /** Bytes, after a forced collection. */
  readonly heap: number;
  /** Milliseconds of processor time in a second in which 50 pods change. */
  readonly cpuPerSecond: number;
  /**
   * Milliseconds from a slice's event, as another watch sees it, until the answer to the request for lenses that
   * followed the refresh.
   */
  readonly answered: Percentiles;
}

export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
}

export interface ClusterFigures {
  /** With nothing else in the cluster, and with 47,500 more pods in 95 other namespaces. */
  readonly alone: FollowingFigures;
  readonly among: FollowingFigures;
  readonly pods: number;
  /** Bytes received while so many pods of other namespaces change. */
  readonly elsewhere: { readonly changes: number; readonly bytes: number };
  /** Heap in bytes and open sockets, after a tenth of the changes and after all of them. */
  readonly longRun: { readonly changes: number; readonly before: State; readonly after: State };
  readonly endpoints: Cost;
  /** `kubectl get endpointslices -A` with the table of the API server, and as JSON; undefined without kubectl. */
  readonly kubectl: { readonly table: Cost; readonly json: Cost } | undefined;
}

export interface State {
  readonly heap: number;
  readonly sockets: number;
}

export interface Cost {
  readonly milliseconds: number;
  readonly rssMiB: number;
}

const namespaces = 100;
const inWorkspace = 5;
const appsEach = 5;
const podsEach = 100;
const rate = 50;

const server = fileURLToPath(new URL('../../dist/server.mjs', import.meta.url));
const heapOnSignal = fileURLToPath(new URL('heapOnSignal.mjs', import.meta.url));

/**
 * A language server over a real API server with 50,000 pods. They are written into its store by hand, so no kubelet
 * and no controller runs.
 *
 * @param scratch a folder for manifests
 * @param changes of pods, one by one, between the first look at the heap and the last
 * @returns the reason if nothing was measured because there is no API server
 */
export async function clusterFigures(
  podwire: string,
  scratch: string,
  changes: number,
): Promise<ClusterFigures | { readonly because: string }> {
  const programs = findPrograms(programsFor({}));
  if ('because' in programs) return programs;
  const controlPlane = await startControlPlane(programs.folder);
  const pods = openPodStore(controlPlane);
  try {
    const own = namesOf(0, inWorkspace);
    await create(controlPlane, node('node'));
    for (const each of own) await fillNamespace(controlPlane, pods, each);
    const folder = writeManifests(path.join(scratch, 'live'), own);
    const first = await follow(controlPlane, folder, scratch);
    const alone = await followingFigures(first, controlPlane, pods);
    await first.stop();

    const others = namesOf(inWorkspace, namespaces);
    for (const each of others) await fillNamespace(controlPlane, pods, each);
    const editor = await follow(controlPlane, folder, scratch);
    const among = await followingFigures(editor, controlPlane, pods);
    const elsewhere = { changes: 1_000, bytes: editor.relay.received() };
    await pods.change(elsewhere.changes, others.flatMap(placesOf));
    await settled(editor.relay);
    elsewhere.bytes = editor.relay.received() - elsewhere.bytes;
    const places = own.flatMap(placesOf);
    await changeInTurns(pods, places, changes / 10, editor);
    const before = await stateOf(editor);
    await changeInTurns(pods, places, changes - changes / 10, editor);
    const after = await stateOf(editor);
    await editor.stop();

    const env = { KUBECONFIG: controlPlane.kubeconfig };
    const run = await measure([podwire, 'endpoints', '-A'], env);
    return {
      alone,
      among,
      pods: namespaces * appsEach * podsEach,
      elsewhere,
      longRun: { changes, before, after },
      endpoints: { milliseconds: run.milliseconds, rssMiB: run.rssMiB },
      kubectl: await kubectlCosts(['get', 'endpointslices', '-A'], env),
    };
  } finally {
    pods.close();
    await controlPlane.stop();
  }
}

interface Editor {
  readonly client: Client;
  readonly relay: CountingRelay;
  readonly folder: string;
  /** Bytes and processor time, before and after a garbage collection. */
  look(): Promise<{ readonly heap: number; readonly cpuBefore: number; readonly cpuAfter: number }>;
  stop(): Promise<void>;
}

async function follow(controlPlane: ControlPlane, folder: string, scratch: string): Promise<Editor> {
  const relay = await startCountingRelay(Number(new URL(controlPlane.address).port));
  const kubeconfig = path.join(scratch, 'kubeconfig');
  writeFileSync(
    kubeconfig,
    readFileSync(controlPlane.kubeconfig, 'utf8').replace(controlPlane.address, `https://127.0.0.1:${relay.port}`),
  );
  const figures = path.join(scratch, `figures-${relay.port}`);
  writeFileSync(figures, '');
  process.env.PODWIRE_BENCH_FIGURES = figures;
  const client = await connectToProcess({ folders: [pathToFileURL(folder).href], capabilities: likeVsCode }, [
    ...[process.execPath, '--expose-gc', '--import', heapOnSignal],
    ...[server, '--stdio'],
  ]);
  delete process.env.PODWIRE_BENCH_FIGURES;
  const lines = () =>
    readFileSync(figures, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  await client.ready();
  const file = path.join(folder, 'team-0.yaml');
  client.open(pathToFileURL(file).href, readFileSync(file, 'utf8'));
  await client.connection.sendRequest(clusterRequest, { action: 'look', kubeconfig });
  return {
    client,
    relay,
    folder,
    look: async () => {
      const known = lines().length;
      process.kill(lines()[0].pid, 'SIGUSR2');
      while (lines().length === known) await pause(20);
      return lines().at(-1);
    },
    stop: async () => {
      await client.stop();
      await relay.close();
    },
  };
}

async function followingFigures(editor: Editor, controlPlane: ControlPlane, pods: PodStore): Promise<FollowingFigures> {
  const { client, relay } = editor;
  const idle = await editor.look();
  await client.connection.sendRequest(clusterRequest, { action: 'connect', context: 'test', allowExec: false });
  const uri = pathToFileURL(path.join(editor.folder, 'team-0.yaml')).href;
  while ((await countOf(client, uri)) === undefined) await pause(50);
  await settled(relay);
  const bytes = relay.received();
  const connected = await editor.look();
  const seconds = 20;
  const load = pods.change(seconds * rate, namesOf(0, inWorkspace).flatMap(placesOf), rate);
  const answered = await answerTimes(editor, controlPlane, uri, load);
  const loaded = await editor.look();
  return {
    bytes,
    cpu: connected.cpuBefore - idle.cpuAfter,
    heap: connected.heap,
    cpuPerSecond: (loaded.cpuBefore - connected.cpuAfter) / seconds,
    answered,
  };
}

/** Turns the first endpoint of a Service on and off until the load has ended. */
async function answerTimes(
  { client }: Editor,
  controlPlane: ControlPlane,
  uri: string,
  load: Promise<void>,
): Promise<Percentiles> {
  let isOver = false;
  const ended = load.finally(() => {
    isOver = true;
  });
  const other = await watchSlice(controlPlane, 'team-0', 'app-0');
  let answered: (count: string | undefined) => void = () => {};
  client.connection.onRequest('workspace/codeLens/refresh', () => {
    // The editor requests again as soon as the server tells it to.
    void countOf(client, uri).then((count) => answered(count));
    return null;
  });
  const times: number[] = [];
  // An earlier measurement may have left either state, and only a change causes an event.
  const begins = await countOf(client, uri);
  for (
    let ready = begins === `${podsEach} of ${podsEach}` ? podsEach - 1 : podsEach;
    !isOver;
    ready = ready === podsEach ? podsEach - 1 : podsEach
  ) {
    const answer = new Promise<number>((resolve) => {
      answered = (count) => {
        if (count === `${ready} of ${podsEach}`) resolve(performance.now());
      };
    });
    const event = other.next();
    await patch(controlPlane, slice('team-0', 'app-0', podsEach), { endpoints: endpointsOf('app-0', ready) });
    const [seen, told] = await Promise.all([event, answer]);
    times.push(told - seen);
    await pause(150);
  }
  await ended;
  other.close();
  times.sort((a, b) => a - b);
  return { p50: times[Math.floor(times.length / 2)]!, p95: times[Math.floor(times.length * 0.95)]! };
}

/** E.g. `99 of 100`, of the first lens that counts. */
async function countOf(client: Client, uri: string): Promise<string | undefined> {
  const lenses = await client.lenses(uri);
  return lenses.map((lens) => /(\d+ of \d+) endpoints ready/.exec(lens.command?.title ?? '')?.[1]).find(Boolean);
}

/** Another watch of a slice: `next` resolves to the time of its next event. */
async function watchSlice(
  { address, certificate, token }: ControlPlane,
  place: string,
  name: string,
): Promise<{ next(): Promise<number>; close(): void }> {
  let event: (time: number) => void = () => {};
  const query = `watch=true&fieldSelector=metadata.name=${name}`;
  const request = https.get(`${address}/apis/discovery.k8s.io/v1/namespaces/${place}/endpointslices?${query}`, {
    ca: certificate,
    headers: { Authorization: `Bearer ${token}` },
  });
  await new Promise<void>((resolve, reject) => {
    request.once('error', reject).once('response', (response) => {
      // The first event is the current state of the slice.
      response.once('data', () => resolve());
      response.on('data', () => event(performance.now()));
      response.on('error', () => {});
    });
  });
  return {
    next: () =>
      new Promise((resolve) => {
        event = resolve;
      }),
    close: () => request.destroy(),
  };
}

/** As fast as the API server sends events. It drops those that it cannot send, and this would then measure lists. */
async function changeInTurns(pods: PodStore, places: readonly Place[], changes: number, { relay }: Editor) {
  const turn = 1_000;
  for (let done = 0; done < changes; done += turn) {
    const before = relay.received();
    await pods.change(Math.min(turn, changes - done), places);
    while (relay.received() === before) await pause(5);
    await settled(relay, 150);
  }
}

async function stateOf(editor: Editor): Promise<State> {
  await settled(editor.relay);
  return { heap: (await editor.look()).heap, sockets: editor.relay.open() };
}

/** Nothing more comes. */
async function settled(relay: CountingRelay, quiet = 1_000): Promise<void> {
  let seen = relay.received();
  for (let since = performance.now(); performance.now() - since < quiet; await pause(20)) {
    if (relay.received() !== seen) {
      seen = relay.received();
      since = performance.now();
    }
  }
}

async function fillNamespace(controlPlane: ControlPlane, pods: PodStore, name: string): Promise<void> {
  await create(controlPlane, namespace(name));
  for (const { prefix } of placesOf(name)) {
    await pods.fill(name, prefix, 0, podsEach);
    await create(controlPlane, service(name, prefix), slice(name, prefix, podsEach));
  }
}

function namesOf(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, place) => `team-${from + place}`);
}

function placesOf(name: string): Place[] {
  return Array.from({ length: appsEach }, (_, app) => ({ namespace: name, prefix: `app-${app}`, count: podsEach }));
}

function service(place: string, name: string): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: place },
    spec: { clusterIP: 'None', selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
  };
}

function slice(place: string, name: string, ready: number): KubernetesObject {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, namespace: place, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    endpoints: endpointsOf(name, ready),
  };
}

function endpointsOf(name: string, ready: number): object[] {
  return Array.from({ length: podsEach }, (_, number) => ({
    addresses: [`10.42.0.${number + 1}`],
    conditions: { ready: number < ready, serving: number < ready, terminating: false },
    nodeName: 'node',
    targetRef: { kind: 'Pod', name: `${name}-${number}`, uid: `${number}` },
  }));
}

function writeManifests(folder: string, names: readonly string[]): string {
  mkdirSync(folder, { recursive: true });
  for (const name of names) {
    const documents = placesOf(name).flatMap(({ prefix }) => [
      service(name, prefix),
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: prefix, namespace: name },
        spec: {
          selector: { matchLabels: { app: prefix } },
          template: {
            metadata: { labels: { app: prefix } },
            spec: { containers: [{ name: 'main', image: 'main', ports: [{ name: 'http', containerPort: 8080 }] }] },
          },
        },
      },
    ]);
    writeFileSync(
      path.join(folder, `${name}.yaml`),
      documents.map((each) => JSON.stringify(each, undefined, 2)).join('\n---\n'),
    );
  }
  return folder;
}

async function kubectlCosts(args: readonly string[], env: Record<string, string>): Promise<ClusterFigures['kubectl']> {
  if (spawnSync('kubectl', ['version', '--client']).error) return undefined;
  return { table: await kubectlCost(args, env), json: await kubectlCost([...args, '-o', 'json'], env) };
}

async function kubectlCost(args: readonly string[], env: Record<string, string>): Promise<Cost> {
  const begin = performance.now();
  const child: ChildProcess = spawn('kubectl', args, { stdio: 'ignore', env: { ...process.env, ...env } });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let rssMiB = 0;
  const timer = setInterval(() => {
    rssMiB = Math.max(rssMiB, mostResidentMiB(child.pid));
  }, 5);
  await ended;
  clearInterval(timer);
  return { milliseconds: performance.now() - begin, rssMiB };
}

function mostResidentMiB(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
