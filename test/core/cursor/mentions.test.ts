import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mentionsOf } from '../../../server/src/core/cursor/mentions.ts';
import type { Definition } from '../../../server/src/core/cursor/things.ts';
import { IndexReader } from '../../../server/src/core/index/reader.ts';
import { resourcesOf } from '../../../server/src/core/problems.ts';
import { usagesOf } from '../../../server/src/core/resolve/usages.ts';
import { analysisOf } from '../fixture.ts';

// Nothing says which of the two ConfigMaps the pods will use, so a name reaches both.
const analysis = analysisOf(`=== one.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: one}
data: {color: blue, size: big}
=== two.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: two}
data: {color: red, size: small}
=== web.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: example/web
        ports: [{name: http, containerPort: 8080}]
        readinessProbe: {httpGet: {port: http}}
        volumeMounts: [{name: data, mountPath: /data}]
        env:
        - {name: COLOR, valueFrom: {configMapKeyRef: {name: settings, key: color}}}
        - {name: SIZE, valueFrom: {configMapKeyRef: {name: settings, key: size}}}
        - {name: PASSWORD, valueFrom: {secretKeyRef: {name: database, key: color}}}
      volumes: [{name: data, emptyDir: {}}]
`);
const index = new IndexReader(analysis.index);
const resources = [...resourcesOf(analysis)];

test('what refers to several definitions is one mention', () => {
  const settings = resources.filter(({ kind }) => kind === 'ConfigMap');
  assert.equal(settings.length, 2);
  const objects = settings.map((resource): Definition => ({ type: 'object', resource }));
  const usages = mentionsOf(objects, index, analysis).map((each) => each.type === 'usage' && each.usage.written);
  assert.deepEqual(
    usages.map((each) => each && each.type === 'name' && each.name.value),
    ['settings', 'settings'],
    'one for each text',
  );
});

test('a usage that a caller does not need is not made', () => {
  const [web] = resources.filter(({ kind }) => kind === 'Deployment');
  const words = (needed?: (type: string, name?: string) => boolean) =>
    [...usagesOf(web!, index, analysis.settings, needed)]
      .map(({ written }) => ('name' in written ? `${written.type} ${written.name.value}` : written.type))
      .sort();
  assert.deepEqual(words(), [
    'labels',
    'name database',
    'name settings',
    'name settings',
    'part color',
    'part color',
    'part data',
    'part size',
    'port',
  ]);
  assert.deepEqual(words((type, name) => type === 'name' && name === 'settings').slice(1), [
    'name settings',
    'name settings',
  ]);
  assert.deepEqual(words((type, name) => type === 'part' && name === 'size').slice(1), ['part size']);
  assert.deepEqual(words((type) => type === 'port').slice(1), ['port']);
});
