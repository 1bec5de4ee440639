import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemsOf } from '../../server/src/core/problems.ts';
import { lookUp } from '../../server/src/core/text/versionedMap.ts';
import { createWorld } from '../../server/src/world.ts';
import { connectInMemory } from './client.ts';
import { folderWith } from './folder.ts';

const service = (name: string) => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector:
    app: ${name}
  ports:
    - port: 80
`;
const deployment = (name: string) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: web
          image: example/web
`;
// One file holds a pair that is whole, a Service that misses, and the workload that is about to be broken; the Service
// that finds that workload is in another file.
const all = (last: string) => [service('front'), deployment('front'), service('frnt'), last].join('---\n');

for (const [what, text] of [
  ['a half-typed key', deployment('back').replace('      labels:', '      labels:\n        tie')],
  ['a quote that is not closed', deployment('back').replace('app: back\n    spec', 'app: "back\n    spec')],
  ['a tab as indentation', deployment('back').replace('        app: back\n    spec', '\tapp: back\n    spec')],
] as const) {
  test(`while typing ${what}: one error there; other documents keep what they say, and no one else is blamed`, async () => {
    using folder = folderWith(`=== all.yaml\n${all(deployment('back'))}=== back.yaml\n${service('back')}`);
    await using client = await connectInMemory({
      folders: [folder.uri],
      initializationOptions: { reportSyntaxErrors: true },
    });
    await client.ready();
    const uri = folder.uriOf('all.yaml');
    client.open(uri, folder.read('all.yaml'));
    const codes = () => client.shown(uri).map(({ code }) => code);
    await client.until(uri, (shown) => shown.length === 1);
    assert.deepEqual(codes(), ['service-selects-nothing'], 'the Service that misses');

    client.change(uri, 2, all(text));
    await client.until(uri, (shown) => shown.length === 2);
    assert.deepEqual(codes().sort(), ['service-selects-nothing', 'syntax-error']);
    const lenses = (await client.lenses(uri)).map((lens) => lens.command?.title);
    assert.ok(lenses.includes('selects Deployment front'), lenses.join('\n'));
    const [lens] = await client.lenses(folder.uriOf('back.yaml'));
    assert.match(lens?.command?.title ?? '', /^pods unknown: .*all\.yaml/);

    client.change(uri, 3, all(deployment('back')));
    await client.until(uri, (shown) => shown.length === 1);
    assert.deepEqual(client.publicationsOf(folder.uriOf('back.yaml')), [], 'nothing flashed in the other file');
  });
}

test('whatever is typed of a workload, key by key, no Service is blamed while it does not parse, and none that finds its own ever', () => {
  const world = createWorld();
  const folder = 'work';
  world.apply({ type: 'FoldersChanged', added: [folder], removed: [] });
  const whole = deployment('back');
  world.apply({
    type: 'FilesChanged',
    folder,
    files: [
      ['back.yaml', { text: service('back') }],
      ['pair.yaml', { text: [service('front'), deployment('front')].join('---\n') }],
    ],
    complete: true,
  });
  let broken = 0;
  for (let typed = 0; typed <= whole.length; typed++) {
    world.apply({ type: 'FilesChanged', folder, files: [['new.yaml', { text: whole.slice(0, typed) }]] });
    const analysis = world.analysis(folder)!;
    const isBroken = lookUp(analysis.index.files, 'new.yaml')?.documents.some(({ facts }) => facts.errors.length > 0);
    broken += isBroken ? 1 : 0;
    // A text that parses is judged even if it is not finished, such as a template without labels.
    for (const file of isBroken ? ['back.yaml', 'pair.yaml'] : ['pair.yaml']) {
      assert.deepEqual(
        problemsOf(analysis, file).flatMap(({ severity, message }) => (severity === 'hint' ? [] : message)),
        [],
        `after ${JSON.stringify(whole.slice(0, typed))}`,
      );
    }
  }
  assert.ok(broken > 20, `${broken} of the texts do not parse`);
});

test('a value that ends in a separator is no invalid label while it is being typed, and one after a pause', async () => {
  using folder = folderWith(`=== deployment.yaml\n${deployment('web-api')}`);
  await using client = await connectInMemory({ folders: [folder.uri] });
  await client.ready();
  const uri = folder.uriOf('service.yaml');
  client.open(uri, service('web'));
  const codes = () => client.shown(uri).map(({ code }) => code);
  await client.until(uri, (shown) => shown.length === 1);
  const end = { line: 6, character: '    app: web'.length };
  client.change(uri, 2, [{ range: { start: end, end }, text: '-' }]);
  await client.eventually('the next version is published', () => client.last(uri)?.version === 2);
  assert.deepEqual(codes(), ['service-selects-nothing']);
  await client.until(uri, (shown) => shown.length === 2);
  assert.deepEqual(codes(), ['label-not-a-string', 'service-selects-nothing']);
  const next = { ...end, character: end.character + 1 };
  client.change(uri, 3, [{ range: { start: next, end: next }, text: 'api' }]);
  await client.until(uri, (shown) => shown.length === 0);

  // An edit at another place does not hide what is wrong here.
  client.change(uri, 4, service('web').replace('app: web', 'app: web-'));
  await client.until(uri, (shown) => shown.length === 2);
  const name = { line: 3, character: '  name: web'.length };
  client.change(uri, 5, [{ range: { start: name, end: name }, text: '-' }]);
  await client.eventually('the last version is published', () => client.last(uri)?.version === 5);
  assert.ok(codes().includes('label-not-a-string'));
});
