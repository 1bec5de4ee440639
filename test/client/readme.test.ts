import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('../..', import.meta.url);
const readme = readFileSync(new URL('README.md', root), 'utf8');
const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

test('the README names every setting with its default', () => {
  const named = [...readme.matchAll(/^\| `(podwire\.[\w.]+)` \| `([^`]+)` \|/gm)].map(([, key, value]) => [key, value]);
  const properties: Record<string, { default: unknown }> = manifest.contributes.configuration.properties;
  const stated = Object.entries(properties).map(([key, { default: value }]) => [
    key,
    typeof value === 'string' && value !== '' ? value : JSON.stringify(value),
  ]);
  assert.deepEqual(named.sort(), stated.sort());
});

test('every link of the README leads to a file that exists', () => {
  const targets = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map(([, target]) => target!);
  assert.deepEqual(
    targets.filter((target) => !existsSync(new URL(target, root))),
    [],
  );
});
