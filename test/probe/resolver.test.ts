// Names, as this machine resolves them: also where its name server never answers.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import type { LookupOptions } from 'node:dns';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { createLookUp, resolveByTheSystem } from '../../server/src/cluster/resolve.ts';
import { projectRoot, source } from '../cli/program.ts';
import { withoutTopology } from '../harness/topology/namespaces.ts';
import { run } from '../harness/vscode/run.ts';
import { folderWith, type TestFolder } from '../lsp/folder.ts';
import { processes } from './processes.ts';

test('a name that is in /etc/hosts, one that is nowhere, and one that is an option of nothing', async () => {
  const never = new AbortController().signal;
  assert.ok((await resolveByTheSystem('localhost', never)).some((each) => each === '127.0.0.1' || each === '::1'));
  await assert.rejects(resolveByTheSystem('no-such-name.invalid', never), { code: /^(?:ENOTFOUND|EAI_AGAIN)$/ });
  await assert.rejects(resolveByTheSystem('--version', never), ({ code }: { code?: string }) => code !== undefined);
});

test('what is no longer waited for is ended', async () => {
  const end = new AbortController();
  const waiting = resolveByTheSystem('localhost', end.signal);
  end.abort();
  await assert.rejects(waiting, { name: 'AbortError' });
});

// By the settings below.
const secondsOfResolver = 3 * 5 * 30;

const manifest = `=== service.yaml
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, nodePort: 30801}]}
`;

test('a name server that never answers: the report comes in time, and the program ends with it', async (context) => {
  const absent = withoutTopology();
  if (absent !== undefined) return context.skip(absent);
  using folder = folderWith(manifest);
  await inSilence(folder, async (podwire) => {
    const { output, status, seconds } = await podwire(
      ...['probe', 'service.yaml', '--address', 'node.example', '--address', '127.0.0.1'],
      ...['--no-cluster', '--timeout', '2', '--format', 'json'],
    );
    context.diagnostic(`report and end after ${seconds.toFixed(1)} s, where getaddrinfo would take minutes`);
    const { attempts } = JSON.parse(output);
    assert.deepEqual(
      attempts.map(({ address, outcome, because }: Record<string, string>) => [address, outcome, because]),
      [
        ['node.example', 'dns', 'the name was not resolved in time'],
        ['127.0.0.1', 'refused', 'the connection was refused'],
      ],
    );
    assert.equal(status, 1);
    assert.ok(seconds < secondsOfResolver / 2, `${seconds} s`);
    assert.deepEqual(processes('node.example'), [], 'nothing is left that resolves');
  });
});

test('and where it is the API server whose name nobody tells', async (context) => {
  const absent = withoutTopology();
  if (absent !== undefined) return context.skip(absent);
  using folder = folderWith(manifest);
  const cluster = { server: 'https://api.example:6443' };
  const config = {
    'current-context': 'far',
    contexts: [{ name: 'far', context: { cluster: 'far' } }],
    clusters: [{ name: 'far', cluster }],
  };
  folder.write('kubeconfig', JSON.stringify(config));
  const kubeconfig = path.join(folder.path, 'kubeconfig');
  await inSilence(
    folder,
    async (podwire) => {
      const counted = await podwire('endpoints');
      context.diagnostic(`endpoints ended after ${counted.seconds.toFixed(1)} s`);
      assert.equal(counted.output, 'podwire: far: https://api.example:6443: the name could not be looked up\n');
      assert.equal(counted.status, 2);
      const probed = await podwire('probe', 'service.yaml', '--address', '127.0.0.1', '--timeout', '2');
      context.diagnostic(`probe ended after ${probed.seconds.toFixed(1)} s`);
      assert.match(probed.output, /127\.0\.0\.1:30801 {2}loopback {2}refused/);
      assert.match(probed.output, /No cluster was asked: https:\/\/api\.example:6443 did not answer within 5 s,/);
      assert.equal(probed.status, 1);
      for (const { seconds } of [counted, probed]) assert.ok(seconds < secondsOfResolver / 2, `${seconds} s`);
      assert.deepEqual(processes('api.example'), [], 'nothing is left that resolves');
    },
    kubeconfig,
  );
});

test('what opens sockets asks once for a name, gets the family that it wants, and is told when nobody knows', async () => {
  const asked: string[] = [];
  const names = createLookUp(async (name, signal) => {
    asked.push(name);
    if (name === 'silent') await once(signal, 'abort');
    if (name !== 'known') throw Object.assign(new Error('no'), { code: 'ENOTFOUND' });
    return ['2001:db8::1', '192.0.2.1'];
  });
  const lookUp = (name: string, options: LookupOptions) =>
    new Promise((resolve) => {
      names.lookup(name, options, (error, address, family) =>
        resolve(error ? error.code : typeof address === 'string' ? [address, family] : address),
      );
    });
  assert.deepEqual(
    await Promise.all([
      lookUp('known', { all: true }),
      lookUp('known', { family: 4 }),
      lookUp('known', {}),
      lookUp('other', {}),
    ]),
    [
      [
        { address: '2001:db8::1', family: 6 },
        { address: '192.0.2.1', family: 4 },
      ],
      ['192.0.2.1', 4],
      ['2001:db8::1', 6],
      'ENOTFOUND',
    ],
  );
  assert.deepEqual(asked, ['known', 'other']);
  const waiting = lookUp('silent', {});
  names.end();
  assert.equal(await waiting, 'ENOTFOUND');
});

type Podwire = (
  ...args: readonly string[]
) => Promise<{ readonly output: string; readonly status: number | undefined; readonly seconds: number }>;

/** Runs the command line in a folder where no name server ever answers. */
async function inSilence(
  folder: TestFolder,
  use: (podwire: Podwire) => Promise<void>,
  kubeconfig = path.join(projectRoot, 'no-such-kubeconfig'),
): Promise<void> {
  const namespace = `pw-${process.pid}-names`;
  const settings = path.join(folder.path, 'resolv.conf');
  // Three times five times thirty seconds, the most that resolv.conf(5) bears.
  writeFileSync(
    settings,
    'nameserver 127.0.0.53\nnameserver 127.0.0.54\nnameserver 127.0.0.55\n'.concat('options timeout:30 attempts:5\n'),
  );
  const ip = (...args: readonly string[]) => {
    const { status, stderr } = spawnSync('ip', args, { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  };
  ip('netns', 'add', namespace);
  try {
    ip('-n', namespace, 'link', 'set', 'lo', 'up');
    const rules =
      'table inet hole {\n chain in {\n type filter hook input priority 0;\n udp dport 53 drop\n tcp dport 53 drop\n }\n}\n';
    const nft = spawnSync('ip', ['netns', 'exec', namespace, 'nft', '-f', '-'], { input: rules, encoding: 'utf8' });
    assert.equal(nft.status, 0, nft.stderr);
    await use(async (...args) => {
      const begin = performance.now();
      const { output, status } = await run(
        'ip',
        [
          ...['netns', 'exec', namespace, 'sh', '-c', 'mount --bind "$0" /etc/resolv.conf && exec "$@"', settings],
          ...[process.execPath, source, ...args],
        ],
        { cwd: folder.path, env: { ...process.env, KUBECONFIG: kubeconfig } },
      );
      return { output, status, seconds: (performance.now() - begin) / 1000 };
    });
  } finally {
    spawnSync('ip', ['netns', 'del', namespace]);
  }
}
