import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { ProbeJson } from '../../server/src/formats/probe.ts';
import { measure } from './child.ts';

export interface ProbeFigures {
  readonly connect: Pair;
  readonly firstByte: Pair;
  /** Of the whole program. */
  readonly wall: Pair;
}

/** Medians in milliseconds. */
export interface Pair {
  readonly podwire: number;
  readonly curl: number;
}

/**
 * Times that a probe tells of an address of this machine, beside those of curl to the same address in the same run; undefined
 * where there is no curl.
 *
 * @param scratch a folder for a manifest
 */
export async function probeFigures(podwire: string, scratch: string, runs = 9): Promise<ProbeFigures | undefined> {
  if (spawnSync('curl', ['-V']).error) {
    return undefined;
  }
  const server = http.createServer((_, response) => response.end('ok'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  // In a folder of its own: a probe reads the folder of its manifest, and what else is measured has left ten thousand there.
  const manifest = path.join(mkdtempSync(path.join(scratch, 'probe-')), 'probed.json');
  writeFileSync(
    manifest,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'probed' },
      spec: { type: 'NodePort', selector: { app: 'x' }, ports: [{ port: 80, nodePort: port }] },
    }),
  );
  const ours: number[][] = [];
  const curls: number[][] = [];
  for (let i = 0; i <= runs; i++) {
    curls.push(await curl(port));
    const args = ['probe', manifest, '--no-cluster', '--address', '127.0.0.1', '--format', 'json'];
    const run = await measure([podwire, ...args]);
    const [attempt] = (JSON.parse(run.stdout) as ProbeJson).attempts;
    ours.push([attempt?.milliseconds.connect ?? 0, attempt?.milliseconds.firstByte ?? 0, run.milliseconds]);
  }
  server.close();
  const pair = (at: number): Pair => ({ podwire: median(ours, at), curl: median(curls, at) });
  return { connect: pair(0), firstByte: pair(1), wall: pair(2) };
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
