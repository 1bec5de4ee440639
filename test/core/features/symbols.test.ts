import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Analysis, analyse } from '../../../server/src/core/analysis.ts';
import { documentSymbols, workspaceSymbols } from '../../../server/src/core/features/symbols.ts';
import { entriesOf } from '../../../server/src/core/text/versionedMap.ts';
import { analysisOf, parseFixture, sourceFileOf } from '../fixture.ts';

const workspace = `=== apps/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
---
# A list has its items.
apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: Secret, metadata: {name: web-cookies}}
  - {apiVersion: v1, kind: ConfigMap, metadata: {name: webhook}}
=== apps/kustomization.yaml
resources: [web.yaml]
=== parts/kustomization.yaml
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
=== other.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: web}
`;

function found(analysis: Analysis, query: string): readonly string[] {
  return workspaceSymbols(analysis, query).map(({ name, file }) => `${name} in ${file}`);
}

function after(analysis: Analysis, path: string, text: string | undefined): Analysis {
  const file = text === undefined ? undefined : sourceFileOf(parseFixture(`=== ${path}\n${text}`)[0]!);
  return analyse(analysis, { files: new Map([[path, file]]) }).analysis;
}

test('a search finds objects by the letters of kind and name, the best first', () => {
  const analysis = analysisOf(workspace);
  assert.deepEqual(found(analysis, 'serviceweb'), ['Service web in apps/web.yaml']);
  assert.deepEqual(found(analysis, 'Web'), [
    'Service web in apps/web.yaml',
    'ConfigMap web in other.yaml',
    'Deployment web in apps/web.yaml',
    'ConfigMap webhook in apps/web.yaml',
    'Secret web-cookies in apps/web.yaml',
  ]);
  assert.deepEqual(found(analysis, 'cm web'), ['ConfigMap web in other.yaml', 'ConfigMap webhook in apps/web.yaml']);
  assert.deepEqual(found(analysis, 'kustapps'), ['Kustomization apps in apps/kustomization.yaml']);
  assert.deepEqual(found(analysis, 'component'), ['Component parts in parts/kustomization.yaml']);
  assert.deepEqual(found(analysis, 'bew'), []);
  // The letters of one name are not continued in the next one.
  assert.deepEqual(found(analysis, 'webdeployment'), []);
  assert.equal(found(analysis, '').length, 7);
  const [service] = workspaceSymbols(analysis, 'serviceweb');
  const { facts } = service!.document;
  assert.equal(facts.text.slice(service!.selection.start, service!.selection.end), 'web');
  assert.equal(service!.detail, 'shop');
});

test('a search knows every change, and the earlier state stays as it was', () => {
  const before = analysisOf(workspace);
  const renamed = after(before, 'other.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n');
  assert.deepEqual(found(renamed, 'configmapweb'), ['ConfigMap webhook in apps/web.yaml']);
  assert.deepEqual(found(renamed, 'settings'), ['ConfigMap settings in other.yaml']);
  const removed = after(renamed, 'apps/web.yaml', undefined);
  assert.deepEqual(found(removed, 'web'), []);
  const empty = after(removed, 'other.yaml', '# nothing\n');
  assert.deepEqual(found(empty, ''), [
    'Component parts in parts/kustomization.yaml',
    'Kustomization apps in apps/kustomization.yaml',
  ]);
  // No name stays in memory without its object.
  assert.equal(entriesOf(empty.index.names).size, 2);
  assert.equal(found(before, 'web').length, 5);
  assert.deepEqual(found(before, 'settings'), []);
  // A text above the object moves it, and the symbol with it.
  const moved = after(before, 'other.yaml', '# a\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n');
  const [symbol] = workspaceSymbols(moved, 'configmapweb');
  assert.equal(symbol!.document.facts.text.slice(symbol!.selection.start, symbol!.selection.end), 'web');
});

test('the outline of a file has its objects in their order', () => {
  const analysis = analysisOf(workspace);
  const outline = (path: string) => documentSymbols(analysis, path).map(({ name }) => name);
  assert.deepEqual(outline('apps/web.yaml'), [
    'Service web',
    'Deployment web',
    'Secret web-cookies',
    'ConfigMap webhook',
  ]);
  assert.deepEqual(outline('apps/kustomization.yaml'), ['Kustomization apps']);
  assert.deepEqual(outline('none.yaml'), []);
});

test('the shortest names come first, however many objects match', () => {
  const many = Array.from(
    { length: 700 },
    (_, number) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web-${10000 + number}}\n`,
  );
  const last = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web-a}\n';
  const names = found(analysisOf(`=== many.yaml\n${[...many, last].join('---\n')}`), 'web');
  assert.equal(names.length, 500);
  assert.equal(names[0], 'ConfigMap web-a in many.yaml');
});
