import assert from 'node:assert/strict';
import { test } from 'node:test';
import { baselineFacts } from '../../../../server/src/core/index/baseline.ts';
import { entriesOf } from '../../../../server/src/core/text/versionedMap.ts';
import { wiring } from '../../../../server/src/core/wiring.ts';
import { createWorld, type World } from '../../../../server/src/world.ts';
import { allProblems, analysisIn, contents, filesIn, folder, told } from './baseline.ts';

const right = filesIn(`=== web.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: http}]
---
apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: {app: web}
spec:
  containers:
    - name: web
      ports: [{name: http, containerPort: 8080}]
`);
const [path, text] = [...right][0]!;
const wrong = text.replace('selector: {app: web}', 'selector: {app: zzz}');

function opened(): World {
  const world = createWorld();
  world.apply({ type: 'FoldersChanged', added: [folder], removed: [] });
  world.apply({ type: 'FilesChanged', folder, files: contents(right), complete: true });
  return world;
}

const asOpened = { name: 'the files as opened at 09:12', texts: new Map<string, string>() };
const isLost = (world: World) => allProblems(analysisIn(world)).some(({ lost }) => lost);

test('neither typing nor saving moves the baseline, and a fix ends the warning', () => {
  const world = opened();
  world.apply({ type: 'BaselineChanged', folder, baseline: asOpened });
  assert.equal(isLost(world), false);
  world.apply({ type: 'TextChanged', folder, path, text: wrong });
  assert.match(told(world).join(), /it did in the files as opened at 09:12/);
  world.apply({ type: 'FilesChanged', folder, files: contents(new Map([[path, wrong]])) });
  world.apply({ type: 'TextChanged', folder, path, text: undefined });
  assert.equal(isLost(world), true);
  world.apply({ type: 'FilesChanged', folder, files: contents(right) });
  assert.equal(isLost(world), false);
});

test('a new baseline includes unsaved text, and without a baseline there is no lost edge', () => {
  const world = opened();
  world.apply({ type: 'BaselineChanged', folder, baseline: asOpened });
  world.apply({ type: 'TextChanged', folder, path, text: wrong });
  assert.equal(isLost(world), true);
  world.apply({ type: 'BaselineChanged', folder, baseline: { name: 'what was taken at 10:00', current: true } });
  assert.equal(isLost(world), false);
  world.apply({ type: 'BaselineChanged', folder, baseline: asOpened });
  assert.equal(isLost(world), true);
  world.apply({ type: 'BaselineChanged', folder, baseline: undefined });
  assert.equal(isLost(world), false);
});

test('a baseline that arrives before the files is compared once all files are read', () => {
  const world = createWorld();
  world.apply({ type: 'FoldersChanged', added: [folder], removed: [] });
  world.apply({ type: 'BaselineChanged', folder, baseline: { name: 'HEAD', texts: right } });
  world.apply({ type: 'FilesChanged', folder, files: contents(new Map([[path, wrong]])) });
  assert.equal(world.isBaselinePending(folder), false);
  assert.equal(isLost(world), false);
  world.apply({ type: 'FilesChanged', folder, files: [], complete: true });
  assert.equal(isLost(world), true);
  // A folder that does not exist has no findings, and nothing breaks.
  world.apply({ type: 'BaselineChanged', folder: 'elsewhere', baseline: asOpened });
});

test('the wiring is computed in steps, with edits between them, and the old baseline holds until then', () => {
  const world = opened();
  const more = new Map(
    Array.from({ length: 60 }, (_, number) => [`${number}.yaml`, text.replaceAll('web', `web-${number}`)]),
  );
  world.apply({ type: 'FilesChanged', folder, files: contents(more) });
  world.apply({ type: 'BaselineChanged', folder, baseline: { ...asOpened, name: 'the first' } });
  world.apply({ type: 'TextChanged', folder, path, text: wrong }, () => true);
  assert.match(told(world).join(), /it did in the first/);
  const texts = new Map([[path, text.replace('name: http,', 'name: web-http,')]]);
  world.apply({ type: 'BaselineChanged', folder, baseline: { name: 'the second', texts } }, () => true);
  assert.ok(world.isBaselinePending(folder) && world.isPending(folder));
  let pieces = 0;
  for (; world.isBaselinePending(folder); pieces++) {
    assert.match(told(world).join(), /it did in the first/);
    // A change on disk in the meantime does not affect it.
    world.apply({ type: 'FilesChanged', folder, files: contents(new Map([['30.yaml', `a: ${pieces}`]])) }, () => true);
    world.apply({ type: 'TextChanged', folder, path, text: `${wrong}# ${pieces}\n` }, () => true);
    let left = 1;
    world.advance(folder, () => left-- > 0);
  }
  assert.ok(pieces > 5, `${pieces}`);
  while (world.isPending(folder)) {
    world.advance(folder, () => true);
  }
  assert.match(told(world).join(), /it did in the second/);
  world.apply({
    type: 'FilesChanged',
    folder,
    files: contents(new Map([['30.yaml', more.get('30.yaml')!.replace('app: web', 'app: zzz')]])),
  });
  assert.match(told(world).join(), /Service "web-30" no longer selects/);
});

test('the wiring that is made from the present index equals that of the files alone', () => {
  const app = (name: string) => text.replaceAll('web', name);
  const kustomization = 'resources: [web.yaml]\nnamePrefix: my-\n';
  const disk = new Map([
    ['app/kustomization.yaml', kustomization],
    ['app/web.yaml', app('web')],
    ['app/unused.yaml', app('unused')],
    ['other/web.yaml', app('web')],
    ['chart.yaml', 'a: {{ b }}'],
  ]);
  const former = new Map<string, string | undefined>([
    ['app/kustomization.yaml', kustomization.replace('web.yaml', 'unused.yaml')],
    ['other/web.yaml', undefined],
    ['old.yaml', app('old')],
    ['chart.yaml', 'a: b'],
  ]);
  for (const texts of [new Map<string, string | undefined>(), former]) {
    const world = createWorld();
    world.apply({ type: 'FoldersChanged', added: [folder], removed: [] });
    world.apply({ type: 'FilesChanged', folder, files: contents(disk), complete: true });
    world.apply({ type: 'TextChanged', folder, path: 'app/web.yaml', text: wrong });
    world.apply({ type: 'TextChanged', folder, path: 'unsaved.yaml', text: app('unsaved') });
    world.apply({ type: 'TextChanged', folder, path: 'ignored.yaml', text: app('ignored'), outside: true });
    world.apply({ type: 'BaselineChanged', folder, baseline: { name: 'before', texts } });
    const alone = createWorld();
    alone.apply({ type: 'FoldersChanged', added: [folder], removed: [] });
    const files = new Map([
      ...contents(disk),
      ...[...texts].map(([each, was]) => [each, was === undefined ? undefined : { text: was }] as const),
    ]);
    alone.apply({ type: 'FilesChanged', folder, files, complete: true });
    assert.deepEqual(analysisIn(world).index.baseline, baselineFacts('before', wiring(analysisIn(alone))));
    assert.ok(analysisIn(world).index.baseline!.named.size > 4);
  }
});

test('the first baseline is known before closed files are judged, and nothing is judged twice', () => {
  const closed = new Map(
    Array.from({ length: 40 }, (_, number) => [`${number}.yaml`, text.replaceAll('web', `web-${number}`)]),
  );
  const world = createWorld();
  const once = (): (() => boolean) => {
    let left = 1;
    return () => left-- > 0;
  };
  world.apply({ type: 'FoldersChanged', added: [folder], removed: [] });
  world.apply({ type: 'TextChanged', folder, path, text: wrong });
  world.apply({ type: 'FilesChanged', folder, files: contents(closed), complete: true }, () => false);
  world.apply({ type: 'BaselineChanged', folder, baseline: asOpened }, () => false);
  assert.match(told(world).join(), /selects no pod/);
  while (world.isBaselinePending(folder)) {
    assert.equal(entriesOf(analysisIn(world).judgements).size, 2);
    world.advance(folder, once());
  }
  let steps = 0;
  for (; world.isPending(folder); steps++) {
    world.advance(folder, once());
  }
  // One for each Service and each Pod.
  assert.equal(steps, 2 * closed.size);
});

test('a baseline of the same texts is not computed again', () => {
  const world = opened();
  const more = new Map(
    Array.from({ length: 200 }, (_, number) => [`${number}.yaml`, text.replaceAll('web', `web-${number}`)]),
  );
  world.apply({ type: 'FilesChanged', folder, files: contents(more) });
  const stepsFor = (name: string, texts: ReadonlyMap<string, string>): number => {
    world.apply({ type: 'BaselineChanged', folder, baseline: { name, texts } }, () => true);
    let steps = 0;
    for (; world.isBaselinePending(folder); steps++) {
      let left = 1;
      world.advance(folder, () => left-- > 0);
    }
    while (world.isPending(folder)) {
      world.advance(folder, () => true);
    }
    return steps;
  };
  assert.ok(stepsFor('one', new Map()) > 10);
  world.apply({ type: 'FilesChanged', folder, files: contents(new Map([[path, wrong]])) });
  // As a client reports it after a save: the file has changed, and the text of the baseline is the same.
  assert.ok(stepsFor('two', right) <= 3);
  assert.match(told(world).join(), /it did in two/);
  assert.ok(stepsFor('three', new Map([[path, wrong]])) > 10);
  assert.equal(isLost(world), false);
});

test('other settings cause the wiring to be computed again', () => {
  const world = opened();
  const { settings } = analysisIn(world);
  const widget = `apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: web}\nspec:\n  job:\n    metadata: {labels: {app: web}}\n    spec: {containers: [{name: a}]}\n`;
  const service = text.split('---\n')[0]!.replace(', targetPort: http', '');
  world.apply({
    type: 'FilesChanged',
    folder,
    files: contents(
      new Map([
        [path, service],
        ['widget.yaml', widget],
      ]),
    ),
  });
  world.apply({ type: 'BaselineChanged', folder, baseline: asOpened });
  world.apply({ type: 'TextChanged', folder, path, text: service.replace('app: web', 'app: zzz') });
  assert.equal(isLost(world), false);
  const workloads = [{ apiVersion: 'example.com/*', kind: 'Widget', podTemplate: 'spec.job' }];
  world.apply({ type: 'SettingsChanged', folder, settings: { ...settings, workloads } });
  assert.equal(isLost(world), true);
});

test('the wiring of an analysis holds the targets of each reference', () => {
  const relation = wiring(analysisIn(opened())).resources.flatMap(({ kind, name, edges }) =>
    edges.map(
      ({ role, path, value, targets }) =>
        `${kind} ${name} ${role} ${path} ${value} → ${targets.map((each) => `${each.kind} ${each.name} ${each.file}`).join()}`,
    ),
  );
  assert.deepEqual(relation, [
    'Service web selector spec.selector app=web → Pod web web.yaml',
    'Service web target port spec.ports[80].targetPort http → Pod web web.yaml',
  ]);
});
