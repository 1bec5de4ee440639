import assert from 'node:assert/strict';
import { test } from 'node:test';
import { all, allProblems, analysisIn, compared, pair } from '../core/resolve/lost/baseline.ts';

test('of 200 Services that selected what is gone each is told, by its own words', () => {
  const names = Array.from({ length: 200 }, (_, number) => `app-${number}`);
  const before = all(...names.map((name) => pair('', name)));
  const now = new Map([...before].filter(([path]) => path.endsWith('service.yaml')));
  const problems = allProblems(analysisIn(compared(before, now)));
  assert.equal(problems.length, 200);
  assert.ok(
    problems.every(({ lost, resource }) => lost?.cause === 'removed' && lost.targets[0]?.name === resource.name),
  );
});

test('200 Services that selected nothing before are not lost', () => {
  const names = Array.from({ length: 200 }, (_, number) => `app-${number}`);
  const texts = new Map(
    [...all(...names.map((name) => pair('', name)))].filter(([path]) => path.endsWith('service.yaml')),
  );
  const problems = allProblems(analysisIn(compared(texts, texts)));
  assert.deepEqual(
    [...new Set(problems.map(({ severity, lost }) => `${severity} ${lost?.cause}`))],
    ['hint undefined'],
  );
});

test('in a directory with 5,000 workloads the lost edge names the right one', () => {
  const names = Array.from({ length: 5000 }, (_, number) => `app-${number}`);
  const deployments = new Map([
    ['all.yaml', names.map((name) => pair('', name).get(`${name}-deployment.yaml`)!).join('---\n')],
  ]);
  const services = pair('', 'app-4711');
  const before = new Map([...deployments, ['service.yaml', services.get('app-4711-service.yaml')!]]);
  const one = new Map([...before, ['all.yaml', before.get('all.yaml')!.replaceAll(': app-4711\n', ': new-4711\n')]]);
  const [followed, ...others] = allProblems(analysisIn(compared(before, one)));
  assert.deepEqual(others, []);
  assert.match(followed!.message, /of the pods of Deployment "new-4711" is now "new-4711"/);
});
