// More failures between this program and a real API server: on the network, in the kubeconfig, and with clocks.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../server/src/cluster/clock.ts';
import { connect } from '../../server/src/cluster/connection.ts';
import { createInformers } from '../../server/src/cluster/informers.ts';
import { readKubeconfig } from '../../server/src/cluster/kubeconfig.ts';
import { type ClusterStatus, clusterNotification, clusterRequest } from '../../server/src/lsp/protocol.ts';
import { source } from '../cli/program.ts';
import { create, type KubernetesObject, namespace, remove } from '../harness/control-plane/objects.ts';
import { findPrograms } from '../harness/control-plane/programs.ts';
import { type ControlPlane, programsFor, startControlPlane } from '../harness/control-plane/start.ts';
import { withoutTopology } from '../harness/topology/namespaces.ts';
import { eventually } from '../harness/vscode/eventually.ts';
import { type Client, connectInMemory, likeVsCode } from '../lsp/client.ts';
import { folderWith, type TestFolder } from '../lsp/folder.ts';
import { selfSigned } from '../probe/certificates.ts';
import { controlPlaneOfFile } from './controlPlane.ts';

const needed = controlPlaneOfFile({ users: ['stranger'], audit: true });
const patience = 120_000;

test('what is dropped on the way without a word is noticed within a minute, and forgotten as soon as the way is free', async (context) => {
  const programs = findPrograms(programsFor({}));
  const absent = 'because' in programs ? programs.because : withoutTopology();
  if (absent !== undefined) return context.skip(absent);
  const script = fileURLToPath(new URL('silentDrop.ts', import.meta.url));
  const { folder } = programs as { folder: string };
  const child = spawn('unshare', ['--net', process.execPath, script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  context.after(() => child.kill('SIGTERM'));
  let output = '';
  child.stdout.on('data', (part) => {
    output += part;
  });
  const status = await new Promise((resolve) => child.once('exit', resolve));
  assert.equal(status, 0);
  const { noticed, because, back, asked } = JSON.parse(output);
  context.diagnostic(`noticed after ${(noticed / 1000).toFixed(0)} s, back after ${(back / 1000).toFixed(1)} s`);
  assert.match(because, /the connection timed out|did not answer/);
  // TCP's own timers, which run whether the machine is busy or not: 30 s of silence, then ten probes.
  assert.ok(noticed > 20_000 && noticed < 60_000, `${noticed} ms`);
  assert.ok(asked < 60, `${asked} requests`);
});

test('a sleep in which the server ends every watch: what happened meanwhile is known after it', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  await create(controlPlane, namespace('asleep'), service('asleep', 'before'));
  const program = fileURLToPath(new URL('followed.ts', import.meta.url));
  // Watches of two to four seconds.
  const child = spawn(process.execPath, [program, controlPlane.kubeconfig, 'asleep', '2'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  context.after(() => child.kill('SIGKILL'));
  const lines: { state: string; services: string[]; at: number }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push({ ...JSON.parse(line), at: performance.now() });
  });
  await eventually(() => assert.deepEqual(lines.at(-1)?.services, ['asleep/before']), patience);
  child.kill('SIGSTOP');
  const told = lines.length;
  await create(controlPlane, service('asleep', 'meanwhile'));
  await remove(controlPlane, service('asleep', 'before'));
  // PODWIRE_SLEEP: seconds; two minutes are a real sleep, and the same to who was asleep.
  await new Promise((resolve) => setTimeout(resolve, Number(process.env.PODWIRE_SLEEP ?? 10) * 1000));
  const asked = own(controlPlane, 'podwire/followed').length;
  assert.equal(lines.length, told);
  child.kill('SIGCONT');
  const woken = performance.now();
  await eventually(() => assert.deepEqual(lines.at(-1)?.services, ['asleep/meanwhile']), patience);
  context.diagnostic(`known ${(performance.now() - woken).toFixed(0)} ms after it woke`);
  await eventually(() => assert.equal(lines.at(-1)?.state, 'current'), patience);
  const wrong = lines.slice(told).filter(({ state, services }) => state === 'current' && services.length === 0);
  assert.deepEqual(wrong, [], 'nothing is shown as current that is not so');
  const since = own(controlPlane, 'podwire/followed').length - asked;
  assert.ok(since < 60, `${since} requests`);
});

test('who may read nothing at all is told so once for each kind, and is not asked again', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  const config = JSON.parse(readFileSync(controlPlane.kubeconfig, 'utf8'));
  config.users = [{ name: 'admin', user: { token: controlPlane.tokens.stranger } }];
  const connected = connect(parsed(config), { allowExec: false, env: {}, userAgent: 'podwire/stranger' });
  if ('failure' in connected) throw new Error(connected.failure.message);
  const told: string[] = [];
  const informers = createInformers(connected.connection, {
    clock: systemClock,
    withPods: true,
    changed: () => {},
    failed: ({ message }, { plural }) => void told.push(`${plural}: ${message}`),
  });
  context.after(async () => {
    await informers.stop();
    await connected.connection.close();
  });
  informers.follow(new Set(['default']));
  await eventually(() => assert.equal(told.length, 9), patience);
  assert.deepEqual(Object.values(informers.facts().namespaces.get('default')!), [
    { state: 'unknown', because: 'forbidden: services' },
    { state: 'unknown', because: 'forbidden: endpointslices' },
    { state: 'unknown', because: 'forbidden: pods' },
    { state: 'unknown', because: 'forbidden: deployments' },
    { state: 'unknown', because: 'forbidden: replicasets' },
  ]);
  assert.ok(told.every((each) => /is forbidden: User "stranger" cannot list/.test(each)));
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  assert.equal(told.length, 9);
  await eventually(
    () => assert.equal(own(controlPlane, 'podwire/stranger').filter(({ verb }) => verb === 'list').length, 9),
    patience,
  );
});

test('a certificate that has expired, and one that is not valid yet for a clock that is an hour late', async (context) => {
  const programs = findPrograms(programsFor({}));
  if ('because' in programs) return context.skip(programs.because);
  const hour = 3_600_000;
  const now = Date.now();
  const expired = selfSigned('expired.example', [opensslTime(now - 48 * hour), opensslTime(now - hour)]);
  const early = selfSigned('early.example', [opensslTime(now + hour), opensslTime(now + 48 * hour)]);
  if (!expired || !early) return context.skip('not installed: openssl');
  using folder = folderWith('');
  const own = Object.entries({ expired, early }).flatMap(([name, { key, cert }]) => {
    folder.write(`${name}.key`, key);
    folder.write(`${name}.crt`, cert);
    const file = path.join(folder.path, name);
    return ['--tls-sni-cert-key', `${file}.crt,${file}.key`];
  });
  const controlPlane = await startControlPlane(programs.folder, { serverArguments: own });
  context.after(() => controlPlane.stop());
  for (const [name, pair, code, words] of [
    ['expired', expired, 'CERT_HAS_EXPIRED', /^the certificate of https:\/\/127\.0\.0\.1:\d+ has expired$/],
    ['early', early, 'CERT_NOT_YET_VALID', /is not valid yet: is the clock of this machine slow\?$/],
  ] as const) {
    const config = JSON.parse(readFileSync(controlPlane.kubeconfig, 'utf8'));
    config.clusters[0].cluster = {
      server: controlPlane.address,
      'tls-server-name': `${name}.example`,
      'certificate-authority-data': Buffer.from(pair.cert).toString('base64'),
    };
    const connected = connect(parsed(config), { allowExec: false, env: {} });
    if ('failure' in connected) throw new Error(connected.failure.message);
    const answer = await connected.connection.get('/version');
    await connected.connection.close();
    assert.ok(!answer.ok && answer.failure.type === 'certificate', JSON.stringify(answer));
    assert.equal(answer.failure.code, code);
    assert.match(answer.failure.message, words);
  }
});

for (const [hours, words] of [
  [1, 'ahead'],
  [-1, 'late'],
] as const) {
  test(`a clock that is an hour ${words}: counted, stale by that clock, counted again, and one login is enough`, async (context) => {
    const controlPlane = needed(context);
    if (!controlPlane) return;
    const place = `clock-${words}`;
    await create(controlPlane, namespace(place), service(place, 'web'));
    using outside = folderWith('');
    const log = path.join(outside.path, 'logins');
    // The plugin's own clock is right: what it gives is good for half an hour, and over for a clock an hour ahead.
    const script = `
      require('node:fs').appendFileSync(${JSON.stringify(log)}, 'x');
      const status = { token: ${JSON.stringify(controlPlane.token)}, expirationTimestamp: new Date(Date.now() + 1_800_000).toISOString() };
      console.log(JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status }));`;
    const config = JSON.parse(readFileSync(controlPlane.kubeconfig, 'utf8'));
    const apiVersion = 'client.authentication.k8s.io/v1';
    const exec = { apiVersion, command: process.execPath, args: ['-e', script], interactiveMode: 'Never' };
    config.users = [{ name: 'admin', user: { exec } }];
    const kubeconfig = path.join(outside.path, 'config');
    writeFileSync(kubeconfig, JSON.stringify(config));
    const child = spawn(
      process.execPath,
      ['--import', shiftedClock(hours * 3_600_000), source, 'endpoints', '--watch', '-n', place],
      { env: { ...process.env, KUBECONFIG: kubeconfig }, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    context.after(() => child.kill('SIGKILL'));
    let printed = '';
    child.stdout.on('data', (part) => {
      printed += part;
    });
    const shown = () => printed.slice(printed.lastIndexOf('--- '));
    await eventually(() => assert.match(shown(), /^web +ClusterIP +0 /m), patience);
    await controlPlane.killServer();
    await eventually(() => assert.match(shown(), /^Stale since \d\d:\d\d: /m), patience);
    // In the time zone of the machine, because a person compares it with the clock there.
    const [, hour, minute] = /^Stale since (\d\d):(\d\d): /m.exec(shown())!.map(Number);
    const here = new Date(Date.now() + hours * 3_600_000);
    const minutes = here.getHours() * 60 + here.getMinutes() - (hour! * 60 + minute!);
    assert.ok((minutes + 1440) % 1440 <= 5, shown());
    await controlPlane.restartServer();
    await create(controlPlane, service(place, 'later'));
    await eventually(() => {
      assert.match(shown(), /^later +ClusterIP +0 /m);
      assert.doesNotMatch(shown(), /Stale/);
    }, patience);
    assert.equal(readFileSync(log, 'utf8'), 'x');
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    assert.equal(await ended, 1);
  });
}

test('a kubeconfig that is deleted, loses its context, or leads nowhere, while an editor is connected by it', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  await create(controlPlane, namespace('changing'), service('changing', 'web'));
  await using window = await openWindow('changing');
  const { client, kubeconfig } = window;
  const good = readFileSync(controlPlane.kubeconfig, 'utf8');
  writeFileSync(kubeconfig, good);
  await window.connect();
  const counted = () => window.lens(/ · 0 endpoints · test$/);
  const told = (message: RegExp | undefined) =>
    client.eventually(`the status says ${message}`, () => isTold(window.status(), message), patience);
  await counted();

  rmSync(kubeconfig);
  await told(/there is no such file$/);
  await counted();
  writeFileSync(kubeconfig, good);
  await told(undefined);
  await counted();

  const other = JSON.parse(good);
  other.contexts[0].name = 'renamed';
  writeFileSync(kubeconfig, JSON.stringify(other));
  await told(/the kubeconfig has no context "test"$/);
  assert.equal(window.status()?.connected, undefined);
  await window.lens(undefined);
  writeFileSync(kubeconfig, good);
  await counted();

  const nowhere = JSON.parse(good);
  nowhere.clusters[0].cluster.server = 'https://127.0.0.1:1';
  writeFileSync(kubeconfig, JSON.stringify(nowhere));
  await window.lens(/ · https:\/\/127\.0\.0\.1:1: the connection was refused · test$/);
  writeFileSync(kubeconfig, good);
  await counted();
  await told(undefined);
  assert.deepEqual(
    client.log.filter(({ type }) => type === 1),
    [],
    'no failure of ours is logged',
  );
  const lines = client.log.map(({ message }) => message);
  assert.equal(new Set(lines).size, lines.length, 'nothing is logged twice');
});

test('two windows on one cluster know the same, and one that leaves takes nothing from the other', async (context) => {
  const controlPlane = needed(context);
  if (!controlPlane) return;
  await create(controlPlane, namespace('shared'));
  await using first = await openWindow('shared');
  await using second = await openWindow('shared');
  for (const each of [first, second]) {
    writeFileSync(each.kubeconfig, readFileSync(controlPlane.kubeconfig));
    await each.connect();
    await each.lens(/ · not applied · test$/);
  }
  await create(controlPlane, service('shared', 'web'));
  for (const each of [first, second]) await each.lens(/ · 0 endpoints · test$/);
  await first.client.connection.sendRequest(clusterRequest, { action: 'disconnect' });
  await first.lens(undefined);
  await remove(controlPlane, service('shared', 'web'));
  await second.lens(/ · not applied · test$/);
  assert.equal(second.status()?.connected, 'test');
});

/** An editor with the open manifest of a Service `web`, and with its own kubeconfig that does not exist yet. */
async function openWindow(place: string) {
  const folder: TestFolder = folderWith(`=== service.yaml\n${JSON.stringify(service(place, 'web'))}\n`);
  const outside: TestFolder = folderWith('');
  const kubeconfig = path.join(outside.path, 'config');
  const client: Client = await connectInMemory({ folders: [folder.uri], capabilities: likeVsCode });
  const uri = folder.uriOf('service.yaml');
  client.open(uri, folder.read('service.yaml'));
  await client.ready();
  return {
    client,
    kubeconfig,
    connect: async () => {
      await client.connection.sendRequest(clusterRequest, { action: 'look', kubeconfig });
      await client.connection.sendRequest(clusterRequest, { action: 'connect', context: 'test', allowExec: false });
    },
    status: () => client.received(clusterNotification).at(-1) as ClusterStatus | undefined,
    /** Waits until the lens about the cluster is so; undefined: until there is none. */
    lens: (wanted: RegExp | undefined) =>
      eventually(async () => {
        const titles = (await client.lenses(uri)).map(({ command }) => command?.title ?? '');
        const live = titles.filter((title) => title.includes(' · test'));
        if (wanted === undefined) assert.deepEqual(live, []);
        else assert.match(live.join('; '), wanted);
      }, patience),
    [Symbol.asyncDispose]: async () => {
      await client.stop();
      folder[Symbol.dispose]();
      outside[Symbol.dispose]();
    },
  };
}

function isTold(status: ClusterStatus | undefined, message: RegExp | undefined): boolean {
  return message === undefined ? status?.message === undefined : message.test(status?.message ?? '');
}

function own(controlPlane: ControlPlane, name: string) {
  return controlPlane.audited().filter(({ userAgent }) => userAgent === name);
}

function parsed(config: object) {
  return readKubeconfig({ env: {}, homeFolder: '/', currentFolder: '/', readText: () => JSON.stringify(config) });
}

/** A module after which all that this process asks of its clock is so many milliseconds later. */
function shiftedClock(milliseconds: number): string {
  const text = `const now = Date.now;
    globalThis.Date = class extends Date {
      constructor(...stated) { super(...(stated.length > 0 ? stated : [now() + ${milliseconds}])); }
      static now() { return now() + ${milliseconds}; }
    };`;
  return `data:text/javascript,${encodeURIComponent(text)}`;
}

/** E.g. `20260101120000Z`. */
function opensslTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().replace(/[-:T]|\..*/g, '')}Z`;
}

function service(place: string, name: string): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: place },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
  };
}
