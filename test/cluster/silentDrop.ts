// Runs in a separate network namespace: a control plane, a client that follows it, and a firewall that at some moment
// begins to drop all packets between them silently. Prints one line of JSON: the time to notice it, and to recover.
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { create, namespace } from '../harness/control-plane/objects.ts';
import { startControlPlane } from '../harness/control-plane/start.ts';
import { eventually } from '../harness/vscode/eventually.ts';

const service = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'cut' },
  spec: { clusterIP: 'None', selector: { app: 'web' } },
});

run('ip', 'link', 'set', 'lo', 'up');
const controlPlane = await startControlPlane(process.argv[2]!, { audit: true });
await create(controlPlane, namespace('cut'), service('before'));
const program = fileURLToPath(new URL('followed.ts', import.meta.url));
const child = spawn(process.execPath, [program, controlPlane.kubeconfig, 'cut'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
let known: { state?: string; because?: string; services?: string[] } = {};
createInterface({ input: child.stdout }).on('line', (line) => {
  known = JSON.parse(line);
});
const until = (check: () => boolean) =>
  eventually(() => {
    if (!check()) throw new Error(`what is known: ${JSON.stringify(known)}`);
  }, 300_000);
try {
  await until(() => known.state === 'current');
  // All nine watches are open, and idle.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const port = new URL(controlPlane.address).port;
  run('nft', 'add', 'table', 'inet', 'cut');
  run('nft', 'add', 'chain', 'inet', 'cut', 'out', '{ type filter hook output priority 0; }');
  for (const side of ['dport', 'sport']) run('nft', 'add', 'rule', 'inet', 'cut', 'out', 'tcp', side, port, 'drop');
  const noticed = await until(() => known.state === 'stale');
  const { because } = known;
  run('nft', 'delete', 'table', 'inet', 'cut');
  await create(controlPlane, service('meanwhile'));
  const back = await until(() => known.state === 'current' && known.services?.length === 2);
  const asked = controlPlane.audited().filter(({ userAgent }) => userAgent === 'podwire/followed').length;
  console.log(JSON.stringify({ noticed, because, back, asked }));
} finally {
  child.kill('SIGKILL');
  await controlPlane.stop();
}

function run(command: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}
