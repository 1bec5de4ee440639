import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folderWith } from '../lsp/folder.ts';
import { podwire } from './program.ts';

const files = `=== base/kustomization.yaml
resources: [web.yaml, settings.yaml]
=== base/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80}]
=== base/settings.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data:
  number: "1"
  text: |
    one
    two
=== prod/kustomization.yaml
namePrefix: prod-
resources: [../base]
`;

test('a kustomization is printed as kustomize prints it', async () => {
  using folder = folderWith(files);
  const expected = `apiVersion: v1
data:
  number: "1"
  text: |
    one
    two
kind: ConfigMap
metadata:
  name: prod-settings
---
apiVersion: v1
kind: Service
metadata:
  name: prod-web
spec:
  ports:
  - port: 80
  selector:
    app: web
`;
  for (const asked of ['prod', 'prod/kustomization.yaml']) {
    assert.deepEqual(await podwire(['render', asked], { cwd: folder.path }), {
      status: 0,
      stdout: expected,
      stderr: '',
    });
  }
});

test('what cannot be rendered is named', async () => {
  using folder = folderWith(`${files}=== remote/kustomization.yaml
resources: [https://example.com/base, ../base]
=== broken/kustomization.yaml
resources: [../base, gone.yaml]
=== chart/Chart.yaml
name: web
`);
  const remote = await podwire(['render', 'remote'], { cwd: folder.path });
  assert.equal(remote.status, 1);
  assert.match(remote.stdout, /name: web\n/);
  assert.match(remote.stderr, /^podwire: not rendered: .*https:\/\/example\.com\/base/);
  const broken = await podwire(['render', 'broken'], { cwd: folder.path });
  assert.equal(broken.status, 1);
  assert.match(broken.stderr, /^podwire: kustomize refuses it: .*gone\.yaml/);
  for (const [asked, message] of [
    ['nowhere', /nowhere: no such file or folder/],
    ['base/web.yaml', /base\/web\.yaml is not a kustomization/],
    ['chart', /chart contains no kustomization\. Charts are not rendered yet/],
  ] as const) {
    const { status, stderr } = await podwire(['render', asked], { cwd: folder.path });
    assert.equal(status, 2);
    assert.match(stderr, message);
  }
});
