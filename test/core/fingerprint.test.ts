import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Analysis, analyse, emptyAnalysis } from '../../server/src/core/analysis.ts';
import { problemsOf } from '../../server/src/core/findings.ts';
import { fingerprintOf } from '../../server/src/core/fingerprint.ts';
import { readFile } from '../../server/src/core/kinds/documents.ts';
import { deployment as deploymentOf, service as serviceOf } from '../cli/manifests.ts';

const service = (selector: string) => serviceOf('web').replace('app: web', `app: ${selector}`);
const deployment = deploymentOf('web');

function fingerprints(files: Readonly<Record<string, string>>, pathThen?: (path: string) => string): string[] {
  const read = new Map(Object.entries(files).map(([path, text]) => [path, readFile(path, text)]));
  const { analysis }: { analysis: Analysis } = analyse(emptyAnalysis, { files: read, complete: true });
  return Object.keys(files).flatMap((path) => problemsOf(analysis, path).map((each) => fingerprintOf(each, pathThen)));
}

test('a problem is known again when lines move, and when its neighbours have other names', () => {
  const before = fingerprints({ 'service.yaml': service('web'), 'deployment.yaml': deployment });
  assert.equal(before.length, 1);
  const moved = {
    'service.yaml': `# moved\n\n---\n${service('web').replace('port: 80', 'port: 8080')}`,
    'deployment.yaml': deployment.replace('name: web', 'name: web-server'),
  };
  assert.deepEqual(fingerprints(moved), before);
});

test('another value, another file and another object make another problem', () => {
  const all = [
    ...fingerprints({ 'service.yaml': service('web'), 'deployment.yaml': deployment }),
    ...fingerprints({ 'service.yaml': service('web-backen'), 'deployment.yaml': deployment }),
    ...fingerprints({ 'other.yaml': service('web'), 'deployment.yaml': deployment }),
    ...fingerprints({
      'service.yaml': service('web').replace('name: web', 'name: shop'),
      'deployment.yaml': deployment,
    }),
  ];
  assert.equal(new Set(all).size, 4, all.join('\n'));
});

test('a file that was renamed is known by the path that it had', () => {
  const before = fingerprints({ 'old/service.yaml': service('web'), 'old/deployment.yaml': deployment });
  const now = { 'new/service.yaml': service('web'), 'new/deployment.yaml': deployment };
  assert.deepEqual(
    fingerprints(now, (path) => path.replace('new/', 'old/')),
    before,
  );
  assert.notDeepEqual(fingerprints(now), before);
});
