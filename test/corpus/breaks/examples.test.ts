import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Analysis, fileOf } from '../../../server/src/core/analysis.ts';
import { problemsOf } from '../../../server/src/core/problems.ts';
import {
  analysisOf,
  type Example,
  type ExampleKind,
  examplesIn,
  examplesOf,
  hashesOfServices,
  openRepository,
} from './examples.ts';
import { judgementOf } from './judge.ts';
import { breakKinds } from './kinds.ts';
import { mixedIn } from './neighbours.ts';
import { twoAtOnceIn } from './twoAtOnce.ts';

const repository = 'owner+shop';

function rootWith(context: TestContext, files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(path.join(tmpdir(), 'podwire-breaks-'));
  context.after(() => rmSync(root, { recursive: true, force: true }));
  for (const [file, text] of Object.entries(files)) {
    const place = path.join(root, repository, file);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, text);
  }
  return root;
}

function deployment(name: string, port: number): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels:
    app: ${name}
spec:
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
        tier: shop
    spec:
      containers:
        - name: main
          image: example/${name}
          ports:
            - containerPort: ${port}
`;
}

function service(name: string, selected: string, port: number): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector:
    app: ${selected}
  ports:
    - port: ${port}
`;
}

const shop = {
  'shop/orders.yaml': deployment('order-book', 8081),
  'shop/orders-service.yaml': service('orders', 'order-book', 8081),
  'shop/cart.yaml': deployment('cart-store', 8082),
  'shop/cart-service.yaml': service('cart', 'cart-store', 8082),
};

function exampleOf(root: string, kind: ExampleKind): { example: Example; texts: Map<string, string> } {
  for (const example of examplesIn(root, repository, { kinds: new Set([kind]) })) {
    const texts = new Map(Object.keys(shop).map((file) => [file, textIn(example.now, file)]));
    return { example, texts };
  }
  assert.fail(`no example of ${kind}`);
}

function textIn(analysis: Analysis, file: string): string {
  const documents = fileOf(analysis, file)?.documents ?? [];
  return documents.map(({ facts }) => facts.text).join('---\n');
}

/** The results that the edit may have for the only pair of the selector. */
const selectors: Readonly<Partial<Record<ExampleKind, RegExp>>> = {
  'another word': /^ {4}app: [a-z0-9]+$/,
  'the name of the Service': /^ {4}app: (?:orders|cart)$/,
  'two typing errors': /^ {4}app: (?!order-book$|cart-store$)[a-z-]+$/,
  'separators dropped': /^ {4}app: (?:orderbook|cartstore)$/,
  'first word only': /^ {4}app: (?:order|cart)$/,
  'last word only': /^ {4}app: (?:book|store)$/,
  'another last word': /^ {4}app: (?:order|cart)-(?!book$|store$)[a-z0-9]+$/,
  'a word added': /^ {4}app: (?:[a-z0-9]+-)?(?:order-book|cart-store)(?:-[a-z0-9]+)?$/,
  'another naming scheme': /^ {4}(?:app\.kubernetes\.io\/name|name|k8s-app|run): (?:order-book|cart-store)$/,
  'camel case': /^ {4}app: (?:orderBook|cartStore)$/,
  'a pair too many': /^ {4}(?!app:)[a-z./-]+: [a-z0-9]+\n {4}app: (?:order-book|cart-store)$/,
  'a letter changed': /^ {4}app: (?!order-book$|cart-store$)[a-z-]{10}$/,
  'a value extended': /^ {4}app: (?:order-book|cart-store)[a-z0-9-]+$/,
  'a key renamed': /^ {4}(?:apps|name): (?:order-book|cart-store)$/,
};

for (const [kind, expected] of Object.entries(selectors)) {
  test(`of "${kind}" only the selector differs`, (context) => {
    const root = rootWith(context, shop);
    const { example, texts } = exampleOf(root, kind as ExampleKind);
    for (const [file, text] of texts) {
      if (file === example.file) {
        const selector = /selector:\n([\s\S]*)\n {2}ports:/.exec(text)?.[1] ?? '';
        assert.match(selector, expected);
        assert.equal(text.replace(selector, '…'), shop[file as keyof typeof shop].replace(/ {4}app: .*/, '…'));
      } else {
        assert.equal(text, shop[file as keyof typeof shop]);
      }
    }
    assert.deepEqual(example.lines, [{ file: example.file, line: 7 }]);
    assert.equal(example.matched, false);
    assert.equal(example.right?.name, example.service.name === 'orders' ? 'order-book' : 'cart-store');
  });
}

test('every kind of break is made of two Services and their workloads', (context) => {
  const root = rootWith(context, shop);
  const found = [...examplesIn(root, repository)].map(({ kind }) => kind);
  assert.deepEqual(found, [...breakKinds.keys(), 'removed', 'hard']);
});

test('a renamed workload has another name in all its places and no other', (context) => {
  const { example, texts } = exampleOf(rootWith(context, shop), 'workload renamed');
  const { right } = example;
  const file = right!.document.file as keyof typeof shop;
  const old = file === 'shop/orders.yaml' ? 'order-book' : 'cart-store';
  assert.equal(texts.get(file)?.replaceAll(right!.name, old), shop[file]);
  assert.equal(texts.get(file)?.split(right!.name).length, 5);
  assert.ok(texts.get(file)?.includes(`image: example/${old}`));
  assert.equal(texts.get(example.file), shop[example.file as keyof typeof shop]);
});

test('a label is dropped from the template alone', (context) => {
  const { example, texts } = exampleOf(rootWith(context, shop), 'a label dropped');
  const file = example.right!.document.file as keyof typeof shop;
  assert.equal(texts.get(file), shop[file].replace(/^ {8}app: .*\n/m, ''));
  assert.equal(judgementOf(example).isRight, true);
});

test('a removed workload is gone and its neighbour is not', (context) => {
  const { example, texts } = exampleOf(rootWith(context, shop), 'removed');
  const isOrders = example.service.name === 'orders';
  assert.match(texts.get(isOrders ? 'shop/orders.yaml' : 'shop/cart.yaml')!, /^apiVersion: v1\nkind: ConfigMap\n/);
  assert.equal(
    texts.get(isOrders ? 'shop/cart.yaml' : 'shop/orders.yaml'),
    shop[isOrders ? 'shop/cart.yaml' : 'shop/orders.yaml'],
  );
  assert.equal(example.right, undefined);
});

test('in a hard control another workload stands there without its Service', (context) => {
  const { example, texts } = exampleOf(rootWith(context, shop), 'hard');
  const [own, other] = example.service.name === 'orders' ? ['orders', 'cart'] : ['cart', 'orders'];
  assert.match(texts.get(`shop/${own}.yaml`)!, /kind: ConfigMap/);
  assert.match(texts.get(`shop/${other}-service.yaml`)!, /kind: ConfigMap/);
  assert.match(texts.get(`shop/${other}.yaml`)!, /kind: Deployment/);
  const names = [...texts.values()].flatMap((text) => text.match(/something-else-\d/) ?? []);
  assert.equal(new Set(names).size, 2, 'two objects of one name would be another mistake');
});

test('a workload whose document holds its Service too is not taken away', (context) => {
  const one = `${deployment('order-book', 8081)}---\n${service('orders', 'order-book', 8081)}`;
  const list = `{"apiVersion": "v1", "kind": "List", "items": [
  {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": {"selector": {"app": "abc"}}},
  {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "labels": {"app": "abc"}}, "spec": {"containers": []}}
]}`;
  const root = rootWith(context, { 'one.yaml': one, 'list/list.json': list });
  const removed = [...examplesIn(root, repository, { kinds: new Set(['removed']) })];
  assert.deepEqual(
    removed.map(({ file }) => file),
    ['one.yaml'],
  );
  const [tooMany] = [...examplesIn(root, repository, { kinds: new Set(['a pair too many']) })].filter(
    ({ file }) => file === 'list/list.json',
  );
  assert.match(textIn(tooMany!.now, 'list/list.json'), /"selector": \{"[^"]+": "[^"]+", "app": "abc"\}/);
});

test('a Service that selects nothing as it stands is an example, one that is filled in is none', (context) => {
  const root = rootWith(context, {
    'a.yaml': service('elsewhere', 'not-here', 80),
    'b.yaml': service('filled', '${APP}', 80),
    'chart/Chart.yaml': 'name: chart\nversion: 1.0.0\n',
    'chart/templates/c.yaml': service('part', 'of-a-chart', 80),
  });
  const [example, ...more] = examplesIn(root, repository);
  assert.equal(more.length, 0);
  assert.deepEqual([example?.kind, example?.service.name, example?.lines], ['real none', 'elsewhere', []]);
});

test('after each example everything is as it was, and the next run makes the same ones', (context) => {
  const root = rootWith(context, shop);
  const opened = openRepository(root, repository);
  const said = () => Object.keys(shop).flatMap((file) => problemsOf(analysisOf(opened), file));
  const texts: string[] = [];
  for (const { text, now } of examplesOf(opened)) {
    texts.push(text);
    assert.equal(now, analysisOf(opened));
  }
  assert.deepEqual(said(), []);
  assert.deepEqual(
    [...examplesOf(opened)].map(({ text }) => text),
    texts,
  );
  for (const { examples } of twoAtOnceIn(opened, 1)) {
    assert.notEqual(examples[0].right, examples[1].right);
  }
  assert.deepEqual(said(), []);
  assert.equal([...mixedIn(opened, 1)].length, 2);
  assert.deepEqual(said(), []);
});

test('who stops at the first example leaves nothing edited', (context) => {
  const opened = openRepository(rootWith(context, shop), repository);
  const edited = () => Object.entries(shop).filter(([file, text]) => textIn(analysisOf(opened), file) !== text).length;
  for (const examples of [examplesOf(opened), twoAtOnceIn(opened, 1), mixedIn(opened, 1)]) {
    for (const _ of examples) {
      assert.ok(edited() > 0);
      break;
    }
    assert.equal(edited(), 0);
  }
});

test('one in so many is some of all', (context) => {
  const root = rootWith(context, shop);
  const textsOf = (every: number) => [...examplesIn(root, repository, { every })].map(({ text }) => text);
  const [all, some] = [textsOf(1), textsOf(3)];
  assert.ok(some.length > 0 && some.length < all.length / 2, `${some.length} of ${all.length}`);
  assert.ok(some.every((each) => all.includes(each)));
});

test('of what several kustomizations render, one Service is broken, and judged where it is written', (context) => {
  const root = rootWith(context, {
    'base/kustomization.yaml': 'resources: [all.yaml]\n',
    'base/all.yaml': `${deployment('order-book', 8081)}---\n${service('orders', 'order-book', 8081)}`,
    'one/kustomization.yaml': 'resources: [../base]\nnamePrefix: one-\n',
    'two/kustomization.yaml': 'resources: [../base]\nnamePrefix: two-\n',
  });
  const examples = [...examplesIn(root, repository, { kinds: new Set(['separators dropped', 'workload renamed']) })];
  assert.deepEqual(
    examples.map(({ kind, file, lines }) => [kind, file, lines]),
    // A resource that a kustomization renames is not renamed.
    [['separators dropped', 'base/all.yaml', [{ file: 'base/all.yaml', line: 29 }]]],
  );
  assert.match(examples[0]!.service.name, /^(?:one|two)-orders$/);
});

test('the right workload, how it is told, and the fix are told apart', (context) => {
  const root = rootWith(context, shop);
  const judged = new Map([...examplesIn(root, repository)].map((example) => [example.kind, judgementOf(example)]));
  const { severity, isRight, fixed } = judged.get('a letter changed')!;
  assert.deepEqual([severity, isRight, fixed], ['warning', true, 'as before']);
  // What nothing resembles any more is a hint, which names no workload.
  const removed = judged.get('removed')!;
  assert.deepEqual([removed.severity, removed.isRight, removed.fixed], ['hint', undefined, undefined]);
});

test('two Services that are broken at once have two workloads', (context) => {
  const opened = openRepository(rootWith(context, shop), repository);
  const two = [...twoAtOnceIn(opened, 1)].map(({ kind, examples }) => ({
    kind,
    selected: examples.map((each) => each.service.service?.selector?.pairs[0]?.value.value),
    right: examples.map(({ right }) => right?.name).sort(),
  }));
  assert.deepEqual(
    two.map(({ kind }) => kind),
    ['each has a wrong value', 'both have the same wrong value'],
  );
  assert.deepEqual(two[0]?.right, ['cart-store', 'order-book']);
  assert.equal(new Set(two[1]?.selected).size, 1);
});

test('a Service has the selector of its neighbour, or both have that of the other', (context) => {
  const opened = openRepository(rootWith(context, shop), repository);
  const mixed = [...mixedIn(opened, 1)].map(({ kind, contradicted, problems }) => [
    kind,
    contradicted,
    problems.length > 0,
  ]);
  assert.deepEqual(mixed, [
    ['copied', 'by ports', true],
    ['exchanged', 'by ports', true],
  ]);
});

test('copies of a Service have one hash, whatever its white space', (context) => {
  const root = rootWith(context, {
    'a.yaml': service('orders', 'order-book', 8081),
    'b.yaml': `# a copy\n${service('orders', 'order-book', 8081).replace('ports:\n    -', 'ports:\n      -')}`,
    'c.yaml': service('cart', 'cart-store', 8082),
  });
  assert.equal(hashesOfServices(analysisOf(openRepository(root, repository))).size, 2);
});
