import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DocumentFacts } from '../../../server/src/core/model/document.ts';
import type { Bundle, RenderedObject } from '../../../server/src/core/render/bundle.ts';
import { emptyLayers, forgetLayers } from '../../../server/src/core/render/layerParts.ts';
import { managedByValue, renderKustomization } from '../../../server/src/core/render/render.ts';
import { at, scalarTextAt, toJson } from '../../../server/src/core/render/tree.ts';
import type { Node, Pair } from '../../../server/src/core/yaml/node.ts';
import answers from './answers.json' with { type: 'json' };
import { cases } from './cases.ts';
import { memorySource } from './memorySource.ts';

// The answers of the real kustomize; test/harness/kustomize writes them.
const table = answers as unknown as Readonly<Record<string, { objects?: unknown[]; error?: string }>>;

/** What kustomize's own builds of its library call their version. */
const theirVersion = 'kustomize-(devel)';

for (const [name, fixture] of Object.entries(cases)) {
  const answer = table[name];
  test(`${answer?.error === undefined ? 'is rendered as by kustomize' : 'is reported as a problem'}: ${name}`, () => {
    assert.ok(answer !== undefined, 'no answer: run `node test/harness/kustomize/answers.ts`');
    for (const lineEnd of ['\n', '\r\n'] as const) {
      const { bundle } = renderKustomization(memorySource(fixture, lineEnd), 'app', emptyLayers())!;
      const reasons = bundle.problems.map((problem) => problem.reason);
      if (answer.error !== undefined) {
        assert.notDeepEqual(reasons, [], `kustomize says: ${answer.error}`);
        continue;
      }
      assert.deepEqual(reasons, []);
      assert.deepEqual(bundle.unread, []);
      // A file with other line ends has other data, and so another hash.
      if (lineEnd === '\n' || !fixture.includes('files:')) {
        assert.deepEqual(inOrder(bundle.objects.map(({ root }) => toJson(root))), inOrder(answer.objects ?? []));
      }
    }
  });
}

test('every problem is in a kustomization file, or in the patch whose target is missing', () => {
  const places: Readonly<Record<string, string>> = {
    'a file that is missing': 'gone.yaml',
    'a directory without a kustomization': 'web',
    'a kustomization that includes itself': '.',
    'a patch without its target': 'wbe',
    'the same object twice': 'again.yaml',
    'an unknown field': 'resource',
    'a label that is a number': '1.0',
    'a generator without its file': 'gone.txt',
    'a namespace that makes two objects one': 'one',
    'a component among the resources': '../component',
    'a component among the resources, which does something': '../component',
    'a kustomization among the components': '../base',
    'a file outside the directory': '../web.yaml',
    'an object without a name': 'web.yaml',
    'only an empty namespace': 'namespace: ""',
    'a file among the components': 'web.yaml',
    'a component that is missing': '../gone',
    'the same file twice': 'web.yaml',
    'the same base twice': '../b',
    'its own file among the resources': 'kustomization.yaml',
    'text among the resources': 'text.txt',
    'an empty path': '""',
    'a patch file that is missing': 'gone.txt',
    'a merge patch that is missing': 'gone.yaml',
    'a merge patch with nothing in it': 'empty.yaml',
    'operations with nothing in them': 'empty.yaml',
    'a patch outside the directory': '../patch.yaml',
    'a file of replacements that is missing': 'gone.yaml',
    'a replacement from a field that is missing': 'spec.none',
    'a replacement into a field that is missing': 'spec.none.app',
    'a configuration that is missing': 'gone.yaml',
    'a schema that is missing': 'gone.json',
    'definitions that are missing': 'gone.json',
    'definitions that are custom resource definitions': 'crd.yaml',
    'a transformer that is missing': 'gone.yaml',
    'a generator that is missing': 'gone.yaml',
    'a validator that is missing': 'gone.yaml',
    'an environment that is missing': 'gone.env',
    'a directory for a generator': 'sub',
    'a file outside the directory for a generator': '../x.txt',
  };
  for (const [name, expected] of Object.entries(places)) {
    const { problems } = rendered(cases[name]!);
    const texts = problems.map(({ at: { document, range } }) => document.text.slice(range.start, range.end));
    assert.ok(texts.includes(expected), `${name}: ${texts.join(' | ')}`);
    for (const problem of problems) {
      const { document } = problem.missingTarget?.includedAt ?? problem.at;
      assert.match(document.file, /kustomization\.y|Kustomization$/, name);
    }
  }
});

test('a value says where it was written: base, patch file, inline patch, labels, namespace, name', () => {
  const bundle = rendered(`
=== app/kustomization.yaml
resources: [../base]
namespace: shop
commonLabels:
  team: a
patches:
  - path: patch.yaml
  - target: {kind: Service}
    patch: |-
      - op: replace
        path: /spec/selector/tier
        value: back
  - patch: |
      apiVersion: v1
      kind: Service
      metadata:
        name: web
      spec:
        ports:
          - port: 90
=== app/patch.yaml
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: patched
=== base/kustomization.yaml
resources: [web.yaml]
=== base/web.yaml
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
    tier: front
    kept: base
`);
  const [service] = bundle.objects;
  assert.deepEqual(
    ['app', 'tier', 'kept', 'team'].map((key) => placeIn(service!, 'spec', 'selector', key)),
    [
      ['app/patch.yaml', 'patched'],
      ['app/kustomization.yaml', 'back'],
      ['base/web.yaml', 'base'],
      ['app/kustomization.yaml', 'a'],
    ],
  );
  assert.deepEqual(placeIn(service!, 'metadata', 'namespace'), ['app/kustomization.yaml', 'shop']);
  assert.deepEqual(placeIn(service!, 'metadata', 'name'), ['base/web.yaml', 'web']);
  const ports = at(service!.root, 'spec', 'ports') as Extract<Node, { type: 'sequence' }>;
  const port = at(ports.items[0], 'port')!;
  assert.equal(bundleText(bundle, 'app/kustomization.yaml').slice(port.start, port.end), '90');
});

test('a base is read once, and again only when something that it looked at has changed', () => {
  const source = memorySource(`
=== a/kustomization.yaml
resources: [../base]
namePrefix: a-
=== b/kustomization.yaml
resources: [../base]
namePrefix: b-
=== base/kustomization.yaml
resources: [web.yaml, gone.yaml]
=== base/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
`);
  let looks = 0;
  const counting = {
    ...source,
    file(path: string) {
      looks += path === 'base/web.yaml' ? 1 : 0;
      return source.file(path);
    },
  };
  const layers = emptyLayers();
  const render = renderKustomization(counting, 'a', layers)!;
  renderKustomization(counting, 'b', layers);
  assert.equal(looks, 1);
  for (const key of ['file base/gone.yaml', 'file base/web.yaml', 'file a/kustomization.yaml']) {
    assert.ok(render.reads.has(key), key);
  }
  forgetLayers(layers, new Set(['file base/gone.yaml']));
  assert.deepEqual([...layers.byDirectory.keys()], []);
  renderKustomization(counting, 'a', layers);
  forgetLayers(layers, new Set(['file a/kustomization.yaml']));
  assert.deepEqual([...layers.byDirectory.keys()], ['base']);
});

test('what is not there or cannot be run is unread, with its reason', () => {
  const bundle = rendered(`
=== app/kustomization.yaml
resources:
  - https://example.com/all.yaml
  - github.com/some/where?ref=v1
  - ../../outside
  - broken.yaml
helmCharts: [{name: chart}]
generators: [x.yaml]
transformers: [function.yaml, constructor.yaml]
=== app/broken.yaml
a: [
=== app/x.yaml
kind: X
=== app/function.yaml
apiVersion: example.com/v1
kind: Function
metadata: {name: f}
=== app/constructor.yaml
apiVersion: builtin
kind: constructor
metadata: {name: c}
`);
  assert.deepEqual(
    bundle.unread.map((each) => each.because),
    [
      'https://example.com/all.yaml is not fetched',
      'github.com/some/where?ref=v1 is not fetched',
      '../../outside lies outside the workspace folder',
      'app/broken.yaml does not parse',
      'the Helm chart chart is not rendered',
      'a generator creates objects that are not read',
      'the transformer Function is not run',
      'the transformer constructor is not run',
    ],
  );
});

test('a chain of 200 is rendered, a longer one is told, and one base with 500 overlays is read once', () => {
  const chain = (length: number) =>
    Array.from(
      { length },
      (_, index) => `=== d${index}/kustomization.yaml\nresources: [../d${index + 1}]\nnameSuffix: "-${index % 10}"\n`,
    )
      .concat(`=== d${length}/kustomization.yaml\nnamePrefix: x\n`)
      .join('');
  const long = renderKustomization(memorySource(chain(200)), 'd0', emptyLayers())!;
  assert.deepEqual(long.bundle.unread, []);
  const longer = renderKustomization(memorySource(chain(260)), 'd0', emptyLayers())!;
  assert.equal(longer.bundle.unread.length, 1);
  const overlays = Array.from(
    { length: 500 },
    (_, index) => `=== o${index}/kustomization.yaml\nresources: [../base]\n`,
  );
  const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n';
  const source = memorySource(
    `${overlays.join('')}=== base/kustomization.yaml\nresources: [web.yaml]\n=== base/web.yaml\n${service}`,
  );
  const layers = emptyLayers();
  const roots = overlays.map((_, index) => renderKustomization(source, `o${index}`, layers)!.bundle.objects[0]!.root);
  assert.equal(new Set(roots).size, 1, 'overlays that change nothing share the trees of their base');
});

test('diamonds that grow with every level come to an end', () => {
  const levels = Array.from(
    { length: 5 },
    (_, level) =>
      `=== l${level}/kustomization.yaml\nresources: [a, b]\n` +
      ['a', 'b']
        .map(
          (name) => `=== l${level}/${name}/kustomization.yaml\nresources: [../../l${level + 1}]\nnamePrefix: ${name}\n`,
        )
        .join(''),
  );
  const services = Array.from(
    { length: 200 },
    (_, at) => `apiVersion: v1\nkind: Service\nmetadata: {name: web-${at}}\n`,
  );
  const last = `=== l5/kustomization.yaml\nresources: [web.yaml]\n=== l5/web.yaml\n${services.join('---\n')}`;
  const { bundle } = renderKustomization(memorySource(levels.join('') + last), 'l0', emptyLayers())!;
  assert.ok(bundle.objects.length <= 5_000);
  assert.ok(bundle.unread.some((each) => each.because.includes('more than 5000 objects')));
});

test('names with a hash that cannot be known stay without it, and so do those that refer to them', () => {
  const source = memorySource(`
=== app/kustomization.yaml
resources: [web.yaml]
configMapGenerator: [{name: settings, files: [settings.bin]}]
=== app/web.yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {volumes: [{name: v, configMap: {name: settings}}]}
`);
  const { bundle } = renderKustomization({ ...source, text: () => 'unknown' }, 'app', emptyLayers())!;
  assert.deepEqual(
    bundle.objects.map(({ root }) => scalarTextAt(root, 'metadata', 'name')),
    ['web', 'settings'],
  );
  assert.deepEqual(bundle.problems, []);
});

function rendered(fixture: string): Bundle {
  return renderKustomization(memorySource(fixture), 'app', emptyLayers())!.bundle;
}

/** The file and the text of the value under keys, from the nearest document on the path to it. */
function placeIn(object: RenderedObject, ...keys: readonly string[]): readonly [file: string, text: string] {
  let document: object = object.document;
  let node: Node = object.root;
  for (const key of keys) {
    const pair: Pair | undefined =
      node.type === 'mapping' ? node.pairs.findLast((each) => each.key.text === key) : undefined;
    assert.ok(pair, `no ${key}`);
    document = pair.document ?? document;
    node = pair.value;
    document = node.document ?? document;
  }
  const { file, text } = document as DocumentFacts;
  return [file, text.slice(node.start, node.end)];
}

function bundleText(bundle: Bundle, file: string): string {
  const documents = new Set<DocumentFacts>();
  const visit = (node: Node) => {
    if (node.document !== undefined) {
      documents.add(node.document as DocumentFacts);
    }
    for (const pair of node.type === 'mapping' ? node.pairs : []) {
      if (pair.document !== undefined) {
        documents.add(pair.document as DocumentFacts);
      }
      visit(pair.value);
    }
    for (const item of node.type === 'sequence' ? node.items : []) {
      visit(item);
    }
  };
  for (const { root } of bundle.objects) {
    visit(root);
  }
  return [...documents].find((each) => each.file === file)?.text ?? '';
}

function inOrder(objects: readonly unknown[]): string[] {
  return objects
    .map((object) => JSON.stringify(sorted(withoutNotes(object))).replaceAll(theirVersion, managedByValue))
    .sort();
}

/** An object without the annotations in which kustomize notes how it was built: nothing is wired by them. */
function withoutNotes(object: unknown): unknown {
  const { metadata } = object as { metadata?: { annotations?: Record<string, unknown> } };
  if (metadata?.annotations === undefined) {
    return object;
  }
  const kept = Object.entries(metadata.annotations).filter(([key]) => !notes.has(key));
  const { annotations: _, ...rest } = metadata;
  const own = kept.length > 0 ? { ...rest, annotations: Object.fromEntries(kept) } : rest;
  return { ...(object as object), metadata: own };
}

/** Source: kyaml/utils OriginAnnotationKey, TransformerAnnotationKey. */
const notes: ReadonlySet<string> = new Set([
  'config.kubernetes.io/origin',
  'alpha.config.kubernetes.io/transformations',
]);

/** With sorted keys, and without null and empty maps of labels. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  return value !== null && typeof value === 'object'
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([, each]) => each !== null)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, each]) => [key, sorted(each)]),
      )
    : value;
}
