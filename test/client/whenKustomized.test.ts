import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { kustomizations, whenKustomized } from '../../client/src/whenKustomized.ts';

test('the server starts in a workspace with a kustomization, although no manifest is open', async () => {
  for (const [files, starts] of [
    [['base/kustomization.yaml'], 1],
    [[], 0],
  ] as const) {
    let started = 0;
    const asked: string[] = [];
    await whenKustomized(
      async (include, _exclude, most) => {
        asked.push(include);
        return files.slice(0, most);
      },
      () => {
        started += 1;
      },
    );
    assert.equal(started, starts);
    assert.deepEqual(asked, [kustomizations]);
  }
});

test('these are the files that activate the extension', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const events: readonly string[] = manifest.activationEvents;
  const [, names = ''] = /\{(.*)\}/.exec(kustomizations) ?? [];
  assert.deepEqual(
    events.filter((event) => event.startsWith('workspaceContains:')),
    names.split(',').map((name) => `workspaceContains:${kustomizations.replace(/\{.*\}/, name)}`),
  );
});
