import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileOf } from '../../../server/src/core/analysis.ts';
import { fixAll, fixFilesInSteps } from '../../../server/src/core/features/fixes.ts';
import type { DocumentFacts } from '../../../server/src/core/model/document.ts';
import { analysisOf } from '../fixture.ts';
import { serviceWithSpec as spec, workload } from '../resolve/manifests.ts';
import { problemsIn, textsAfter } from './checkFix.ts';

test('fix all fixes what has one answer, and nothing else', () => {
  const before = `=== service.yaml
apiVersion: v1
kind: Service
metadata:
  name: web
  labels:
    a: 1
    b: yes
    c: d
    c: d
spec:
  type: nodeport
  ports:
    - port: "80"
      targetPort: "8080"
      nodePort: 30080
`;
  const analysis = analysisOf(before);
  const fix = fixAll(analysis, 'service.yaml');
  assert.ok(fix);
  assert.equal(
    textsAfter(analysis, before, fix).get('service.yaml'),
    `apiVersion: v1
kind: Service
metadata:
  name: web
  labels:
    a: "1"
    b: "yes"
    c: d
spec:
  type: NodePort
  ports:
    - port: 80
      targetPort: 8080
      nodePort: 30080
`,
  );
  assert.equal(
    fixAll(analysisOf('=== a.yaml\nkind: Service\napiVersion: v1\nspec: {ports: [{port: 80}]}\n'), 'a.yaml'),
    undefined,
  );
});

test('fix all makes each fix on the result of the ones before it', () => {
  const before = `=== all.yaml
${spec('  selector: {app: wbe}\n  ports:\n    - {port: "80", targetPort: "8080"}')}---
${workload({ labels: 'app: web', port: '8080' })}`;
  const analysis = analysisOf(before);
  const fixes = fixAll(analysis, 'all.yaml');
  assert.ok(fixes);
  assert.equal(fixes.made.length, 3);
  const text = textsAfter(analysis, before, fixes).get('all.yaml')!;
  assert.match(text, /selector: \{app: web\}\n {2}ports:\n {4}- \{port: 80, targetPort: 8080\}/);
  assert.deepEqual(problemsIn(`=== all.yaml\n${text}`, analysisOf(`=== all.yaml\n${text}`)), []);
});

test('the fixes of several files are made one after the other, also in one document', () => {
  const crossed = (name: string, tier: string, port: string) =>
    spec(`  selector: {tier: ${tier}}\n  ports:\n    - {port: ${port}, targetPort: 8080}`).replace(
      'name: web',
      `name: ${name}`,
    );
  const pods = (name: string) =>
    workload({ labels: `tier: ${name}`, port: '8080' }).replaceAll(/name: \w+$/gm, `name: ${name}`);
  const before = `=== a.yaml
${crossed('web', 'api', '80')}=== b.yaml
${crossed('api', 'web', '"81"')}=== web.yaml
${pods('web')}=== api.yaml
${pods('api')}`;
  const analysis = analysisOf(before);
  const run = (mayChange?: (document: DocumentFacts) => boolean) => {
    const fixing = fixFilesInSteps(analysis, ['a.yaml', 'b.yaml'], mayChange ? { mayChange } : {});
    let step = fixing.next();
    let steps = 0;
    for (; !step.done; step = fixing.next()) {
      steps++;
    }
    assert.equal(steps, 2);
    return step.value;
  };
  const fixes = run();
  const texts = textsAfter(analysis, before, fixes);
  assert.match(texts.get('a.yaml')!, /selector: \{tier: web\}/);
  assert.match(texts.get('b.yaml')!, /selector: \{tier: api\}\n {2}ports:\n {4}- \{port: 81, /);
  assert.equal(fixes.changes.length, 2);
  // The fix of a.yaml changes the document of b.yaml, which is still the one that the caller knows.
  const second = fileOf(analysis, 'b.yaml')!.documents[0]!.facts;
  const asked: boolean[] = [];
  run((document) => {
    asked.push(document.file === 'b.yaml' ? document === second : true);
    return true;
  });
  assert.ok(asked.length > 2 && asked.every(Boolean));
});

test('fix all leaves what the caller does not want to be changed', () => {
  const before = `=== a.yaml\n${spec('  ports: [{port: "80"}]')}---\n${spec('  ports: [{port: "81"}]').replace('name: web', 'name: b')}`;
  const analysis = analysisOf(before);
  const [first] = fileOf(analysis, 'a.yaml')!.documents;
  const fixes = fixAll(analysis, 'a.yaml', { mayChange: (document) => document !== first!.facts });
  assert.deepEqual(
    fixes?.changes.map(({ document }) => document.resources[0]!.name),
    ['b'],
  );
});
