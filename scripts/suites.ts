import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../test/harness/vscode/project.ts';

export interface Suite {
  name: string;
  /** A program and its arguments that form one test: its exit status is the result. */
  command?: readonly [string, ...string[]];
  /** The test files, relative to the project. */
  files: readonly string[];
  /**
   * Suites of one lane run one after the other. The lanes run at the same time, for which two cores are enough:
   * suites that open a window or use a control plane mostly wait.
   */
  lane: 'terminal' | 'window' | 'cluster';
  /**
   * A program and its arguments that build what the suite needs and would skip without. Runs before the suite
   * if CI=true.
   */
  build?: readonly [string, ...string[]];
  /** All files run in one process, because they change nothing outside themselves. */
  oneProcess?: true;
  /** Runs only on request: what it needs takes a quarter of an hour to build. */
  onRequest?: true;
}

/**
 * All suites: the compiler and the linter, then each folder under `test/` that has test files, with the name of
 * that folder, so that a new folder cannot be forgotten. `test/e2e` contains two suites, and the files of
 * `test/` itself are one.
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

// From empty caches it takes a quarter of an hour, while other suites run.
const buildControlPlane = [
  process.execPath,
  'test/harness/control-plane/build.ts',
  ...['--background', 'etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-proxy'],
] as const;

const onRequest = new Set(['apiserver']);

// Suites that fail most often and are fastest come first.
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
