import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folderWith } from '../lsp/folder.ts';
import { deployment, service } from './manifests.ts';
import { spawnPodwire } from './program.ts';

// Other tests check each case alone. Here all are in one folder, and the other files must still be judged.
test('what is too large, too deep, too many or no text is said at its place, and neighbours are judged', async () => {
  using folder = folderWith(
    `=== good/service.yaml\n${service('web')}=== good/deployment.yaml\n${deployment('web')}` +
      `=== large/service.yaml\n${service('big')}`,
  );
  const variable = (at: number) => `            - name: V${at}\n              value: ${'x'.repeat(60)}\n`;
  const variables = Array.from({ length: 85_000 }, (_, at) => variable(at));
  folder.write('large/deployment.yaml', `${deployment('big')}          env:\n${variables.join('')}`);
  const configMap = (at: number) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c${at}\ndata:\n  a: b\n`;
  folder.write(
    'many/all.yaml',
    [...Array.from({ length: 50_000 }, (_, at) => configMap(at)), service('web'), deployment('web')].join('---\n'),
  );
  const ten = (item: string) => `[${Array(10).fill(item).join(', ')}]`;
  folder.write(
    'aliases/all.yaml',
    `a: &a ${ten('x')}\nb: &b ${ten('*a')}\nc: &c ${ten('*b')}\nd: ${ten('*c')}\n${service('a')}`,
  );
  folder.write('deep/flow.yaml', `${service('deep')}  more: ${'{a: '.repeat(10_000)}1${'}'.repeat(10_000)}\n`);
  folder.write('deep/block.yaml', `${service('deep')}  more:\n${'- '.repeat(10_000)}1\n`);
  folder.write('nul/service.yaml', service('nul\0'));
  folder.write('bytes/service.yaml', Buffer.from(service('b\xff\xfe'), 'latin1'));
  folder.write('empty/service.yaml', '');
  folder.write('list/list.yaml', 'apiVersion: v1\nkind: List\n');

  const { status, stdout, stderr } = await spawnPodwire(['check'], { cwd: folder.path });
  assert.equal(stderr, '');
  assert.equal(status, 1);
  const told = stdout.split('\n').filter((line) => /^\S+: (?:error|warning)/.test(line));
  assert.deepEqual(
    told.map((line) => /^([^:]+):(?:\d+:\d+:)? (\w+(?:\[[\w-]+\])?)/.exec(line)?.slice(1).join(' ')).sort(),
    [
      // kubectl refuses a document that expands to so much more than it is.
      'aliases/all.yaml error',
      'bytes/service.yaml error',
      'deep/block.yaml error',
      'deep/flow.yaml error',
      'good/service.yaml warning[service-selects-nothing]',
      'large/service.yaml warning[service-selects-nothing]',
      'many/all.yaml warning[service-selects-nothing]',
      'nul/service.yaml error',
    ],
  );
  assert.match(stdout, /\nChecked 11 files with 500\d\d resources: /);
});
