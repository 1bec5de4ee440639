import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixesFor } from '../../../../server/src/core/features/fixes.ts';
import {
  after,
  all,
  allProblems,
  allUnknown,
  analysisIn,
  compared,
  filesIn,
  pair,
  type Texts,
  titles,
  told,
} from './baseline.ts';

function replaced(texts: Texts, path: string, from: string | RegExp, to: string): Map<string, string> {
  const text = texts.get(path)!;
  assert.match(text, from instanceof RegExp ? from : new RegExp(from));
  return new Map([...texts, [path, text.replaceAll(new RegExp(from, 'g'), to)]]);
}

function renamedTo(
  texts: Texts,
  rename: (path: string) => string,
): { now: Map<string, string>; renamed: Map<string, string> } {
  const now = new Map([...texts].map(([path, text]) => [rename(path), text]));
  const renamed = new Map(
    [...texts.keys()].filter((path) => rename(path) !== path).map((path) => [rename(path), path]),
  );
  return { now, renamed };
}

test('a baseline with files that do not parse is compared as far as it was readable', () => {
  const texts = all(pair('', 'web'), pair('', 'api'));
  const before = new Map([
    ...replaced(texts, 'api-deployment.yaml', 'kind: Deployment', 'kind: [Deployment'),
    ['x.yaml', 'a: ['],
  ]);
  assert.deepEqual(told(compared(before, texts)), []);
  const now = replaced(
    replaced(texts, 'web-service.yaml', 'app: web', 'app: zzz'),
    'api-service.yaml',
    'app: api',
    'app: qqq',
  );
  // One workload was reached; the other was in a file that did not parse.
  const lost = allProblems(analysisIn(compared(before, now))).filter((each) => each.lost);
  assert.deepEqual(
    lost.map(({ resource }) => resource.name),
    ['web'],
  );
});

test('renamed files are recognised, and a break in them is a lost edge', () => {
  const texts = all(pair('', 'web'));
  const { now, renamed } = renamedTo(texts, (path) => `new-${path}`);
  for (const known of [renamed, new Map<string, string>()]) {
    assert.deepEqual(told(compared(texts, now, { renamed: known })), []);
    const broken = replaced(now, 'new-web-service.yaml', 'app: web', 'app: zzz');
    assert.match(told(compared(texts, broken, { renamed: known })).join(), /no longer selects Deployment "web"/);
  }
  // Another name and other labels in another file: only a known rename shows that it is the same workload.
  const other = replaced(now, 'new-web-deployment.yaml', ': web', ': shop');
  assert.match(told(compared(texts, other, { renamed })).join(), /Deployment "shop" is now "shop"/);
  assert.match(told(compared(texts, other)).join(), /the target no longer exists/);
});

test('a moved directory loses nothing, and neither do the bundles that are built from it', () => {
  const loose = all(pair('apps/web/', 'web'), pair('apps/api/', 'api'));
  const kustomized = new Map([
    ...all(pair('base/', 'web')),
    ['base/kustomization.yaml', 'resources: [web-service.yaml, web-deployment.yaml]\n'],
    ['overlays/prod/kustomization.yaml', 'namePrefix: prod-\nresources: [../../base]\n'],
  ]);
  for (const texts of [loose, kustomized]) {
    const { now, renamed } = renamedTo(texts, (path) => path.replace(/^(apps|overlays)\//, 'moved/'));
    for (const known of [renamed, new Map<string, string>()]) {
      assert.deepEqual(told(compared(texts, now, { renamed: known })), []);
    }
    const service = [...now.keys()].find((path) => path.endsWith('web-service.yaml'))!;
    const broken = replaced(now, service, 'app: web', 'app: zzz');
    const problems = allProblems(analysisIn(compared(texts, broken, { renamed })));
    assert.deepEqual(
      problems.map(({ lost, code }) => `${code} ${lost?.cause}`),
      ['service-selects-nothing reference changed'],
    );
  }
});

test('a workload that was moved into a chart is unknown', () => {
  const before = pair('', 'web');
  const [[, service], [, deployment]] = [...before] as [[string, string], [string, string]];
  const chart = { 'chart/Chart.yaml': 'apiVersion: v2\nname: chart\n' };
  const templates = [
    deployment,
    deployment.replaceAll(': web', ': {{ .Values.name }}'),
    `{{- if .Values.enabled }}\n${deployment.replace('name: web', 'name: {{ .Release.Name }}-web')}{{- end }}\n`,
  ];
  for (const template of templates) {
    const now = new Map([
      ['web-service.yaml', service],
      ...Object.entries(chart),
      ['chart/templates/deployment.yaml', template],
      ['chart/values.yaml', 'name: web\n'],
    ]);
    const world = compared(before, now);
    const lost = allProblems(analysisIn(world)).filter((each) => each.lost);
    assert.deepEqual(lost, [], `${template}\n${told(world).join('\n')}`);
    assert.match(
      allUnknown(analysisIn(world))
        .map(({ because }) => because)
        .join(),
      /chart/,
    );
  }
});

test('if several objects of a kind are new in a file, none of them is taken for a former one', () => {
  const texts = new Map([['all.yaml', [...all(pair('', 'web'), pair('', 'api')).values()].join('---\n')]]);
  const now = new Map([
    [
      'all.yaml',
      texts
        .get('all.yaml')!
        .replace(/(kind: Deployment[\s\S]*?)(?=---|$)/g, (each) => each.replaceAll(/: (web|api)$/gm, ': new-$1')),
    ],
  ]);
  const problems = allProblems(analysisIn(compared(texts, now)));
  assert.deepEqual(
    problems.map(({ lost }) => lost?.cause),
    ['removed', 'removed'],
  );
});

test('the message for a selector of thirty pairs names the one that differs', () => {
  const labels = Object.fromEntries(Array.from({ length: 30 }, (_, number) => [`key-${number}`, `value-${number}`]));
  const before = pair('', 'web', labels);
  const now = replaced(before, 'web-service.yaml', 'value-17', 'zzz');
  const world = compared(before, now);
  const [problem] = allProblems(analysisIn(world));
  assert.equal(problem!.at.document.text.slice(problem!.at.range.start, problem!.at.range.end), 'zzz');
  assert.equal(titles(world, problem!)[0], '*Restore key-17=value-17');
  assert.deepEqual(after(fixesFor(analysisIn(world), problem!)[0]!), [before.get('web-service.yaml')]);
  // The message has to fit into a tooltip.
  assert.ok(problem!.message.length < 300, problem!.message);
});

test('identical workloads are distinguished by their names and files', () => {
  const text = [...pair('', 'web')].map(([, each]) => each).join('---\n');
  const before = new Map(['dev', 'test', 'prod'].map((directory) => [`${directory}/web.yaml`, text]));
  const now = new Map([
    ...before,
    ['test/web.yaml', text.replace('  selector:\n    app: web', '  selector:\n    app: zzz')],
  ]);
  const problems = allProblems(analysisIn(compared(before, now)));
  assert.deepEqual(
    problems.map(({ at, lost }) => `${at.document.file} ${lost?.targets.map(({ file }) => file).join()}`),
    ['test/web.yaml test/web.yaml'],
  );
  // A new copy that never worked has lost nothing.
  const copied = new Map([
    ...before,
    ['new/web.yaml', text.replace('  selector:\n    app: web', '  selector:\n    app: zzz')],
  ]);
  assert.deepEqual(
    allProblems(analysisIn(compared(before, copied))).filter(({ lost }) => lost),
    [],
  );
});

test('one object twice in a file counts as two variants, by their order', () => {
  const [service, deployment] = [...pair('', 'web').values()] as [string, string];
  const api = deployment.replaceAll(': web', ': api');
  const second = service.replace('app: web', 'app: api');
  const text = (...documents: readonly string[]) => new Map([['all.yaml', documents.join('---\n')]]);
  const before = text(service, second, deployment, api);
  const now = text(service, second.replace('app: api', 'app: zzz'), deployment, api);
  const problems = allProblems(analysisIn(compared(before, now))).filter(({ lost }) => lost);
  assert.deepEqual(
    problems.map(({ lost }) => lost!.targets.map(({ name }) => name)),
    [['api']],
  );
});

test('every wrong value in the example folder is a warning, and its fix restores the right one', () => {
  const right = filesIn(`=== deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: family-assistant-backend
  namespace: homelab
spec:
  selector:
    matchLabels:
      app: family-assistant-backend
      component: familyai-v3
  template:
    metadata:
      labels:
        app: family-assistant-backend
        component: familyai-v3
        version: v2.0.0
    spec:
      containers:
        - name: backend
          image: backend
          ports:
            - containerPort: 8001
=== service-nodeport.yaml
apiVersion: v1
kind: Service
metadata:
  name: family-assistant-nodeport
  namespace: homelab
spec:
  type: NodePort
  selector:
    app: family-assistant-backend # which pods answer
    component: familyai-v3
  ports:
    - name: http
      port: 8001
      targetPort: 8001
      nodePort: 30801
`);
  const wrong = [
    ...[
      'web',
      'family-assistent',
      'familyassistant',
      'frontend',
      'nginx',
      'assistant',
      'family-backend',
      'family-asistant',
    ],
    ...['family-assistant', 'family-assistant-backnd'],
  ];
  for (const value of wrong) {
    const world = compared(right, replaced(right, 'service-nodeport.yaml', 'family-assistant-backend #', `${value} #`));
    const problems = allProblems(analysisIn(world));
    assert.deepEqual(
      problems.map(({ severity, code, lost }) => `${severity} ${code} ${lost?.cause}`),
      ['warning service-selects-nothing reference changed'],
      value,
    );
    const [fix] = fixesFor(analysisIn(world), problems[0]!);
    assert.equal(`${fix!.preferred} ${fix!.title}`, 'true Restore app=family-assistant-backend');
    assert.deepEqual(after(fix!), [right.get('service-nodeport.yaml')]);
  }
});
