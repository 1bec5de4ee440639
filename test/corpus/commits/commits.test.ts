import assert from 'node:assert/strict';
import { test } from 'node:test';
import { repositoryWith, type TestRepository } from '../../sources/repository.ts';
import { GitHistory } from './gitHistory.ts';
import { comparedCommits, readCommitVerdicts } from './measure.ts';
import { lossesIn, objectsIn } from './naive.ts';

const shop = `
=== shop/service.yaml
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80}]
=== shop/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers: [{name: web, image: nginx}]
`;

function compared(repository: TestRepository) {
  return [...comparedCommits('shop', new GitHistory(repository.path), 10)];
}

function change(repository: TestRepository, file: string, from: string, to: string): string {
  const text = repository.read(file);
  assert.ok(text.includes(from));
  repository.write(file, text.replaceAll(from, to));
  return repository.commit();
}

test('a commit that renames a label and forgets the Service is told, and found by the naive check too', () => {
  using repository = repositoryWith(shop);
  repository.commit();
  const renamed = change(repository, 'shop/deployment.yaml', 'app: web', 'app: front');
  const [only, ...others] = compared(repository);
  assert.equal(only?.commit.id, renamed);
  assert.deepEqual(others, []);
  assert.deepEqual(
    only.lost.map(({ file, line, problem }) => [file, line, problem.code, problem.lost?.cause]),
    [['shop/service.yaml', 5, 'service-selects-nothing', 'target changed']],
  );
  assert.deepEqual(
    only.naive.map(({ file, class: what }) => [file, what]),
    [['shop/service.yaml', 'told as lost']],
  );
});

test('a workload that is moved to another directory is lost to the naive check alone, and so with a reason', () => {
  using repository = repositoryWith(shop);
  repository.commit();
  repository.git(['mv', 'shop/deployment.yaml', 'deployment.yaml']);
  repository.commit();
  const [moved] = compared(repository);
  assert.deepEqual(moved?.lost, []);
  assert.deepEqual(
    moved?.naive.map((each) => [each.class, each.detail]),
    [['other pods match', 'deployment.yaml']],
  );
});

test('commits that only add something, or change what nothing depends on, are left out', () => {
  using repository = repositoryWith(shop);
  repository.commit();
  repository.write('shop/other.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n');
  repository.commit();
  change(repository, 'shop/deployment.yaml', 'image: nginx', 'image: nginx:1.29');
  assert.deepEqual(compared(repository), []);
  repository.remove('shop/service.yaml');
  repository.commit();
  assert.equal(compared(repository).length, 1);
});

test('what a kustomization names is looked for in the commit', () => {
  using repository = repositoryWith(`${shop}
=== shop/kustomization.yaml
resources: [service.yaml, deployment.yaml]
patches: [{path: labels.patch}]
=== shop/labels.patch
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {metadata: {labels: {tier: front}}}}
`);
  repository.commit();
  change(repository, 'shop/service.yaml', '{app: web}', '{app: web, tier: front}');
  change(repository, 'shop/service.yaml', 'tier: front', 'tier: back');
  assert.deepEqual(
    compared(repository).map(({ lost }) => lost.map(({ problem }) => problem.lost?.cause)),
    [[], ['reference changed']],
  );
});

test('the naive check takes what states no namespace for any', () => {
  const service = (namespace: string) =>
    objectsIn(`apiVersion: v1
kind: Service
metadata: {name: web${namespace}}
spec: {selector: {app: web}}
`);
  const pod = (namespace: string, app: string) =>
    objectsIn(`apiVersion: v1
kind: Pod
metadata: {name: web${namespace}, labels: {app: ${app}}}
`);
  const lost = (then: string, now: string) =>
    lossesIn(
      new Map([['a', [...service(', namespace: shop'), ...pod(then, 'web')]]]),
      new Map([['a', [...service(', namespace: shop'), ...pod(now, 'web')]]]),
    ).length;
  assert.equal(lost('', ', namespace: shop'), 0);
  assert.equal(lost('', ', namespace: other'), 1);
  assert.equal(lost(', namespace: other', ', namespace: other'), 0);
});

test('every verdict has a reason, and stands once', () => {
  assert.ok(readCommitVerdicts().size > 0);
});
