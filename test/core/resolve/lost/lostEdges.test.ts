import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixesFor } from '../../../../server/src/core/features/fixes.ts';
import type { LossCause } from '../../../../server/src/core/model/wiring.ts';
import { after, allProblems, allUnknown, analysisIn, compared, filesIn, type Texts, titles, told } from './baseline.ts';

const service = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web # which pods answer
  ports:
    - name: http
      port: 80
      targetPort: http
`;
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: nginx
          ports:
            - name: http
              containerPort: 8080
`;
const before: Texts = new Map([
  ['service.yaml', service],
  ['deployment.yaml', deployment],
]);

function edited(path: string, from: string | RegExp, to: string, texts: Texts = before): Texts {
  const text = texts.get(path)!.replace(from, to);
  assert.notEqual(text, texts.get(path), 'the edit changes something');
  return new Map([...texts, [path, text]]);
}

function without(path: string, texts: Texts = before): Map<string, string> {
  const left = new Map(texts);
  assert.ok(left.delete(path));
  return left;
}

function only(now: Texts, was: Texts = before, renamed?: ReadonlyMap<string, string>) {
  const world = compared(was, now, renamed ? { renamed } : {});
  const problems = allProblems(analysisIn(world)).filter(({ lost }) => lost);
  assert.equal(problems.length, 1, told(world).join('\n'));
  const [problem] = problems;
  assert.equal(problem!.severity, 'warning');
  assert.equal(problem!.lost!.since, 'HEAD 4ef8179');
  return { world, problem: problem!, fixes: titles(world, problem!) };
}

function expectCause(problem: { readonly lost?: { readonly cause: LossCause } }, cause: LossCause): void {
  assert.equal(problem.lost!.cause, cause);
}

test('nothing is lost if nothing differs from the baseline', () => {
  assert.deepEqual(told(compared(before, before)), []);
});

test('a selector that was changed to any other word is a lost edge, and is restored', () => {
  for (const value of ['shop', 'web2', 'nginx', 'x', 'backend']) {
    const { world, problem, fixes } = only(edited('service.yaml', /app: web #/, `app: ${value} #`));
    expectCause(problem, 'reference changed');
    assert.match(
      problem.message,
      /^Service "web" no longer selects Deployment "web" \(it did in HEAD 4ef8179\): its selector asked for app=web\.$/,
    );
    assert.deepEqual(
      problem.lost!.targets.map(({ kind, name, file }) => ({ kind, name, file })),
      [{ kind: 'Deployment', name: 'web', file: 'deployment.yaml' }],
    );
    assert.equal(fixes[0], '*Restore app=web');
    const [restored] = fixesFor(analysisIn(world), problem);
    assert.deepEqual(after(restored!), [service]);
    assert.equal(restored!.certain, false);
    assert.equal(restored!.onlyAsked, true);
  }
});

test('a mistyped key, an added pair and a replaced selector are restored as a whole', () => {
  const more: Texts = new Map([
    ['service.yaml', service.replace('    app: web # which pods answer\n', '    app: web\n    tier: front\n')],
    ['deployment.yaml', deployment.replaceAll(/^( +)app: web$/gm, '$1app: web\n$1tier: front')],
  ]);
  for (const selector of [
    '    ap: web\n    tier: front\n',
    '    app: web\n    tier: front\n    track: x\n',
    '    a: b\n',
    '    app: x\n    tier: y\n',
  ]) {
    const { world, problem, fixes } = only(
      edited('service.yaml', '    app: web\n    tier: front\n', selector, more),
      more,
    );
    assert.match(fixes[0]!, /^\*Restore /, fixes.join());
    const [restored] = fixesFor(analysisIn(world), problem);
    assert.deepEqual(after(restored!), [more.get('service.yaml')]);
  }
});

test('the fix changes the selector to labels that were changed', () => {
  const { world, problem, fixes } = only(edited('deployment.yaml', /app: web/g, 'app: shop'));
  expectCause(problem, 'target changed');
  assert.equal(
    problem.message,
    'Service "web" no longer selects Deployment "web" (it did in HEAD 4ef8179): label app of the pods of Deployment "web" is now "shop".',
  );
  assert.equal(fixes[0], '*Follow Deployment "web": app=shop');
  const [followed] = fixesFor(analysisIn(world), problem);
  assert.deepEqual(after(followed!), [service.replace('app: web', 'app: shop')]);
  assert.ok(fixesFor(analysisIn(world), problem).every(({ certain, onlyAsked }) => !certain && onlyAsked));
});

test('if a template loses what its own selector asks for, the template is fixed, because the workload is rejected', () => {
  const label = '      labels:\n        app: web\n';
  for (const labels of ['      labels:\n        app: shop\n', '      labels:\n        tier: front\n']) {
    const { world, problem, fixes } = only(edited('deployment.yaml', label, labels));
    expectCause(problem, 'target changed');
    assert.equal(fixes[0], '*Add app=web to the pod template of Deployment "web"', fixes.join());
    const [restored] = fixesFor(analysisIn(world), problem);
    assert.equal(restored!.onlyAsked, true);
    const text = labels.includes('shop') ? deployment : deployment.replace(label, `${labels}        app: web\n`);
    assert.deepEqual(after(restored!), [text]);
    // Whoever is about to change the selector of the workload as well can still follow.
    assert.equal(fixes.includes('Follow Deployment "web": app=shop'), labels.includes('shop'), fixes.join());
  }
  // The other selectors of the same pods get the same fix.
  const withBudget: Texts = new Map([
    ['deployment.yaml', deployment],
    [
      'budget.yaml',
      'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\nspec:\n  minAvailable: 1\n  selector:\n    matchLabels:\n      app: web\n',
    ],
  ]);
  const budget = only(edited('deployment.yaml', label, label.replace('web', 'shop'), withBudget), withBudget);
  assert.equal(budget.fixes[0], '*Add app=web to the pod template of Deployment "web"');
});

test('a workload with a new name and new labels is still recognised', () => {
  const { problem, fixes } = only(edited('deployment.yaml', /(app|name): web/g, '$1: shop'));
  expectCause(problem, 'target changed');
  assert.match(problem.message, /no longer selects Deployment "web" .* of the pods of Deployment "shop" is now "shop"/);
  assert.equal(fixes[0], '*Follow Deployment "shop": app=shop');
});

test('if both sides changed there are two fixes, and neither is preferred', () => {
  const half = edited('deployment.yaml', /app: web/g, 'app: shop');
  const { problem, fixes } = only(edited('service.yaml', /app: web #/, 'app: front #', half));
  assert.match(
    problem.message,
    /its selector asked for app=web, and label app of the pods of Deployment "web" is now "shop"/,
  );
  assert.ok(fixes.includes('Follow Deployment "web": app=shop'), fixes.join());
  assert.ok(!fixes.some((each) => each.startsWith('*')), fixes.join());
});

test('a workload that no longer matches is lost although a copy of it in a distant directory matches', () => {
  const inShop = (text: string) => text.replace('  name: web\n', '  name: web\n  namespace: shop\n');
  const copied: Texts = new Map([
    ['releases/1/service.yaml', inShop(service)],
    ['releases/1/deployment.yaml', inShop(deployment)],
    ['other/2/deployment.yaml', inShop(deployment)],
  ]);
  const renamed = edited('releases/1/deployment.yaml', /web/g, 'shop', copied);
  const { problem, fixes } = only(renamed, copied);
  expectCause(problem, 'target changed');
  assert.equal(fixes[0], '*Follow Deployment "shop": app=shop');
  // What is new in the same namespace replaces the former target.
  const another = edited('other/2/deployment.yaml', '  name: web\n', '  name: another\n', renamed);
  const [moved, ...others] = told(compared(without('other/2/deployment.yaml', copied), another));
  assert.match(
    moved!,
    /^warning service-selects-strangers: Service "web" now selects the pods of Deployment "another"/,
  );
  assert.deepEqual(others, []);
  // So does the copy if the former target is removed.
  assert.deepEqual(told(compared(copied, without('releases/1/deployment.yaml', copied))), []);
});

test('a removed workload is lost, but not one that is removed together with its Service', () => {
  const { problem } = only(without('deployment.yaml'));
  expectCause(problem, 'removed');
  assert.match(problem.message, /: the target no longer exists\.$/);
  assert.deepEqual(told(compared(before, without('service.yaml', without('deployment.yaml')))), []);
});

test('a workload that was moved to another namespace or a distant directory is out of scope', () => {
  const placed = edited(
    'deployment.yaml',
    '  name: web\n',
    '  name: web\n  namespace: a\n',
    edited('service.yaml', '  name: web\n', '  name: web\n  namespace: a\n'),
  );
  const { problem } = only(edited('deployment.yaml', 'namespace: a', 'namespace: b', placed), placed);
  expectCause(problem, 'out of scope');
  assert.match(problem.message, /the target is now in deployment\.yaml, in namespace "b"/);
  const far = new Map([...without('deployment.yaml'), ['x/y/z/deployment.yaml', deployment]]);
  const moved = only(far);
  expectCause(moved.problem, 'out of scope');
  assert.match(moved.problem.message, /the target is now in x\/y\/z\/deployment\.yaml/);
});

test('a Service whose file is moved away from its unchanged workload has not lost it', () => {
  const moved = new Map([...without('service.yaml'), ['x/y/z/service.yaml', service]]);
  assert.deepEqual(told(compared(before, moved, { renamed: new Map([['x/y/z/service.yaml', 'service.yaml']]) })), []);
});

test('names of Services, of workloads and of objects that pods need are lost edges', () => {
  const texts = new Map([
    ...before,
    [
      'others.yaml',
      `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  rules:
    - http:
        paths:
          - path: /
            backend: {service: {name: web, port: {number: 80}}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
---
apiVersion: v1
kind: Pod
metadata: {name: needs}
spec:
  containers:
    - name: a
      envFrom: [{configMapRef: {name: settings}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
`,
    ],
  ]);
  const cases = [
    ['name: web, port', 'name: zzz, port', 'ingress-backend-missing', 'reference changed', '*Restore web'],
    [
      'kind: Deployment, name: web',
      'kind: Deployment, name: qq',
      'scale-target-missing',
      'reference changed',
      '*Restore web',
    ],
    ['{name: settings}}]', '{name: other-thing}}]', 'config-map-missing', 'reference changed', '*Restore settings'],
    [
      'kind: ConfigMap\nmetadata: {name: settings}',
      'kind: ConfigMap\nmetadata: {name: preferences}',
      'config-map-missing',
      'renamed',
      '*Follow ConfigMap "preferences": preferences',
    ],
    ['number: 80', 'number: 4711', 'ingress-port-missing', 'reference changed', '*Restore 80'],
  ] as const;
  for (const [from, to, code, cause, fix] of cases) {
    const { problem, fixes } = only(edited('others.yaml', from, to, texts), texts);
    assert.equal(problem.code, code);
    expectCause(problem, cause);
    assert.equal(fixes[0], fix);
  }
  const removed = only(edited('others.yaml', /---\napiVersion: v1\nkind: ConfigMap[\s\S]*$/, '', texts), texts);
  expectCause(removed.problem, 'removed');
});

test('a backend that is inserted before other backends does not make these lost', () => {
  const ingress = (backends: readonly string[]) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  rules:
    - http:
        paths:
${backends.map((name) => `          - {pathType: Prefix, backend: {service: {name: ${name}, port: {number: 80}}}}\n`).join('')}`;
  const api = [service, deployment].map((text) => text.replaceAll('web', 'api')).join('---\n');
  const was = new Map([...before, ['api.yaml', api], ['ingress.yaml', ingress(['web', 'api'])]]);
  const reported = told(compared(was, new Map([...was, ['ingress.yaml', ingress(['grafana', 'web', 'api'])]])));
  assert.equal(reported.length, 1);
  assert.match(reported[0]!, /^hint .* Service "grafana", which no manifest here defines\.$/);
  const { problem } = only(new Map([...was, ['ingress.yaml', ingress(['grafana', 'api'])]]), was);
  assert.match(problem.message, /no longer sends requests to Service "web"/);
});

test('ports of Services are lost edges if the pods are still selected', () => {
  const named = only(edited('service.yaml', 'targetPort: http', 'targetPort: metrics'));
  assert.equal(named.problem.code, 'service-port-missing');
  assert.equal(named.fixes[0], '*Restore http');
  const target = only(edited('deployment.yaml', '- name: http', '- name: web-http'));
  expectCause(target.problem, 'target changed');
  assert.equal(target.fixes[0], '*Change targetPort to "web-http"');
  const numbered = edited('service.yaml', 'targetPort: http', 'targetPort: 8080');
  const { problem, fixes } = only(edited('service.yaml', 'targetPort: 8080', 'targetPort: 9191', numbered), numbered);
  assert.match(
    problem.message,
    /no longer sends traffic to a port that Deployment "web" declares \(it did in HEAD 4ef8179\): it asked for port 8080/,
  );
  assert.equal(fixes[0], '*Restore 8080');
  // A container need not declare the port on which it listens.
  const undeclared = edited('deployment.yaml', / {10}ports:\n[\s\S]*$/, '', numbered);
  assert.deepEqual(told(compared(numbered, undeclared)), []);
});

test('selectors of policies, budgets and monitors are lost edges, those with expressions too', () => {
  const budget = (selector: string) =>
    `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web}\nspec:\n  minAvailable: 1\n  selector: ${selector}\n`;
  const was = new Map([...before, ['budget.yaml', budget('{matchLabels: {app: web}}')]]);
  const labels = only(new Map([...was, ['budget.yaml', budget('{matchLabels: {app: qqq}}')]]), was);
  assert.equal(labels.fixes[0], '*Restore app=web');
  assert.match(labels.problem.message, /no longer protects Deployment "web"/);
  const expression = (value: string) => budget(`{matchExpressions: [{key: app, operator: In, values: [${value}]}]}`);
  const wasExpression = new Map([...before, ['budget.yaml', expression('web, api')]]);
  const lost = only(new Map([...wasExpression, ['budget.yaml', expression('qqq')]]), wasExpression);
  assert.match(lost.problem.message, /its selector was app In \(web, api\)/);
  const monitor = (app: string, port: string) =>
    `apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {app: ${app}}}\n  endpoints: [{port: ${port}}]\n`;
  const labelled = edited('service.yaml', '  name: web\n', '  name: web\n  labels: {app: web}\n');
  const wasMonitor = new Map([...labelled, ['monitor.yaml', monitor('web', 'http')]]);
  const service1 = only(new Map([...wasMonitor, ['monitor.yaml', monitor('qqq', 'http')]]), wasMonitor);
  assert.equal(service1.fixes[0], '*Restore app=web');
  const port = only(new Map([...wasMonitor, ['monitor.yaml', monitor('web', 'zzz')]]), wasMonitor);
  assert.equal(port.fixes[0], '*Restore http');
});

test('a reference that reaches another target is moved, and not lost', () => {
  const api = deployment.replaceAll('web', 'api');
  const was = new Map([...before, ['api.yaml', api]]);
  const world = compared(was, edited('service.yaml', 'app: web #', 'app: api #', was));
  const [problem, ...others] = allProblems(analysisIn(world));
  assert.deepEqual(others, []);
  assert.equal(problem!.lost, undefined);
  assert.equal(
    `${problem!.severity} ${problem!.code} ${problem!.message}`,
    'warning service-selects-strangers Service "web" now selects the pods of Deployment "api"; in HEAD 4ef8179 it selected those of Deployment "web", and no Service selects the pods of Deployment "web" any more.',
  );
  assert.equal(titles(world, problem!)[0], '*Restore app=web');
  assert.ok(fixesFor(analysisIn(world), problem!).every(({ onlyAsked }) => onlyAsked));
  const two = new Map([...was, ['other.yaml', service.replace('name: web', 'name: other')]]);
  assert.match(
    told(compared(two, edited('service.yaml', 'app: web #', 'app: api #', two))).join(),
    /^information service-selects-strangers/,
  );
});

test('a budget whose own selector was replaced by that of another budget is a warning', () => {
  const budget = (name: string, app = name) =>
    `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: ${name}}\nspec:\n  selector: {matchLabels: {app: ${app}}}\n`;
  const was = new Map([
    ['web.yaml', deployment],
    ['api.yaml', deployment.replaceAll('web', 'api')],
    ['budgets.yaml', `${budget('web')}---\n${budget('api')}`],
  ]);
  const now = new Map([...was, ['budgets.yaml', `${budget('web')}---\n${budget('api', 'web')}`]]);
  assert.match(
    told(compared(was, now)).join(),
    /^warning disruption-budget-selects-nothing: .* protects Deployment "api", which was selected in HEAD 4ef8179: the selector seems to be copied\.$/,
  );
  assert.match(told(compared(now, now)).join(), /^information disruption-budget-selects-nothing: /);
});

test('a reference with a possible explanation is unknown, and not lost', () => {
  const unknownIn = (now: Texts, was: Texts = before): string => {
    const world = compared(was, now);
    assert.deepEqual(
      allProblems(analysisIn(world)).filter(({ lost }) => lost),
      [],
      told(world).join(),
    );
    return allUnknown(analysisIn(world))
      .filter(({ code }) => code === 'service-selects-nothing')
      .map(({ because }) => because)
      .join();
  };
  assert.match(unknownIn(edited('deployment.yaml', 'kind: Deployment', 'kind: [Deployment')), /deployment\.yaml/);
  assert.match(unknownIn(edited('service.yaml', 'app: web #', 'app: ${APP} #')), /filled in by a template/);
  assert.match(unknownIn(edited('service.yaml', 'app: web #', "app: '{{ name }}' #")), /filled in by a template/);
  assert.match(unknownIn(edited('deployment.yaml', /app: web/g, 'app: ${APP}')), /fill/);
  const broken = 'kind: Deployment\nmetadata:\n  name: shop\nspec:\n  template:\n    labels: {app: shop\n';
  const shop = edited('service.yaml', 'app: web #', 'app: shop #');
  assert.match(unknownIn(new Map([...shop, ['shop.yaml', broken]])), /shop\.yaml/);
  // A part that was already unread in the baseline does not matter.
  only(new Map([...shop, ['shop.yaml', broken]]), new Map([...before, ['shop.yaml', broken]]));
  only(new Map([...shop, ['moved.yaml', broken]]), new Map([...before, ['shop.yaml', broken]]));
});

test('a target in the stated namespace in a distant directory is not lost', () => {
  const monitor =
    'apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: web, namespace: a}\nspec:\n  selector: {matchLabels: {app: web}}\n  endpoints: [{port: http}]\n';
  const far = service.replace('  name: web\n', '  name: web\n  namespace: a\n  labels: {app: web}\n');
  const texts = new Map([
    ['x/y/monitor.yaml', monitor],
    ['z/service.yaml', far],
    ['z/deployment.yaml', deployment.replace('  name: web\n', '  name: web\n  namespace: a\n')],
  ]);
  assert.deepEqual(told(compared(texts, texts)), []);
});

test('a comment silences a lost edge by the code of the rule', () => {
  const now = edited(
    'service.yaml',
    '    app: web # which pods answer',
    '    app: zzz # podwire-ignore: service-selects-nothing',
  );
  assert.deepEqual(told(compared(before, now)), []);
});

test('overlays are compared as rendered, and a loss in several of them is reported once', () => {
  const was = filesIn(`=== base/kustomization.yaml
resources: [service.yaml, deployment.yaml]
=== base/service.yaml
${service}=== base/deployment.yaml
${deployment}=== overlays/a/kustomization.yaml
namePrefix: a-
commonLabels: {env: a}
resources: [../../base]
=== overlays/b/kustomization.yaml
resources: [../../base]
`);
  const { problem, fixes } = only(edited('base/service.yaml', 'app: web #', 'app: zzz #', was), was);
  assert.match(problem.message, / \(in overlays\/a and overlays\/b\)$/);
  assert.match(fixes[0]!, /^\*Restore app=web/);
  const patched = new Map([
    ...was,
    ['overlays/b/kustomization.yaml', 'resources: [../../base]\npatches: [{path: patch.yaml}]\n'],
    ['overlays/b/patch.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: zzz}}\n'],
  ]);
  const inOne = only(patched, was);
  assert.equal(inOne.problem.at.document.file, 'overlays/b/patch.yaml');
  assert.match(inOne.problem.message, /no longer selects Deployment "web"/);
  const asText = (value: string) =>
    `resources: [../../base]\npatches:\n  - patch: |-\n      apiVersion: v1\n      kind: Service\n      metadata: {name: web}\n      spec: {selector: {app: ${value}}}\n`;
  const wasText = new Map([...was, ['overlays/b/kustomization.yaml', asText('web')]]);
  const inText = only(new Map([...was, ['overlays/b/kustomization.yaml', asText('zzz')]]), wasText);
  assert.equal(inText.fixes[0], '*Restore app=web');
});
