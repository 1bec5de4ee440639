import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unknownOf } from '../../../server/src/core/findings.ts';
import { analysisOf, check } from '../fixture.ts';
import { service, workload } from './manifests.ts';

const broken = `=== k8s/services/web.yaml\n${service({ selector: 'app: web-frontent' })}`;
const deployment = workload({ name: 'web-frontend', labels: 'app: web-frontend' });
const pods = `=== k8s/deployments/web.yaml\n${deployment}`;
const warned = /warning service-selects-nothing: .*Nearest: Deployment "web-frontend"/;

/** Why the Service is not judged; empty where it is found. */
function unknown(fixture: string): string {
  check(fixture);
  return unknownOf(analysisOf(fixture), 'k8s/services/web.yaml')
    .map((each) => each.because)
    .join();
}

test('where files are sorted by kind, the pods of a Service stand in the directory beside it', () => {
  assert.throws(() => check(broken + pods), warned);
  assert.equal(unknown(broken.replace('frontent', 'frontend') + pods), '', 'a match is found there too');
});

test('what no Service of the directory beside it selects is what the one that selects nothing meant', () => {
  const mine = `=== k8s/services/assistant.yaml\n${service({ name: 'assistant-nodeport', selector: 'app: assistant' })}`;
  const theirs = `=== k8s/deployments/backend.yaml\n${workload({ name: 'assistant-backend', labels: 'app: assistant-backend, tier: two' })}`;
  const others = `=== k8s/services/web.yaml\n${service({ name: 'web', selector: 'app: web-frontend' })}${pods}`;
  assert.throws(
    () => check(mine + theirs + others),
    /warning service-selects-nothing: .*Nearest: Deployment "assistant-backend"/,
  );
  const elsewhere = `=== old/pods.yaml\n${workload({ name: 'assistant', labels: 'app: assistant' })}`;
  assert.match(
    unknownOf(analysisOf(mine + theirs + others + elsewhere), 'k8s/services/assistant.yaml')[0]?.because ?? '',
    /outside its scope/,
  );
  const left = `=== k8s/deployments/left.yaml\n${workload({ name: 'worker', labels: 'app: worker' })}`;
  assert.throws(() => check(mine + theirs + others + left), /information service-selects-nothing/);
});

test('directories that hold one application each are not: each has its own pods', () => {
  const other = `=== k8s/services/other.yaml\n${workload({ name: 'other', labels: 'app: other' })}`;
  assert.match(unknown(broken + pods + other), /nothing near it makes pods/);
  const served = `=== k8s/deployments/service.yaml\n${service({ name: 'x', selector: 'app: web-frontend' })}`;
  assert.match(unknown(broken + pods + served), /nothing near it makes pods/);
});

test('nor are the directories of many applications, of which one has only a Service', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, n) => `=== k8s/app${n}/p.yaml\n${workload({ name: `n${n}`, labels: 'a: b' })}`);
  assert.throws(() => check(broken + pods + many(14).join('')), warned);
  assert.match(unknown(broken + pods + many(15).join('')), /nothing near it makes pods/);
});

test('what is unread in the directory beside it silences', () => {
  const unread =
    '=== k8s/deployments/web-frontent.yaml.tmpl | unread: web-frontent.yaml.tmpl is a template\napp: web-frontent\n';
  assert.match(unknown(broken + pods + unread), /web-frontent\.yaml\.tmpl is a template/);
});
