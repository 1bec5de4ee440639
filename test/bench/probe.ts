import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import type { ProbeJson } from '../../server/src/formats/probe.ts';
import { create, type KubernetesObject, node } from '../harness/control-plane/objects.ts';
import { findPrograms } from '../harness/control-plane/programs.ts';
import { programsFor, startControlPlane } from '../harness/control-plane/start.ts';
import { measure } from './child.ts';
import { startCountingRelay } from './countingRelay.ts';

export interface ProbeFigures {
  readonly connect: Pair;
  readonly firstByte: Pair;
  readonly wall: Whole;
  /** The same with a cluster, and how long the probe waited for the API server; else the reason why there is none. */
  readonly ofCluster: (Whole & { readonly requests: number }) | { readonly because: string };
}

/** Of the whole program. */
export interface Whole extends Pair {
  /**
   * A Node.js that does nothing, started in turn with the others: on a busy machine one moment is not like the next.
   */
  readonly bare: number;
}

/** Medians in milliseconds. */
export interface Pair {
  readonly podwire: number;
  readonly curl: number;
}

/**
 * Times that a probe reports for an address of this machine, and those of curl for the same address in the same run;
 * undefined without curl.
 *
 * @param scratch a folder for a manifest
 */
export async function probeFigures(podwire: string, scratch: string, runs = 9): Promise<ProbeFigures | undefined> {
  if (spawnSync('curl', ['-V']).error) {
    return undefined;
  }
  const server = http.createServer((_, response) => response.end('ok'));
  const port = await listenOnNodePort(server);
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'probed', namespace: 'default' },
    spec: { type: 'NodePort', selector: { app: 'x' }, ports: [{ port: 80, nodePort: port }] },
  };
  // In a separate folder: a probe reads the folder of its manifest, and the other measurements left ten thousand there.
  const manifest = path.join(mkdtempSync(path.join(scratch, 'probe-')), 'probed.json');
  writeFileSync(manifest, JSON.stringify(service));
  const program = [podwire, 'probe', manifest, '--address', '127.0.0.1', '--format', 'json'];
  try {
    const ours: number[][] = [];
    const curls: number[][] = [];
    for (let i = 0; i <= runs; i++) {
      curls.push(await curl(port));
      const { milliseconds, stdout } = await measure([...program, '--no-cluster']);
      const [attempt] = (JSON.parse(stdout) as ProbeJson).attempts;
      const bare = await measure(['-e', '0']);
      ours.push([
        attempt?.milliseconds.connect ?? 0,
        attempt?.milliseconds.firstByte ?? 0,
        milliseconds,
        bare.milliseconds,
      ]);
    }
    const pair = (at: number): Pair => ({ podwire: median(ours, at), curl: median(curls, at) });
    const ofCluster = await figuresOfCluster(service, program, port, runs, path.dirname(manifest));
    return { connect: pair(0), firstByte: pair(1), wall: { ...pair(2), bare: median(ours, 3) }, ofCluster };
  } finally {
    server.close();
  }
}

/** With a real API server; a relay measures how long the probe waits for it. */
async function figuresOfCluster(
  service: KubernetesObject,
  program: readonly string[],
  port: number,
  runs: number,
  folder: string,
): Promise<ProbeFigures['ofCluster']> {
  const programs = findPrograms(programsFor({}));
  if ('because' in programs) return programs;
  const controlPlane = await startControlPlane(programs.folder);
  const relay = await startCountingRelay(Number(new URL(controlPlane.address).port));
  try {
    await create(controlPlane, node('node'), service);
    // Next to the manifest, with a name that is not read as a manifest.
    const kubeconfig = path.join(folder, 'kubeconfig');
    const text = readFileSync(controlPlane.kubeconfig, 'utf8');
    writeFileSync(kubeconfig, text.replace(controlPlane.address, `https://127.0.0.1:${relay.port}`));
    const ours: number[][] = [];
    const curls: number[][] = [];
    for (let i = 0; i <= runs; i++) {
      curls.push(await curl(port));
      const before = relay.waited();
      const { milliseconds, stdout } = await measure(program, { KUBECONFIG: kubeconfig });
      if (JSON.parse(stdout).context === null) throw new Error('the cluster was not seen');
      const waited = relay.waited() - before;
      const bare = await measure(['-e', '0']);
      ours.push([milliseconds, waited, bare.milliseconds]);
    }
    return { podwire: median(ours, 0), requests: median(ours, 1), bare: median(ours, 2), curl: median(curls, 2) };
  } finally {
    await relay.close();
    await controlPlane.stop();
  }
}

/** A port of the range that an API server allots by default, which is not taken here. */
async function listenOnNodePort(server: http.Server): Promise<number> {
  for (let port = 30_000; ; port++) {
    server.listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
      return port;
    } catch (error) {
      if (port === 32_767) throw error;
    }
  }
}

async function curl(port: number): Promise<number[]> {
  const begin = performance.now();
  const child = spawn('curl', [
    ...['-s', '--noproxy', '*', '-o', '/dev/null', '-w', '%{time_connect} %{time_starttransfer}'],
    `http://127.0.0.1:${port}/`,
  ]);
  let told = '';
  child.stdout.on('data', (data) => {
    told += data;
  });
  await once(child, 'close');
  return [...told.split(' ').map((seconds) => Number(seconds) * 1000), performance.now() - begin];
}

/** The first run warms the file cache up. */
function median(rows: readonly number[][], at: number): number {
  const values = rows
    .slice(1)
    .map((row) => row[at] ?? 0)
    .sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)] ?? 0;
}
