// Builds the programs of a control plane from the Go modules that go.mod pins, into the user's cache.
//
//   npm run cluster:build                           all six
//   npm run cluster:build -- etcd kube-apiserver    these two
//   npm run cluster:build -- --background           leaves the processor to others
//
// Needs Go. From empty caches all six take a quarter of an hour on two cores; what is built already is left alone.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { goEnvironment, goFlags } from '../goFlags.ts';
import { builtFolder, executable, moduleFolder, type Program, pinnedVersion, programs } from './programs.ts';

const packages: Record<Program, string> = {
  etcd: 'go.etcd.io/etcd/server/v3',
  'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
  'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
  'kube-scheduler': 'k8s.io/kubernetes/cmd/kube-scheduler',
  'kube-proxy': 'k8s.io/kubernetes/cmd/kube-proxy',
  kwok: 'sigs.k8s.io/kwok/cmd/kwok',
};

const stated = process.argv.slice(2);
if (stated.includes('--background')) os.setPriority(os.constants.priority.PRIORITY_LOW);
const wanted = stated.filter((each) => each !== '--background');
const unknown = wanted.filter((name) => !programs.some((program) => program === name));
if (unknown.length > 0) {
  process.stderr.write(`no such program: ${unknown.join(', ')}. There are: ${programs.join(', ')}\n`);
  process.exit(2);
}

const folder = builtFolder();
fs.mkdirSync(folder, { recursive: true });
for (const program of programs) {
  if (wanted.length > 0 && !wanted.includes(program)) continue;
  const file = path.join(folder, executable(program));
  if (fs.existsSync(file)) process.stdout.write(`${file} is there\n`);
  else build(program, file);
}

function build(program: Program, file: string): void {
  process.stdout.write(`building ${file}\n`);
  // Renamed at the end, so that a build that is interrupted leaves no half program behind.
  const unfinished = `${file}.${process.pid}`;
  const { status, error } = spawnSync(
    'go',
    ['build', ...goFlags, '-ldflags', `-s -w ${versionStamp()}`, '-o', unfinished, packages[program]],
    { cwd: moduleFolder, env: goEnvironment(), stdio: 'inherit' },
  );
  if (status !== 0) {
    process.stderr.write(error ? `Go could not be started: ${error.message}\n` : `${program} was not built\n`);
    process.exit(1);
  }
  fs.renameSync(unfinished, file);
}

// What /version answers. Without it the programs call themselves v0.0.0-master.
// Source: k8s.io/component-base/version.
function versionStamp(): string {
  const version = pinnedVersion();
  const [major, minor] = version.slice(1).split('.');
  const at = 'k8s.io/component-base/version';
  return `-X ${at}.gitVersion=${version} -X ${at}.gitMajor=${major} -X ${at}.gitMinor=${minor}`;
}
