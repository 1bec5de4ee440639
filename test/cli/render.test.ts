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
=== empty/README.md
Nothing.
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
    ['base/web.yaml', /base\/web\.yaml is neither a kustomization nor a Chart\.yaml/],
    ['empty', /empty contains neither a kustomization nor a chart/],
  ] as const) {
    const { status, stderr } = await podwire(['render', asked], { cwd: folder.path });
    assert.equal(status, 2);
    assert.match(stderr, message);
  }
});

const chart = `=== web/Chart.yaml
apiVersion: v2
name: web
version: 0.1.0
dependencies:
  - {name: names, version: 1.x, repository: "file://../names"}
=== web/values.yaml
port: 80
=== web/prod.yaml
port: 90
=== web/templates/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: {{ include "names.full" . }}
spec:
  ports:
    - port: {{ .Values.port }}
{{- if .Values.broken }}
  broken: {{ .Values.gone.deeper }}
{{- end }}
=== names/Chart.yaml
apiVersion: v2
name: names
version: 1.0.0
type: library
=== names/templates/_names.tpl
{{ define "names.full" }}{{ .Release.Name }}-{{ .Chart.Name }}{{ end }}
`;

test('a chart is printed as helm template prints it', async () => {
  using folder = folderWith(chart);
  const expected = (name: string, port: number) => `---
# Source: web/templates/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: ${name}-web
spec:
  ports:
    - port: ${port}
`;
  const note = 'podwire: names is read from names, because it is not in charts/\n';
  for (const asked of ['web', 'web/Chart.yaml']) {
    assert.deepEqual(await podwire(['render', asked], { cwd: folder.path }), {
      status: 0,
      stdout: expected('release-name', 80),
      stderr: note,
    });
  }
  const other = await podwire(['render', '--values', 'web/prod.yaml', '--name', 'shop', 'web'], { cwd: folder.path });
  assert.equal(other.stdout, expected('shop', 90));
});

test('why Helm would refuse a chart is said at its place', async () => {
  using folder = folderWith(`${chart}=== broken.yaml
broken: true
=== list.yaml
- a
=== lost/Chart.yaml
name: lost
version: 1.0.0
dependencies: [{name: elsewhere, version: 1.x, repository: "https://example.com"}]
=== nameless/Chart.yaml
version: 1.0.0
`);
  const run = (...args: string[]) => podwire(['render', ...args], { cwd: folder.path });
  const broken = await run('web', '-f', 'broken.yaml');
  assert.equal(broken.status, 1);
  assert.match(
    broken.stderr,
    /^podwire: Helm refuses it: web\/templates\/service\.yaml:9:14: nil pointer evaluating interface \{\}\.deeper\n/,
  );
  const lost = await run('lost');
  assert.equal(lost.status, 1);
  assert.match(lost.stderr, /not rendered: lost needs elsewhere, which is not here \(helm dependency update\)/);
  const nameless = await run('nameless');
  assert.equal(nameless.status, 1);
  assert.match(
    nameless.stderr,
    /Helm refuses it: nameless\/Chart\.yaml: validation: chart\.metadata\.name is required/,
  );
  assert.equal((await run('web', '-f', 'list.yaml')).status, 2);
  assert.equal((await run('web', '-f', 'gone.yaml')).status, 2);
});
