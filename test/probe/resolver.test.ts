// Names, as this machine resolves them: also where its name server never answers.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { resolveByTheSystem } from '../../server/src/probe/resolve.ts';
import { projectRoot, source } from '../cli/program.ts';
import { withoutTopology } from '../harness/topology/namespaces.ts';
import { run } from '../harness/vscode/run.ts';
import { folderWith } from '../lsp/folder.ts';
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

test('a name server that never answers: the report comes in time, and the program ends with it', async (context) => {
  const absent = withoutTopology();
  if (absent !== undefined) return context.skip(absent);
  using folder = folderWith(`=== service.yaml
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, nodePort: 30801}]}
`);
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
    const begin = performance.now();
    const { output, status } = await run(
      'ip',
      [
        ...['netns', 'exec', namespace, 'sh', '-c', 'mount --bind "$0" /etc/resolv.conf && exec "$@"', settings],
        ...[process.execPath, source, 'probe', 'service.yaml', '--address', 'node.example', '--address', '127.0.0.1'],
        ...['--no-cluster', '--timeout', '2', '--format', 'json'],
      ],
      { cwd: folder.path, env: { ...process.env, KUBECONFIG: path.join(projectRoot, 'no-such-kubeconfig') } },
    );
    const seconds = (performance.now() - begin) / 1000;
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
  } finally {
    spawnSync('ip', ['netns', 'del', namespace]);
    rmSync(settings, { force: true });
  }
});
