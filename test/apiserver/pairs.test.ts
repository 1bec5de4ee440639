// Creates pairs of a right and a broken manifest, where the API server rejects the broken one, on a real API server.
//
//   node test/apiserver/pairs.test.ts
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { markedManifests } from '../core/rules/reference-pairs/pairs.ts';
import { findPrograms } from '../harness/control-plane/programs.ts';
import { startControlPlane } from '../harness/control-plane/start.ts';
import { replay } from './replay.ts';

const mark = /«([^|»]*)\|([^|»]*)\|([a-z-]+)\*?»/g;
const rejecting = /-rejected$|^label-not-a-string$|^selector-template-mismatch$|^node-port-out-of-range$/;

/** The first object of each manifest, if it needs no other namespace and no custom resource. */
const objects = markedManifests.flatMap(({ name, text }) => {
  const [first = ''] = text.split(/^---$/m);
  return /namespace:|^apiVersion: (?!v1$|apps\/|policy\/|rbac\.|(?:networking|scheduling)\.k8s\.io)/m.test(first)
    ? []
    : [{ name, text: first }];
});

test('the API server accepts the right objects, and rejects the broken ones', async (context) => {
  const programs = findPrograms(['etcd', 'kube-apiserver']);
  if ('because' in programs) return context.skip(programs.because);
  if (spawnSync('go', ['version']).status !== 0) return context.skip('Go is not installed');
  const cases = objects.flatMap(({ name, text }) => [
    { name: `${name}: right`, manifest: text.replaceAll(mark, '$1'), reports: [] as string[] },
    ...[...text.matchAll(mark)].flatMap(([, , wrong = '', code = ''], place) => {
      let at = 0;
      const manifest = text.replaceAll(mark, (_, right: string, other: string) => (at++ === place ? other : right));
      return rejecting.test(code) ? [{ name: `${name}, ${place}: ${wrong}`, manifest, reports: [code] }] : [];
    }),
  ]);
  const controlPlane = await startControlPlane(programs.folder);
  try {
    const answers = await replay(controlPlane, cases);
    const different = cases.flatMap(({ name, manifest, reports }) => {
      const { strict } = answers[name]!;
      const said = strict.accepted ? 'accepted' : strict.messages.join('; ');
      return strict.accepted === (reports.length === 0) ? [] : [`${name}: ${said}\n${manifest}`];
    });
    context.diagnostic(
      `${cases.length} objects, of which ${cases.filter((each) => each.reports.length > 0).length} are broken`,
    );
    assert.equal(different.join('\n'), '');
  } finally {
    await controlPlane.stop();
  }
});
