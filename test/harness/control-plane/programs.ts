import fs from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../vscode/cache.ts';

/** What build.ts can build. The first two are an API server; the others bring it to life. */
export const programs = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kube-proxy',
  'kwok',
] as const;

export type Program = (typeof programs)[number];

/** The Go module of this folder, which pins the version of every program. */
export const moduleFolder = import.meta.dirname;

/** The version of Kubernetes that go.mod pins, e.g. `v1.37.2`. */
export function pinnedVersion(): string {
  const pinned = /^require k8s\.io\/kubernetes (v\S+)$/m.exec(
    fs.readFileSync(path.join(moduleFolder, 'go.mod'), 'utf8'),
  );
  if (!pinned) throw new Error('go.mod does not require k8s.io/kubernetes');
  return pinned[1]!;
}

/** Where build.ts puts the programs: in the user's cache, under the version. */
export function builtFolder(): string {
  return cacheFolder(path.join('control-plane', pinnedVersion()));
}

/**
 * A folder with all the wanted programs, or the reason why there is none. `KUBEBUILDER_ASSETS`, which the envtest
 * tools of controller-runtime set, comes first. If it lacks a program, that is reported, and no other folder is
 * tried.
 */
export function findPrograms(wanted: readonly Program[]): { folder: string } | { because: string } {
  const stated = process.env.KUBEBUILDER_ASSETS;
  const folder = stated || builtFolder();
  const absent = wanted.filter((program) => !fs.existsSync(path.join(folder, executable(program))));
  if (absent.length === 0) return { folder };
  const names = absent.join(' and ');
  return {
    because: stated ? `KUBEBUILDER_ASSETS holds no ${names}` : `${names} not built: run \`npm run cluster:build\``,
  };
}

export function executable(program: Program): string {
  return process.platform === 'win32' ? `${program}.exe` : program;
}
