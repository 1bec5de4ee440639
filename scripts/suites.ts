import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../test/harness/vscode/project.ts';

export interface Suite {
  name: string;
  /** A program and its arguments that is one test by itself: its status is the outcome. */
  command?: readonly [string, ...string[]];
  /** Or test files, relative to the project. */
  files: readonly string[];
  /**
   * Suites of one lane run one after the other; the lanes run beside each other, which two cores bear. What opens a
   * window mostly waits, and so does what talks to a control plane.
   */
  lane: 'terminal' | 'window' | 'cluster';
  /** A program and its arguments that builds what the suite would skip without; run before it where CI=true. */
  build?: readonly [string, ...string[]];
  /** All files run in one process: they touch nothing outside themselves. */
  oneProcess?: true;
  /** Runs only where it is asked for by name: what it needs takes a quarter of an hour to build. */
  onRequest?: true;
}

/**
 * All suites: the compiler and the linter, then each folder under `test/` that has test files, by the name of that
 * folder, so that a new folder cannot be forgotten. `test/e2e` holds two suites, and the files of `test/` itself are one.
 */
export function suites(): Suite[] {
  const files = fs
    .globSync('test/**/*.test.ts', { cwd: projectRoot })
    .map((file) => file.replaceAll(path.sep, '/'))
    .sort();
  const bySuite = Map.groupBy(files, suiteOf);
  const found = [...bySuite].map(
    ([name, members]): Suite => ({
      name,
      files: members,
      lane: windowSuites.has(name) ? 'window' : clusterSuites.has(name) ? 'cluster' : 'terminal',
      ...(clusterSuites.has(name) ? { build: buildControlPlane } : {}),
      ...(name === 'core' ? { oneProcess: true } : {}),
      ...(onRequest.has(name) ? { onRequest: true } : {}),
    }),
  );
  found.sort((a, b) => placeOf(a) - placeOf(b) || (a.name < b.name ? -1 : 1));
  return [
    { name: 'types', command: ['tsc', '-b'], files: [], lane: 'terminal' },
    { name: 'lint', command: ['biome', 'check', '--error-on-warnings', '.'], files: [], lane: 'terminal' },
    ...found,
  ];
}

const windowSuites = new Set(['host', 'ui']);

const clusterSuites = new Set(['cluster', 'probe']);

// From empty caches a quarter of an hour, beside the other suites.
const buildControlPlane = [
  process.execPath,
  'test/harness/control-plane/build.ts',
  ...['--background', 'etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-proxy'],
] as const;

const onRequest = new Set(['apiserver']);

// What fails most often and is quickest comes first.
const order = ['core', 'tidy', 'grammar', 'lsp', 'cli'];

function placeOf({ name }: Suite): number {
  const place = order.indexOf(name);
  return place === -1 ? order.length : place;
}

function suiteOf(file: string): string {
  const [, folder, ...below] = file.split('/');
  if (below.length === 0) return 'tidy';
  return folder === 'e2e' ? below[0]! : folder!;
}
