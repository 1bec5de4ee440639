import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IndexReader } from '../../../../server/src/core/index/reader.ts';
import type { Candidate } from '../../../../server/src/core/model/resolution.ts';
import { unknownOf } from '../../../../server/src/core/problems.ts';
import { decideServiceSelector } from '../../../../server/src/core/resolve/serviceSelector.ts';
import { lookUp } from '../../../../server/src/core/text/versionedMap.ts';
import { analysisOf, check } from '../../fixture.ts';
import { service, workload } from '../manifests.ts';

const broken = `=== k8s/services/web.yaml\n${service({ selector: 'app: web-frontent' })}`;
const deployment = workload({ name: 'web-frontend', labels: 'app: web-frontend' });
const pods = `=== k8s/deployments/web.yaml\n${deployment}`;
const warned = /warning service-selects-nothing: .*Closest match: Deployment "web-frontend"/;

/** The candidates of the Service in a file, the likeliest first. */
function candidatesOf(fixture: string, path = 'k8s/services/web.yaml'): readonly Candidate[] {
  const { index, settings } = analysisOf(fixture);
  const [found] = lookUp(index.files, path)?.documents[0]?.facts.resources ?? [];
  assert.ok(found);
  return decideServiceSelector(found, new IndexReader(index), settings).candidates;
}

const namesOf = (candidates: readonly Candidate[]) => candidates.map(({ resource }) => resource.name);

test('if files are sorted by kind, the pods of a Service are in the directory beside it', () => {
  assert.throws(() => check(broken + pods), warned);
  const right = broken.replace('frontent', 'frontend') + pods;
  check(right);
  assert.deepEqual(unknownOf(analysisOf(right), 'k8s/services/web.yaml'), [], 'a match is found there too');
});

test('a workload that no Service selects is likelier, also in the directory beside the Service', () => {
  const path = 'k8s/services/assistant.yaml';
  const mine = `=== ${path}\n${service({ name: 'assistant-nodeport', selector: 'app: assistant' })}`;
  const theirs = `=== k8s/deployments/backend.yaml\n${workload({ name: 'assistant-backend', labels: 'app: assistant-backend, tier: two' })}`;
  const served = `=== k8s/services/web.yaml\n${service({ name: 'web', selector: 'app: web-frontend' })}${pods}`;
  const left = candidatesOf(mine + theirs + served, path);
  assert.deepEqual(namesOf(left), ['assistant-backend', 'web-frontend']);
  const evidence = left[0]!.evidence.map(({ reason }) => reason());
  assert.ok(evidence.includes('it is the only workload here without a Service'), evidence.join());
  const worker = `=== k8s/deployments/left.yaml\n${workload({ name: 'worker', labels: 'app: worker' })}`;
  const elsewhere = `=== old/pods.yaml\n${workload({ name: 'assistant', labels: 'app: assistant' })}`;
  for (const more of [worker, elsewhere]) {
    const [first] = candidatesOf(mine + theirs + served + more, path);
    assert.equal(first?.resource.name, 'assistant-backend');
    assert.ok(first.likelihood < left[0]!.likelihood);
  }
});

test('directories with one application each are not sorted by kind: each has its own pods', () => {
  const other = `=== k8s/services/other.yaml\n${workload({ name: 'other', labels: 'app: other' })}`;
  assert.deepEqual(namesOf(candidatesOf(broken + pods + other)), ['other']);
  const served = `=== k8s/deployments/service.yaml\n${service({ name: 'x', selector: 'app: web-frontend' })}`;
  assert.deepEqual(candidatesOf(broken + pods + served), []);
  check(broken + pods + served);
});

test('directories of many applications are not sorted by kind, even if one has only a Service', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, n) => `=== k8s/app${n}/p.yaml\n${workload({ name: `n${n}`, labels: 'a: b' })}`);
  assert.throws(() => check(broken + pods + many(14).join('')), warned);
  assert.deepEqual(candidatesOf(broken + pods + many(15).join('')), []);
  check(broken + pods + many(15).join(''));
});

test('an unread text in the directory beside the Service may define the pods, unless a workload is very likely', () => {
  const unread = (value: string) =>
    `=== k8s/deployments/more.yaml.tmpl | unread: more.yaml.tmpl is a template\napp: ${value}\n`;
  const worker = `=== k8s/deployments/worker.yaml\n${workload({ name: 'worker', labels: 'app: worker', port: '5432' })}`;
  const unlike = broken.replace('web-frontent', 'gateway') + worker + unread('gateway');
  check(unlike);
  const [unknown] = unknownOf(analysisOf(unlike), 'k8s/services/web.yaml');
  assert.match(unknown?.because ?? '', /more\.yaml\.tmpl is a template/);
  assert.throws(() => check(broken + pods + unread('web-frontent')), warned);
});
