import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folderWith } from '../lsp/folder.ts';
import { deployment, service } from './manifests.ts';
import { podwire } from './program.ts';

const files = `=== all.yaml
${service('web')}---
${service('other')}=== app/deployment.yaml
${deployment('web').replaceAll('web-backend', 'other')}=== near.yaml
${deployment('web')}`;

test('of a Service every step of the decision: what was near, and how near', async () => {
  using folder = folderWith(files);
  const { status, stdout, stderr } = await podwire(['explain', 'all.yaml:3'], { cwd: folder.path });
  assert.deepEqual([status, stderr], [0, '']);
  assert.match(stdout, /^Service "web"\n {2}✗ Service "web" selects no pods: no pod template has app=web\./);
  assert.match(stdout, /Selector: app=web\n/);
  assert.match(stdout, /\n {4}· Probably meant: Deployment "web" \(app=web-backend\)\n/);
  assert.match(stdout, /near\.yaml/);
  assert.doesNotMatch(stdout, /^Service "other"/m);
});

test('a place as a report prints it, a whole file, and a file elsewhere', async () => {
  using folder = folderWith(files);
  const explain = async (place: string, cwd = folder.path) => {
    const { status, stdout } = await podwire(['explain', place], { cwd });
    assert.equal(status, 0);
    return [...stdout.matchAll(/^Service "(.*)"$/gm)].map(([, name]) => name);
  };
  const lineOfOther = service('web').split('\n').length + 2;
  assert.deepEqual(await explain(`all.yaml:${lineOfOther}:7`), ['other']);
  assert.deepEqual(await explain('all.yaml'), ['web', 'other']);
  assert.deepEqual(await explain('../all.yaml:1', `${folder.path}/app`), ['web']);
});

test('what is neither a code nor a place of a Service is status 2, in one line', async () => {
  using folder = folderWith(files);
  const complaint = async (given: string) => {
    const { status, stdout, stderr } = await podwire(['explain', given], { cwd: folder.path });
    assert.deepEqual([status, stdout], [2, '']);
    return stderr;
  };
  assert.equal(await complaint('near.yaml:3'), 'podwire: there is no Service in near.yaml at line 3.\n');
  assert.match(await complaint('absent.yaml:3'), /^podwire: no such code or file: absent\.yaml:3\. .*\n$/);
  assert.match(await complaint('duplicate-kye'), /Did you mean duplicate-key\?/);
  assert.match(await complaint('a'.repeat(300)), /^podwire: no such code or file: a+\. .*\n$/);
});
