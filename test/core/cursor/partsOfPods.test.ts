import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completions } from '../../../server/src/core/features/completion.ts';
import { definitions } from '../../../server/src/core/features/definition.ts';
import { hover } from '../../../server/src/core/features/hover.ts';
import { references } from '../../../server/src/core/features/references.ts';
import { rename } from '../../../server/src/core/features/rename.ts';
import { documentSymbols, workspaceSymbols } from '../../../server/src/core/features/symbols.ts';
import { applyEdits } from '../../../server/src/core/text/range.ts';
import { analysisOf, parseFixture } from '../fixture.ts';
import { marked } from './marked.ts';

const web = `=== web.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: example/web
        env:
        - {name: COLOR, valueFrom: {configMapKeyRef: {name: settings, key: color}}}
        - {name: PASSWORD, valueFrom: {secretKeyRef: {name: database, key: password}}}
        ports: [{name: http, containerPort: 8080}]
        readinessProbe: {httpGet: {port: http}}
        lifecycle: {preStop: {httpGet: {port: http}}}
        volumeMounts:
        - {name: files, mountPath: /etc/web, subPath: web.conf}
        - {name: data, mountPath: /data}
      volumes:
      - name: files
        configMap: {name: settings}
  volumeClaimTemplates:
  - metadata: {name: data}
`;

const objects = `=== objects.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data:
  web.conf: |
    color: blue
  color: blue
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: vault}
spec:
  target: {name: database}
  data:
  - {secretKey: password, remoteRef: {key: a}}
`;

/** The workspace with a cursor at the start of a text behind another one. */
function at(file: 'web' | 'objects', before: string, text: string): string {
  const whole = file === 'web' ? web : objects;
  const offset = whole.indexOf(text, whole.indexOf(before) + before.length);
  assert.ok(offset >= 0, `${before} ${text}`);
  const placed = `${whole.slice(0, offset)}<|>${whole.slice(offset)}`;
  return file === 'web' ? placed + objects : web + placed;
}

const leads: readonly (readonly [file: 'web' | 'objects', before: string, text: string, to: readonly string[]])[] = [
  ['web', 'name: settings, key: ', 'color', ['objects.yaml:7 color']],
  ['web', 'subPath: ', 'web.conf', ['objects.yaml:5 web.conf']],
  ['web', 'key: pass', 'word', ['objects.yaml:15 password']],
  ['web', 'secretKeyRef: {name: ', 'database', ['objects.yaml:13 database']],
  ['web', 'mountPath', 'data', ['web.yaml:25 data']],
  ['web', 'volumeMounts', 'files', ['web.yaml:22 files']],
  ['web', 'readinessProbe', 'http}', ['web.yaml:15 8080']],
  ['web', 'preStop', 'http}', ['web.yaml:15 8080']],
  ['objects', 'blue\n  ', 'color', ['web.yaml:13 color']],
  ['objects', 'data:\n  ', 'web.conf', ['web.yaml:19 web.conf']],
  ['objects', 'secretKey: ', 'password', ['web.yaml:14 password']],
  ['web', 'volumes:\n      - name: ', 'files', ['web.yaml:19 files']],
];

for (const [file, before, text, to] of leads) {
  test(`the definition of ${text} after ${before.trim()} in ${file}`, () => {
    const { analysis, cursors, shown } = marked(at(file, before, text));
    assert.deepEqual(shown(definitions(analysis, 'definition', ...cursors[0]!)?.destinations ?? []), to);
  });
}

test('the references of a key are all texts that name it, and its own', () => {
  for (const fixture of [at('web', 'name: settings, key: ', 'color'), at('objects', 'blue\n  ', 'color')]) {
    const { analysis, cursors, shown } = marked(fixture);
    const found = references(analysis, ...cursors[0]!);
    assert.deepEqual(shown(found.definitions), ['objects.yaml:7 color']);
    assert.deepEqual(shown(found.mentions), ['web.yaml:13 color']);
  }
});

test('the hover of a key says of which object it is, and who names it', () => {
  const texts = (fixture: string) => {
    const { analysis, cursors } = marked(fixture);
    return hover(analysis, ...cursors[0]!)
      ?.report(new Map())
      .rows.map(({ text }) => text);
  };
  assert.deepEqual(texts(at('web', 'name: settings, key: ', 'color')), ['Is key color of ConfigMap "settings"']);
  assert.deepEqual(texts(at('objects', 'blue\n  ', 'color')), ['Named by StatefulSet "web"']);
  assert.deepEqual(texts(at('web', 'volumeMounts', 'files')), ['Is volume files of StatefulSet "web"']);
});

/** The lines that a rename changes, as `file:line text`, or why it changes none. */
function renamed(fixture: string, newName: string): readonly string[] | string {
  const { analysis, cursors, shown } = marked(fixture);
  const result = rename(analysis, ...cursors[0]!, newName);
  return 'because' in result
    ? result.because
    : result.changes.flatMap(({ document, edits }) => {
        assert.ok(edits.every(({ newText }) => newText === newName));
        assert.ok(applyEdits(document.text, edits).includes(newName));
        return shown(edits.map(({ range }) => ({ document, range })));
      });
}

test('a rename changes a key in its object and everywhere it is named', () => {
  const key = ['web.yaml:13 color', 'objects.yaml:7 color'];
  assert.deepEqual(renamed(at('web', 'name: settings, key: ', 'color'), 'shade'), key);
  assert.deepEqual([...renamed(at('objects', 'blue\n  ', 'color'), 'shade')].sort(), [...key].sort());
  assert.deepEqual(renamed(at('web', 'subPath: ', 'web.conf'), 'main.conf'), [
    'web.yaml:19 web.conf',
    'objects.yaml:5 web.conf',
  ]);
  assert.deepEqual(renamed(at('web', 'key: pass', 'word'), 'token'), [
    'web.yaml:14 password',
    'objects.yaml:15 password',
  ]);
  assert.deepEqual(renamed(at('web', 'secretKeyRef: {name: ', 'database'), 'db'), [
    'web.yaml:14 database',
    'objects.yaml:13 database',
  ]);
});

test('a rename changes a volume in the whole pod, and a port in its probes', () => {
  assert.deepEqual(renamed(at('web', 'mountPath', 'data'), 'store'), ['web.yaml:20 data', 'web.yaml:25 data']);
  assert.deepEqual(renamed(at('web', 'ports: [{name: ', 'http'), 'main'), [
    'web.yaml:15 http',
    'web.yaml:16 http',
    'web.yaml:17 http',
  ]);
});

test('a rename refuses what Kubernetes rejects, and a key that exists', () => {
  assert.match(`${renamed(at('web', 'name: settings, key: ', 'color'), 'a b')}`, /^a key has at most 253 letters/);
  assert.match(`${renamed(at('web', 'name: settings, key: ', 'color'), '..a')}`, /^a key has at most 253 letters/);
  assert.match(`${renamed(at('web', 'mountPath', 'data'), 'Data')}`, /^the name of a volume/);
});

test('a key that a generator states as a literal is renamed there, and one that is a file is not', () => {
  const fixture = (key: string) => `=== kustomization.yaml
resources: [web.yaml]
configMapGenerator:
- name: settings
  literals: ["color=blue"]
  files: [web.conf]
=== web.conf
a
${web.replace(`${key}}`, `<|>${key}}`)}`;
  assert.deepEqual(renamed(fixture('color}'), 'shade'), ['web.yaml:13 color', 'kustomization.yaml:4 color']);
  const { analysis, cursors, shown } = marked(fixture('web.conf'));
  assert.deepEqual(shown(definitions(analysis, 'definition', ...cursors[0]!)?.destinations ?? []), [
    'kustomization.yaml:5 web.conf',
  ]);
});

test('a key that a controller decides is not renamed', () => {
  const certificate =
    'apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: a}\nspec: {secretName: database}\n';
  const fixture = `${web.replace('password}', '<|>tls.crt}')}=== certificate.yaml\n${certificate}`;
  assert.match(`${renamed(fixture, 'tls.cert')}`, /has the key from something else/);
  const { analysis, cursors, shown } = marked(fixture);
  assert.deepEqual(shown(definitions(analysis, 'definition', ...cursors[0]!)?.destinations ?? []), [
    'certificate.yaml:4 database',
  ]);
});

/** What is offered at the cursor. */
function offered(fixture: string): readonly string[] {
  const file = parseFixture(fixture).find(({ cursors }) => cursors.length > 0)!;
  return completions(analysisOf(fixture), file.path, file.text, file.cursors[0]!).items.map(({ label }) => label);
}

test('completion offers the keys of the named object, those first that the pod does not name', () => {
  const inEnv = web.replace('name: settings, key: color', 'name: settings, key: <|>');
  assert.deepEqual(offered(inEnv + objects), ['color', 'web.conf']);
  assert.deepEqual(offered(web.replace('key: password', 'key: <|>') + objects), ['password']);
  assert.deepEqual(offered(web.replace('name: settings, key: color', 'name: nothing, key: <|>') + objects), []);
  const inItems = web.replace(
    'configMap: {name: settings}',
    'configMap:\n          name: settings\n          items:\n          - key: <|>',
  );
  assert.deepEqual(offered(inItems + objects), ['web.conf', 'color']);
});

test('completion offers the files of a volume, the volumes of a pod and the ports of a hook', () => {
  assert.deepEqual(offered(web.replace('subPath: web.conf', 'subPath: <|>') + objects), ['web.conf', 'color']);
  const pod = `=== pod.yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: web
    image: web
    volumeMounts: [{name: files, mountPath: /etc/web, subPath: <|>}]
  volumes: [{name: files, configMap: {name: settings}}]
`;
  assert.deepEqual(offered(pod + objects), ['web.conf', 'color']);
  assert.deepEqual(offered(web.replace('{name: data, mountPath', '{name: <|>, mountPath') + objects), [
    'data',
    'files',
  ]);
  const hook = web.replace('preStop: {httpGet: {port: http}}', 'preStop: {httpGet: {port: <|>}}');
  assert.deepEqual(offered(hook + objects), ['http', '8080']);
});

test('an object that a controller makes is no object of the outline', () => {
  const analysis = analysisOf(web + objects);
  const names = documentSymbols(analysis, 'objects.yaml').map(({ name }) => name);
  assert.deepEqual(names, ['ConfigMap settings', 'ExternalSecret vault']);
  assert.deepEqual(workspaceSymbols(analysis, 'secretdatabase'), []);
});
